import type { Rng } from '../numerics/rng.js';
import { normalCdf } from './forward-model-edges.js';
import { DEMO_PHASES } from './forward-model-phases.js';

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

/** Background at its reference energy, electrons per channel at unit dose. */
const BACKGROUND_ELECTRONS = 2600;
const BACKGROUND_REFERENCE_EV = 450;

/** What varies along the line, each [nPixels]; `weights` by phase. */
export interface DemoProfiles {
  readonly weights: readonly Float64Array[];
  readonly thickness: Float64Array;
  readonly logA: Float64Array;
  readonly r: Float64Array;
}

/** A wedge with a small waviness, a background that varies by a few percent, and the phases' share of each pixel. */
export function makeProfiles(opts: DemoOptions, rng: Rng): DemoProfiles {
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
