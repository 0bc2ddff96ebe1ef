import { median } from '../numerics/statistics.js';
import type { NoiseShape } from './noise-edge.js';

/** Singular values the elbow looks at after the first; HyperSpy's choice, kept so that numbers compare. */
const ELBOW_POINTS = 20;

/**
 * How many of the (descending) singular values stand above the edge of the noise.
 *
 * Valid for: detection. Never less than 1: the first singular value of Poisson-weighted counts is 1 and is no noise.
 */
export const noiseEdgeRank = (values: Float64Array, edge: number): number => countAbove(values, edge);

/**
 * Gavish and Donoho's optimal hard threshold λ*(β), in units of the noise's standard deviation times √max(m, n).
 *
 * @param beta  min(m, n)/max(m, n), in (0, 1]
 * Source: Gavish & Donoho, IEEE Trans. Inf. Theory 60 (2014) 5040, eq. 11.
 * Checked: λ*(1) = 4/√3 and values at 1/32, 1/4, 1/2 (rank-rules.spec.ts).
 */
export function hardThreshold(beta: number): number {
  return Math.sqrt(2 * (beta + 1) + (8 * beta) / (beta + 1 + Math.sqrt(beta * beta + 14 * beta + 1)));
}

/**
 * The same threshold where the noise is not known, in units of the median singular value: ω(β) = λ*(β)/√median.
 *
 * Source: ibid., eq. 12; the median of the Marchenko–Pastur law by quadrature, not the cubic approximation.
 * Checked: values at β = 1/32, 1/4, 1/2, 1 (rank-rules.spec.ts).
 */
export const medianThreshold = (beta: number): number =>
  hardThreshold(beta) / Math.sqrt(marchenkoPasturMedian(beta));

/**
 * Median of the Marchenko–Pastur law of ratio β (eigenvalues of a noise covariance of unit variance).
 * Checked: through `medianThreshold`.
 */
export function marchenkoPasturMedian(beta: number): number {
  const root = Math.sqrt(beta);
  const low = (1 - root) ** 2;
  const high = (1 + root) ** 2;
  // x = low + (high − low)·(1 − cos θ)/2 takes away the square-root ends: the midpoint rule then converges fast.
  const nPoints = 4096;
  const weights = new Float64Array(nPoints);
  let total = 0;
  for (let i = 0; i < nPoints; i++) {
    const theta = (Math.PI * (i + 0.5)) / nPoints;
    const x = low + ((high - low) * (1 - Math.cos(theta))) / 2;
    weights[i] = Math.sin(theta) ** 2 / x;
    total += weights[i];
  }
  let sum = 0;
  let i = 0;
  while (sum + weights[i] < total / 2) sum += weights[i++];
  const theta = (Math.PI * (i + (total / 2 - sum) / weights[i])) / nPoints;
  return low + ((high - low) * (1 - Math.cos(theta))) / 2;
}

/**
 * Rank by Gavish and Donoho: the truncation of least mean squared error, which drops what can be detected but not used.
 *
 * @param noise  standard deviation of one entry, or null: then taken from the median, and `values` must hold all
 *               min(m, n) singular values
 */
export function gavishDonohoRank(
  values: Float64Array,
  { nRows, nCols }: NoiseShape,
  noise: number | null,
): number {
  const beta = Math.min(nRows, nCols) / Math.max(nRows, nCols);
  const threshold =
    noise === null
      ? medianThreshold(beta) * median(values)
      : hardThreshold(beta) * Math.sqrt(Math.max(nRows, nCols)) * noise;
  return countAbove(values, threshold);
}

function countAbove(values: Float64Array, threshold: number): number {
  let count = Math.min(1, values.length);
  while (count < values.length && values[count] > threshold) count += 1;
  return count;
}

/**
 * Index of the point of a descending curve farthest from the straight line between its first point and its
 * twentieth (or last), on a logarithmic axis.
 *
 * @param values  > 0 where they count; zeros are taken as 1e-30
 * Source: Satopää et al., "Finding a kneedle in a haystack" (2011), in the form HyperSpy uses.
 * Checked: array with known answer (rank-rules.spec.ts).
 */
export function elbowIndex(values: Float64Array): number {
  const last = Math.min(ELBOW_POINTS, values.length - 1);
  const y = Float64Array.from(values.subarray(0, last + 1), (v) => Math.log(Math.max(v, 1e-30)));
  let best = 0;
  let bestDistance = 0;
  for (let x = 0; x < last; x++) {
    const distance = Math.abs(last * (y[0] - y[x]) + x * (y[last] - y[0]));
    if (distance > bestDistance) {
      bestDistance = distance;
      best = x;
    }
  }
  return best;
}

/** Rank by the elbow: index + 1, as HyperSpy counts. `shares` are explained variances, descending. */
export const elbowRank = (shares: Float64Array): number => Math.min(elbowIndex(shares) + 1, shares.length);
