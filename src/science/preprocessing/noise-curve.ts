import { median } from '../numerics/statistics.js';

/** Residuals of channels from what their neighbours predict. */
export interface Residuals {
  /** Expected counts, [n]. */
  readonly levels: Float64Array;
  /** Counts minus expected, [n]; their variance is `inflation` (≥ 1) times that of one channel. */
  readonly values: Float64Array;
  readonly inflation: number;
  /** What one event adds to the counts where they are whole multiples of it; 0 where they are not. */
  readonly quantum: number;
}

/** Variance of one channel at a given expected level, told from the data themselves. */
export interface NoiseCurve {
  varianceAt(level: number): number;
  /** The smallest it can be. */
  readonly leastVariance: number;
}

const N_BINS = 8;

/**
 * Variance against level from residuals: samples sorted by level into eight bins, the variance of each from the
 * median absolute residual (spikes do not move it), forced to rise with the level, joined by lines; above the last
 * bin in proportion to the level. So gain, read noise and averaging need not be known.
 *
 * Of counts in whole events the variance is at least that of Poisson counts of one: where few channels hold an event,
 * a median says nothing.
 *
 * Valid for: noise that depends on the level alone.
 * Checked: known gain and read noise recovered (noise-curve.spec.ts).
 */
export function noiseCurve({ levels, values, inflation, quantum }: Residuals): NoiseCurve {
  const edges = levels.slice().sort();
  const at: number[] = [];
  const variances: number[] = [];
  for (let bin = 0; bin < N_BINS; bin++) {
    const low = edges[Math.floor((bin * edges.length) / N_BINS)];
    const high = bin === N_BINS - 1 ? Infinity : edges[Math.floor(((bin + 1) * edges.length) / N_BINS)];
    const inBin = (_: number, i: number): boolean => levels[i] >= low && levels[i] < high;
    const absolute = values.filter(inBin).map(Math.abs);
    // Of bins of equal levels (empty detectors) all but the last are empty.
    if (absolute.length === 0) continue;
    const level = median(levels.filter(inBin));
    const spread = 1.4826 * median(absolute);
    const least = quantum * Math.max(quantum, level);
    const variance = Math.max(least, (spread * spread) / inflation);
    at.push(level);
    variances.push(Math.max(variance, variances.at(-1) ?? 0));
  }
  return {
    varianceAt: (level) => interpolate(at, variances, level),
    leastVariance: variances[0] ?? 0,
  };
}

function interpolate(levels: readonly number[], variances: readonly number[], level: number): number {
  const last = levels.length - 1;
  if (last < 0) return Infinity;
  if (level <= levels[0]) return variances[0];
  if (level >= levels[last])
    return levels[last] > 0 ? (variances[last] * level) / levels[last] : variances[last];
  let i = 0;
  while (level > levels[i + 1]) i++;
  const share = (level - levels[i]) / (levels[i + 1] - levels[i]);
  return variances[i] + share * (variances[i + 1] - variances[i]);
}
