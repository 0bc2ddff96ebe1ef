import { studentQuantile } from '../../science/numerics/distributions.js';
import { mean } from '../../science/numerics/statistics.js';

/** A straight line through points, by least squares, with the interval of its mean. */
export interface FittedLine {
  readonly n: number;
  readonly slope: number;
  readonly intercept: number;
  /** Standard error. */
  readonly slopeStd: number;
  /** Share of the variance that the line explains. */
  readonly r2: number;
  /** Across the points: the line, and the interval of the mean at the level asked for. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const N_DRAWN = 41;

/** Null for fewer than four points or where x does not vary: a line through those says nothing. */
export function fitLine(xs: readonly number[], ys: readonly number[], level = 0.95): FittedLine | null {
  const n = xs.length;
  if (n < 4) return null;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const dx = xs.map((x) => x - meanX);
  const dy = ys.map((y) => y - meanY);
  const [sxx, sxy, syy] = [dot(dx, dx), dot(dx, dy), dot(dy, dy)];
  if (!(sxx > 0)) return null;
  const slope = sxy / sxx;
  const residual = Math.max(0, syy - slope * sxy);
  const variance = residual / (n - 2);
  const t = studentQuantile(0.5 + level / 2, n - 2);
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const at = Array.from({ length: N_DRAWN }, (_, i) => from + ((to - from) * i) / (N_DRAWN - 1));
  const line = at.map((x) => meanY + slope * (x - meanX));
  const half = at.map((x) => t * Math.sqrt(variance * (1 / n + (x - meanX) ** 2 / sxx)));
  return {
    n,
    slope,
    intercept: meanY - slope * meanX,
    slopeStd: Math.sqrt(variance / sxx),
    r2: syy > 0 ? 1 - residual / syy : 1,
    xs: at,
    ys: line,
    low: line.map((y, i) => y - half[i]),
    high: line.map((y, i) => y + half[i]),
  };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);
