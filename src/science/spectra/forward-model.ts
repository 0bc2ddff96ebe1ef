import { createRng, type Rng } from '../numerics/rng.js';
import { addPoisson, plantSpikes, zeroLossWalk, type PlantedSpike } from './forward-model-detector.js';
import { addPowerLaw, edgeShape, normalCdf } from './forward-model-edges.js';
import { DEMO_EDGES, DEMO_PHASES, type DemoPhase } from './forward-model-phases.js';
import { detectableRank, weightedSingularValues } from './forward-model-rank.js';
import {
  convolve,
  coreLossKernel,
  plasmonLoss,
  plasmonLowLoss,
  pluralScattering,
} from './forward-model-scattering.js';
import type { Acquisition, EnergyAxis, NavigationAxis, SpectrumImage } from './spectrum-image.js';

/** Every field has a default (`DEFAULT_DEMO`). */
export interface DemoOptions {
  readonly nPixels: number;
  readonly nChannels: number;
  readonly scaleEv: number;
  readonly stepNm: number;
  /** Where the composition is half and half, fractional pixel. */
  readonly interfacePixel: number;
  /** Sigma of the composition step, and of the interface phase around it, pixels. */
  readonly interfaceSigmaPixels: number;
  readonly interfacePhaseSigmaPixels: number;
  /** Factor on the electrons of both scans. */
  readonly dose: number;
  /** Electrons per detector count. */
  readonly gainElectronsPerCount: number;
  /** True energy is the file's energy less this (mean of the first pixel), eV. */
  readonly energyOffsetEv: number;
  readonly driftTrendEv: number;
  readonly driftStepStdEv: number;
  readonly nSpikes: number;
  /** False: expected electrons without counting noise, rounding and spikes. */
  readonly noise: boolean;
}

export const DEFAULT_DEMO: DemoOptions = {
  nPixels: 64,
  nChannels: 2048,
  scaleEv: 0.25,
  stepNm: 0.4,
  interfacePixel: 30.7,
  interfaceSigmaPixels: 1.2,
  interfacePhaseSigmaPixels: 2.6,
  dose: 1,
  gainElectronsPerCount: 0.125,
  energyOffsetEv: 1.3,
  driftTrendEv: 0.6,
  driftStepStdEv: 0.04,
  nSpikes: 10,
  noise: true,
};

/** What is true about a demo scan; profiles are [nPixels], `null` where a quantity does not exist. */
export interface DemoTruth {
  readonly seed: number;
  readonly phases: readonly { readonly name: string; readonly weights: readonly number[] }[];
  /** Detectable components of the expected, drift-free core loss; see `detectableRank` for the definition. */
  readonly rank: {
    readonly detectable: number;
    readonly threshold: number;
    readonly singularValues: readonly number[];
  };
  readonly changePoint: {
    /** Fractional pixel and position at which the two sides are half and half. */
    readonly pixel: number;
    readonly positionNm: number;
    /** 10–90 % width of the composition step, nm. */
    readonly widthNm: number;
  };
  /** Ratio of the L3 and L2 peak areas put in, by element; null where less than a fifth of its largest L3 area is. */
  readonly whiteLineRatios: Readonly<Record<string, readonly (number | null)[]>>;
  /** t/λ */
  readonly thickness: readonly number[];
  /** Centre of the zero-loss peak on the files' axes, eV. */
  readonly zeroLossCentresEv: readonly number[];
  readonly spikes: readonly PlantedSpike[];
  /** Onsets on the true axis, eV. */
  readonly edges: readonly { readonly id: string; readonly onsetEv: number }[];
  /** A·E^(−r) before plural scattering: ln A (electrons per channel) and r. */
  readonly background: { readonly logA: readonly number[]; readonly r: readonly number[] };
}

export interface DemoScan {
  readonly coreLoss: SpectrumImage;
  readonly lowLoss: SpectrumImage;
  readonly truth: DemoTruth;
}

/** Energy resolution: sigma of the zero-loss peak, eV (FWHM 0.94 eV). */
const ZERO_LOSS_SIGMA_EV = 0.4;
const LOW_LOSS_ELECTRONS = 4e6;
const CORE_LOSS_OFFSET_EV = 400;
const LOW_LOSS_OFFSET_EV = -50;
/** Plural losses up to here are carried into the core loss. */
const KERNEL_EV = 200;
/** Background at its reference energy, electrons per channel at unit dose. */
const BACKGROUND_ELECTRONS = 2600;
const BACKGROUND_REFERENCE_EV = 450;

interface Profiles {
  readonly weights: readonly Float64Array[];
  readonly thickness: Float64Array;
  readonly logA: Float64Array;
  readonly r: Float64Array;
}

/**
 * A dual-EELS line scan across a LaMnO3-like | LaFeO3-like interface, with everything about it known.
 *
 * Per pixel: single core-loss scattering = A·E^(−r) + Σ phase weight × edges (steps, fine structure, white lines),
 * convolved with the normalised low loss of that pixel (zero-loss peak of 0.94 eV FWHM, plasmons with Poisson t/λ),
 * on an energy axis that is off by the wandering zero loss; then Poisson counting, rounding to whole detector counts
 * and spikes (core loss only). Low loss and core loss share the dispersion and the drift, as on a dual spectrometer.
 *
 * @param seed     the same seed and options give the same bytes
 * @returns counts [nPixels × nChannels] in electrons; core loss from 400 eV, low loss from −50 eV
 * Neglects: orientation, convergence correction, detector point spread, correlated noise, radiation damage.
 * Validity: scaleEv ≤ 0.5 (the zero-loss peak must be at least 0.8 channel wide in sigma).
 * Checked: forward-model.spec.ts.
 */
export function makeDemoScan(seed: number, options: Partial<DemoOptions> = {}): DemoScan {
  const opts: DemoOptions = { ...DEFAULT_DEMO, ...options };
  const rng = createRng(seed);
  const profiles = makeProfiles(opts, rng);
  const centresEv = zeroLossWalk(
    opts.nPixels,
    { startEv: opts.energyOffsetEv, trendEv: opts.driftTrendEv, stepStdEv: opts.driftStepStdEv },
    rng,
  );
  const scattering = Array.from({ length: opts.nPixels }, (_, p) => pixelScattering(profiles, p, opts));
  const core = expectedCore(profiles, scattering, centresEv, opts);
  const low = expectedLow(scattering, centresEv, opts);
  const steady = expectedCore(profiles, scattering, new Float64Array(opts.nPixels), opts);
  const spikes = opts.noise ? plantSpikes(core, opts, { count: opts.nSpikes, sigma: 25 }, rng) : [];
  const coreCounts = detect(core, opts, rng);
  for (const s of spikes) coreCounts[s.pixel * opts.nChannels + s.channel] += s.electrons;
  return {
    coreLoss: toScan('EELS (high-loss)', coreCounts, CORE_LOSS_OFFSET_EV, opts),
    lowLoss: toScan('EELS (low-loss)', detect(low, opts, rng), LOW_LOSS_OFFSET_EV, opts),
    truth: { ...describeTruth(seed, profiles, steady, opts), zeroLossCentresEv: [...centresEv], spikes },
  };
}

/** A wedge with a small waviness, a background that varies by a few percent, and the phases' share of each pixel. */
function makeProfiles(opts: DemoOptions, rng: Rng): Profiles {
  const n = opts.nPixels;
  const weights = DEMO_PHASES.map(() => new Float64Array(n));
  const thickness = new Float64Array(n);
  const logA = new Float64Array(n);
  const r = new Float64Array(n);
  for (let p = 0; p < n; p++) {
    const distance = p - opts.interfacePixel;
    const between = 0.7 * Math.exp(-0.5 * (distance / opts.interfacePhaseSigmaPixels) ** 2);
    const right = normalCdf(distance / opts.interfaceSigmaPixels);
    [weights[0][p], weights[1][p], weights[2][p]] = [
      (1 - between) * (1 - right),
      (1 - between) * right,
      between,
    ];
    thickness[p] = 0.28 + (0.04 * p) / n + 0.1 * right + 0.008 * Math.sin(p / 4);
    r[p] = 3.0 - 0.1 * right;
    const electrons = opts.dose * BACKGROUND_ELECTRONS * (1 + 0.1 * (2 * rng.uniform() - 1) + 0.1 * right);
    logA[p] = Math.log(electrons) + r[p] * Math.log(BACKGROUND_REFERENCE_EV);
  }
  return { weights, thickness, logA, r };
}

/** Plural loss distribution of one pixel, [nChannels]: the plasmons of its phases mixed by their share. */
function pixelScattering(profiles: Profiles, pixel: number, opts: DemoOptions): Float64Array {
  const single = new Float64Array(opts.nChannels);
  DEMO_PHASES.forEach((phase, i) => {
    const loss = phasePlasmon(phase, opts);
    for (let k = 0; k < single.length; k++) single[k] += profiles.weights[i][pixel] * loss[k];
  });
  return pluralScattering(single, profiles.thickness[pixel]);
}

const phasePlasmon = (phase: DemoPhase, opts: DemoOptions): Float64Array =>
  plasmonLoss(phase.plasmon, opts.scaleEv, opts.nChannels);

/** Expected electrons of the core loss, [nPixels × nChannels]; pixel p reads true energy = axis − centresEv[p]. */
function expectedCore(
  profiles: Profiles,
  scattering: readonly Float64Array[],
  centresEv: Float64Array,
  opts: DemoOptions,
): Float64Array {
  const { nPixels, nChannels, scaleEv } = opts;
  const margin = Math.round(KERNEL_EV / scaleEv);
  const out = new Float64Array(nPixels * nChannels);
  for (let p = 0; p < nPixels; p++) {
    const { kernel, zeroIndex } = coreLossKernel(scattering[p], ZERO_LOSS_SIGMA_EV / scaleEv, margin);
    const axis: EnergyAxis = {
      offsetEv: CORE_LOSS_OFFSET_EV - margin * scaleEv - centresEv[p],
      scaleEv,
      // The resolution's half width beyond the end keeps the last channels whole.
      nChannels: margin + nChannels + zeroIndex,
    };
    const single = new Float64Array(axis.nChannels);
    addPowerLaw(single, axis, profiles.logA[p], profiles.r[p]);
    DEMO_PHASES.forEach((phase, i) => {
      edgeShape(single, axis, phase.terms, opts.dose * profiles.weights[i][p]);
    });
    out.set(convolve(single, kernel, zeroIndex).subarray(margin, margin + nChannels), p * nChannels);
  }
  return out;
}

/** Expected electrons of the low loss, [nPixels × nChannels]. */
function expectedLow(
  scattering: readonly Float64Array[],
  centresEv: Float64Array,
  opts: DemoOptions,
): Float64Array {
  const { nPixels, nChannels, scaleEv } = opts;
  const out = new Float64Array(nPixels * nChannels);
  for (let p = 0; p < nPixels; p++) {
    const spectrum = plasmonLowLoss({
      scattering: scattering[p],
      zeroChannel: (centresEv[p] - LOW_LOSS_OFFSET_EV) / scaleEv,
      sigmaChannels: ZERO_LOSS_SIGMA_EV / scaleEv,
      electrons: opts.dose * LOW_LOSS_ELECTRONS,
      nChannels,
    });
    out.set(spectrum, p * nChannels);
  }
  return out;
}

const detect = (expected: Float64Array, opts: DemoOptions, rng: Rng): Float32Array =>
  opts.noise ? addPoisson(expected, opts.gainElectronsPerCount, rng) : Float32Array.from(expected);

function describeTruth(
  seed: number,
  profiles: Profiles,
  steady: Float64Array,
  opts: DemoOptions,
): Omit<DemoTruth, 'zeroLossCentresEv' | 'spikes'> {
  const singularValues = weightedSingularValues(steady, opts);
  const total = steady.reduce((sum, v) => sum + v, 0);
  const { rank, threshold } = detectableRank(singularValues, opts, total);
  return {
    seed,
    phases: DEMO_PHASES.map((phase, i) => ({ name: phase.name, weights: [...profiles.weights[i]] })),
    rank: { detectable: rank, threshold, singularValues: singularValues.slice(0, 12) },
    changePoint: {
      pixel: opts.interfacePixel,
      positionNm: opts.interfacePixel * opts.stepNm,
      widthNm: 2 * 1.2816 * opts.interfaceSigmaPixels * opts.stepNm,
    },
    whiteLineRatios: { Mn: trueRatio('Mn', profiles, opts), Fe: trueRatio('Fe', profiles, opts) },
    thickness: [...profiles.thickness],
    edges: DEMO_EDGES,
    background: { logA: [...profiles.logA], r: [...profiles.r] },
  };
}

function trueRatio(element: string, profiles: Profiles, opts: DemoOptions): readonly (number | null)[] {
  const l3 = new Float64Array(opts.nPixels);
  const l2 = new Float64Array(opts.nPixels);
  DEMO_PHASES.forEach((phase, i) => {
    const lines = phase.metals[element];
    if (lines === undefined) return;
    for (let p = 0; p < opts.nPixels; p++) {
      l3[p] += profiles.weights[i][p] * lines.l3Area;
      l2[p] += (profiles.weights[i][p] * lines.l3Area) / lines.ratio;
    }
  });
  const least = 0.2 * l3.reduce((a, b) => Math.max(a, b), 0);
  return Array.from(l3, (area, p) => (area < least ? null : area / l2[p]));
}

const ACQUISITION: Acquisition = {
  beamEnergyKev: 200,
  convergenceSemiAngleMrad: 24,
  collectionSemiAngleMrad: 42,
  exposureS: 0.4,
  nFrames: 1,
  dwellTimeS: 0.4,
  probeCurrentNa: 0.06,
  microscope: 'Kaimen forward model',
  spectrometer: 'simulated dual EELS',
  specimen: 'LaMnO3-like | LaFeO3-like, simulated',
  operator: null,
  date: null,
};

function toScan(title: string, counts: Float32Array, offsetEv: number, opts: DemoOptions): SpectrumImage {
  const position: NavigationAxis = {
    name: 'x',
    unit: 'nm',
    offset: 0,
    scale: opts.stepNm,
    size: opts.nPixels,
  };
  return {
    title,
    counts,
    nPixels: opts.nPixels,
    nChannels: opts.nChannels,
    energy: { offsetEv, scaleEv: opts.scaleEv, nChannels: opts.nChannels },
    navigation: [position],
    intensityUnit: 'e-',
    acquisition: ACQUISITION,
    originalMetadata: { simulated: true },
  };
}
