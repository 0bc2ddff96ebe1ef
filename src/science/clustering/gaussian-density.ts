import { ClusteringError } from './clustering-error.js';

/** A normal distribution ready to be asked: L of covariance = L·Lᵀ, and log of its density at the mean. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly lower: Float64Array;
  readonly logAtMean: number;
}

/**
 * @param covariance  [nDims × nDims], symmetric, positive definite
 * @throws ClusteringError invalid-parameter  it is not positive definite
 */
export function gaussian(mean: Float64Array, covariance: Float64Array): Gaussian {
  const n = mean.length;
  const lower = new Float64Array(n * n);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i * n + j];
      for (let k = 0; k < j; k++) rest -= lower[i * n + k] * lower[j * n + k];
      if (i !== j) lower[i * n + j] = rest / lower[j * n + j];
      else if (rest > 0) lower[i * n + i] = Math.sqrt(rest);
      else throw new ClusteringError('invalid-parameter', 'A covariance has lost its rank; regularise more.');
    }
    logDeterminant += 2 * Math.log(lower[i * n + i]);
  }
  return { mean, lower, logAtMean: -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant) };
}

/** log density at the point that starts at `from`; `work` has nDims places. */
export function logDensity(
  { mean, lower, logAtMean }: Gaussian,
  points: Float64Array,
  from: number,
  work: Float64Array,
): number {
  const n = mean.length;
  let square = 0;
  for (let i = 0; i < n; i++) {
    let rest = points[from + i] - mean[i];
    for (let k = 0; k < i; k++) rest -= lower[i * n + k] * work[k];
    work[i] = rest / lower[i * n + i];
    square += work[i] * work[i];
  }
  return logAtMean - 0.5 * square;
}
