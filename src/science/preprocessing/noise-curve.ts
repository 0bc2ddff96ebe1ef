import { median } from '../numerics/statistics.js';

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
 * @param levels     expected counts, [n]
 * @param residuals  counts minus expected, [n]; their variance is `inflation` times that of one channel
 * @param inflation  ≥ 1
 * Valid for: noise that depends on the level alone. Where counts are so few that the median residual is 0, the
 *   variance is that of Poisson counts of at least 1.
 * Checked: known gain and read noise recovered (noise-curve.spec.ts).
 */
export function noiseCurve(levels: Float64Array, residuals: Float64Array, inflation: number): NoiseCurve {
  const edges = levels.slice().sort();
  const at: number[] = [];
  const variances: number[] = [];
  for (let bin = 0; bin < N_BINS; bin++) {
    const low = edges[Math.floor((bin * edges.length) / N_BINS)];
    const high = bin === N_BINS - 1 ? Infinity : edges[Math.floor(((bin + 1) * edges.length) / N_BINS)];
    const inBin = (_: number, i: number): boolean => levels[i] >= low && levels[i] < high;
    const absolute = residuals.filter(inBin).map(Math.abs);
    // Bins of equal levels (empty detectors) are empty but for the last of them.
    if (absolute.length === 0) continue;
    const level = median(levels.filter(inBin));
    const spread = 1.4826 * median(absolute);
    const variance = spread > 0 ? (spread * spread) / inflation : Math.max(1, level);
    at.push(level);
    variances.push(Math.max(variance, variances.at(-1) ?? 0));
  }
  return {
    varianceAt: (level) => interpolate(at, variances, level),
    leastVariance: variances[0] ?? 1,
  };
}

function interpolate(levels: readonly number[], variances: readonly number[], level: number): number {
  const last = levels.length - 1;
  if (last < 0) return Math.max(1, level);
  if (level <= levels[0]) return variances[0];
  if (level >= levels[last])
    return levels[last] > 0 ? (variances[last] * level) / levels[last] : variances[last];
  let i = 0;
  while (level > levels[i + 1]) i++;
  const share = (level - levels[i]) / (levels[i + 1] - levels[i]);
  return variances[i] + share * (variances[i + 1] - variances[i]);
}
