import { median } from '../numerics/statistics.js';
import type { BinnedSpectrum } from './binned-spectrum.js';

/** A place where a spectrum rises more sharply than its surroundings: the onset of an edge, or structure of one. */
export interface Rise {
  /** Where the step over 2.5 eV is largest, eV: the steepest point of a step, up to 0.8 eV below that of a narrow line. */
  readonly energyEv: number;
  /** Standard deviation of `energyEv` by counting noise, eV. */
  readonly energyStdEv: number;
  /** ln of the counts just above over the counts just below, less what is usual around. */
  readonly contrast: number;
  /** Contrast over its standard deviation. */
  readonly significance: number;
}

/** Counts are compared over this width on either side: about the width of a white line. */
const STEP_EV = 2.5;
/** What is usual around: median contrast within this distance. A power law changes little over it. */
const AROUND_EV = 30;
/** The spread of the contrasts within this distance is noise, too: fixed pattern, extended fine structure. */
const SPREAD_EV = 60;
/** Two rises closer than this are one. */
const RESOLUTION_EV = 1.5;
/** So much of the spectrum must lie below a rise to say that it is one: a share of the axis (detectors often begin with
 * a shadow some per cent of their channels wide) within these bounds. */
const MARGIN_SHARE = 0.03;
const MARGIN_EV: readonly [number, number] = [6, 20];
/** Smaller jumps than this are not looked at, however high the dose: gain patterns and fine structure reach it. */
const MIN_CONTRAST = 0.005;
/** From median absolute deviation to standard deviation of a normal variable. */
const MAD_TO_STD = 1.4826;

interface Contrasts {
  /** ln ratio and its counting variance at the boundary below each bin, [nBins]; 0 where it is not told. */
  readonly values: Float64Array;
  readonly variances: Float64Array;
}

function contrasts(spectrum: BinnedSpectrum, half: number): Contrasts {
  const n = spectrum.counts.length;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i] + spectrum.counts[i];
  const values = new Float64Array(n);
  const variances = new Float64Array(n);
  for (let i = half; i <= n - half; i++) {
    const below = sums[i] - sums[i - half];
    const above = sums[i + half] - sums[i];
    if (!(below > 0 && above > 0) || i >= n) continue;
    values[i] = Math.log(above / below);
    variances[i] = spectrum.noiseFactor * (1 / above + 1 / below);
  }
  return { values, variances };
}

/** `statistic` of the values within ±reach bins, computed every few bins and held in between, [n]. */
function around(
  values: Float64Array,
  reach: number,
  statistic: (window: Float64Array) => number,
): Float64Array {
  const n = values.length;
  const stride = Math.max(1, reach >> 3);
  const out = new Float64Array(n);
  for (let start = 0; start < n; start += stride) {
    const centre = start + (stride >> 1);
    const window = values.subarray(Math.max(0, centre - reach), Math.min(n, centre + reach + 1));
    out.fill(statistic(window), start, Math.min(n, start + stride));
  }
  return out;
}

const spread = (window: Float64Array): number => MAD_TO_STD * median(window.map(Math.abs));

/**
 * Vertex of the parabola through the excess at bins i−k, i, i+k (k half the step: neighbours share too much noise to
 * tell a curvature), in bins from i, and its standard deviation: the difference of the outer two holds 2k + 2k + 2k
 * bins with weights 1, 2, 1 over `half`, so its variance is 12k/half² of a bin's relative variance.
 */
function vertex(
  excess: Float64Array,
  i: number,
  noise: { half: number; binVariance: number },
): { shift: number; std: number } {
  const k = Math.max(1, noise.half >> 1);
  const before = excess[i - k];
  const after = excess[i + k];
  const curvature = before - 2 * excess[i] + after;
  if (!(curvature < 0)) return { shift: 0, std: noise.half };
  const shift = (0.5 * k * (before - after)) / curvature;
  const std = (0.5 * k * Math.sqrt(12 * k * noise.binVariance)) / (noise.half * -curvature);
  return { shift: Math.max(-k, Math.min(k, shift)), std: Math.min(std, noise.half) };
}

function isLocalMaximum(values: Float64Array, i: number, reach: number): boolean {
  for (let k = Math.max(0, i - reach); k <= Math.min(values.length - 1, i + reach); k++) {
    if (values[k] > values[i] || (values[k] === values[i] && k < i)) return false;
  }
  return true;
}

/**
 * All rises of a spectrum that stand out of its noise, in order of energy.
 *
 * At each energy the counts of the 2.5 eV above are divided by those of the 2.5 eV below; the median of this ratio
 * around removes the fall of the background. Noise is the larger of the counting noise (as the data show it) and the
 * robust spread of the ratios within 60 eV, so that high doses do not turn every ripple into a discovery.
 *
 * @param minSignificance  rises below this many standard deviations are left out
 * Valid for: sharp onsets (K edges, white lines). Delayed maxima (M4,5 of 4d metals, L of Zn and heavier) rise over tens
 * of eV and are not seen.
 * Checked: find-rises.spec.ts (a step and a pair of lines of known place; no rise in a noisy power law).
 */
export function findRises(spectrum: BinnedSpectrum, minSignificance: number): Rise[] {
  const half = Math.max(2, Math.round(STEP_EV / spectrum.binEv));
  const n = spectrum.counts.length;
  const end = Math.max(half, Math.round(MARGIN_EV[0] / spectrum.binEv));
  const margin = Math.max(end, Math.round(Math.min(MARGIN_EV[1] / spectrum.binEv, MARGIN_SHARE * n)));
  if (n < 4 * end) return [];
  const { values, variances } = contrasts(spectrum, half);
  const usual = around(values, Math.round(AROUND_EV / spectrum.binEv), median);
  const excess = values.map((value, i) => (variances[i] > 0 ? value - usual[i] : 0));
  const spreads = around(excess, Math.round(SPREAD_EV / spectrum.binEv), spread);
  const reach = Math.max(1, Math.round(RESOLUTION_EV / spectrum.binEv));
  const rises: Rise[] = [];
  for (let i = margin; i <= n - end; i++) {
    const std = Math.max(Math.sqrt(variances[i]), spreads[i]);
    const least = Math.max(MIN_CONTRAST, minSignificance * std);
    if (!(std > 0) || excess[i] < least || !isLocalMaximum(excess, i, reach)) continue;
    // Variance of the contrast is noise·(1/above + 1/below): about 2/half of a bin's.
    const top = vertex(excess, i, { half, binVariance: (variances[i] * half) / 2 });
    rises.push({
      energyEv: spectrum.offsetEv + (i - 0.5 + top.shift) * spectrum.binEv,
      energyStdEv: top.std * spectrum.binEv,
      contrast: excess[i],
      significance: excess[i] / std,
    });
  }
  return rises;
}
