/** Solution of `solveTiltedMean`: weights are base·exp(slope·x), normalised. */
export interface TiltedMean {
  readonly slope: number;
  /** ln Σ base·exp(slope·x). */
  readonly logNorm: number;
  /** Mean (= the one asked for) and variance of x under the weights. */
  readonly mean: number;
  readonly variance: number;
}

const MAX_ITERATIONS = 60;

/**
 * The slope b for which the mean of x under weights base·exp(b·x) is `target`: the maximum-likelihood slope of counts
 * that follow base·exp(a + b·x), where `target` is the counts' own mean of x.
 *
 * The mean rises with b from min x to max x, so there is exactly one answer inside and none outside. Newton's steps
 * are limited to e-folds of 2 over the range of x, which with the convexity of ln Σ base·exp(b·x) cannot cycle.
 *
 * @param x      [n], ascending
 * @param start  slope to begin with
 * @param base   [n], > 0; absent = 1 everywhere
 * @returns null when target is outside (min x, max x), is not a number, or the steps did not converge
 * Checked: bisection in the spec.
 */
export function solveTiltedMean(
  x: Float64Array,
  target: number,
  start: number,
  base?: Float64Array,
): TiltedMean | null {
  const low = x[0];
  const high = x[x.length - 1];
  if (!(target > low && target < high)) return null;
  const longest = 2 / (high - low);
  let slope = start;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const at = tilt(x, slope, base);
    const step = (target - at.mean) / at.variance;
    // Converged when the step moves ln(weight) by < 1e-9 over the range; the moments belong to this slope.
    if (Math.abs(step) * (high - low) < 1e-9) return { slope, ...at };
    slope += Math.max(-longest, Math.min(longest, step));
  }
  return null;
}

function tilt(
  x: Float64Array,
  slope: number,
  base: Float64Array | undefined,
): { logNorm: number; mean: number; variance: number } {
  // The largest exponent is taken out, so that steep slopes neither overflow nor vanish.
  const top = slope > 0 ? x[x.length - 1] : x[0];
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let i = 0; i < x.length; i++) {
    const tilted = Math.exp(slope * (x[i] - top));
    const weight = base === undefined ? tilted : base[i] * tilted;
    s0 += weight;
    s1 += weight * x[i];
    s2 += weight * x[i] * x[i];
  }
  const mean = s1 / s0;
  return { logNorm: Math.log(s0) + slope * top, mean, variance: s2 / s0 - mean * mean };
}
