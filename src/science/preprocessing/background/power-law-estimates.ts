import { channelAt, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { invertSymmetric, timesVector } from '../../numerics/small-symmetric.js';
import type { PoissonFit } from './fit-poisson.js';
import { twoAreaPowerLaw } from './two-area.js';
import type { WindowChannels } from './window-channels.js';

/** Estimates (ln background at the reference, r) of one pixel's counts in the windows; null = no estimate. */
export type PowerLawEstimate = (counts: Float64Array) => PoissonFit | null;

/**
 * Two areas (`twoAreaPowerLaw`) of one window; of an odd number of channels the lowest is left out. Covariance: Poisson
 * variances of the two areas carried through the formula by its derivatives.
 */
export function twoAreaEstimate(scan: SpectrumImage, window: WindowChannels): PowerLawEstimate {
  const { scaleEv } = scan.energy;
  const n = window.channels.length;
  const half = n >> 1;
  const from = n - 2 * half;
  const lowEv = window.energiesEv[from] - scaleEv / 2;
  const highEv = window.energiesEv[n - 1] + scaleEv / 2;
  const logReference = Math.log(window.referenceEv);
  const parametersOf = (i1: number, i2: number): [number, number] | null => {
    const law = twoAreaPowerLaw([i1 * scaleEv, i2 * scaleEv], lowEv, highEv);
    return law === null ? null : [Math.log(law.a) - law.r * logReference, law.r];
  };
  return (counts) => {
    let [i1, i2] = [0, 0];
    for (let i = 0; i < half; i++) {
      i1 += counts[from + i];
      i2 += counts[from + half + i];
    }
    const at = parametersOf(i1, i2);
    if (at === null) return null;
    // Derivatives by ln I: variances of ln I are 1/I.
    const h = 1e-5;
    const d1 = slope(parametersOf(i1 * (1 + h), i2), parametersOf(i1 * (1 - h), i2), h);
    const d2 = slope(parametersOf(i1, i2 * (1 + h)), parametersOf(i1, i2 * (1 - h)), h);
    const covariance = Float64Array.from([0, 1, 2, 3], (k) => {
      const [a, b] = [k >> 1, k & 1];
      return (d1[a] * d1[b]) / i1 + (d2[a] * d2[b]) / i2;
    });
    return { parameters: Float64Array.from(at), covariance };
  };
}

const slope = (up: [number, number] | null, down: [number, number] | null, h: number): [number, number] =>
  up === null || down === null
    ? [Number.NaN, Number.NaN]
    : [(up[0] - down[0]) / (2 * h), (up[1] - down[1]) / (2 * h)];

/**
 * Least squares of ln counts on ln E, each channel weighted by its counts (the inverse variance of the logarithm).
 * Channels without counts above 0 are left out: below ten counts a channel that biases it, and maximum likelihood does not.
 *
 * Source: R. F. Egerton (2011), section 4.4.1. Checked: exact power laws; beside maximum likelihood on noisy ones.
 */
export function logWeightedEstimate(window: WindowChannels): PowerLawEstimate {
  const x = window.energiesEv.map((e) => -Math.log(e / window.referenceEv));
  return (counts) => {
    const sums = new Float64Array(5);
    let used = 0;
    for (let i = 0; i < x.length; i++) {
      const w = counts[i];
      if (!(w > 0)) continue;
      used++;
      const log = Math.log(w);
      sums[0] += w;
      sums[1] += w * x[i];
      sums[2] += w * x[i] * x[i];
      sums[3] += w * log;
      sums[4] += w * log * x[i];
    }
    if (used < 3) return null;
    const covariance = invertSymmetric([sums[0], sums[1], sums[1], sums[2]], 2);
    return covariance === null
      ? null
      : { parameters: timesVector(covariance, [sums[3], sums[4]]), covariance };
  };
}

/** Whether the windows are one run of channels. */
export const isOneRun = (scan: SpectrumImage, { energiesEv, channels }: WindowChannels): boolean =>
  Math.round(channelAt(scan.energy, energiesEv[energiesEv.length - 1])) - channels[0] + 1 === channels.length;
