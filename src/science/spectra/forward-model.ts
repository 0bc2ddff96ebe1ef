import { createRng, type Rng } from '../numerics/rng.js';
import { addPoisson, plantSpikes, zeroLossWalk } from './forward-model-detector.js';
import {
  CORE_LOSS_OFFSET_EV,
  expectedCore,
  expectedLow,
  LOW_LOSS_OFFSET_EV,
  pixelScattering,
} from './forward-model-expected.js';
import { DEFAULT_DEMO, makeProfiles, type DemoOptions } from './forward-model-profiles.js';
import { describeTruth, type DemoTruth } from './forward-model-truth.js';
import type { Acquisition, NavigationAxis, SpectrumImage } from './spectrum-image.js';

export interface DemoScan {
  readonly coreLoss: SpectrumImage;
  readonly lowLoss: SpectrumImage;
  readonly truth: DemoTruth;
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

const detect = (expected: Float64Array, opts: DemoOptions, rng: Rng): Float32Array =>
  opts.noise ? addPoisson(expected, opts.gainElectronsPerCount, rng) : Float32Array.from(expected);

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
