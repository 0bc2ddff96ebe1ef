import { cholesky, inverseFromCholesky, solveLower, solveUpper } from '../../numerics/cholesky.js';
import type { PairKernel } from './pair-kernel.js';

/** Of one parameter's logarithm: normal with this mean and standard deviation. */
export interface LogNormalPrior {
  readonly mean: number;
  readonly std: number;
}

export interface Evidence {
  /** Logarithm of marginal likelihood × prior, without constants that only depend on the number of points. */
  readonly value: number;
  /** By the logarithms of the lengths, then of the noise; for as long as the kernel is not filled anew. */
  readonly gradient: () => Float64Array;
  /** Kernel and noise, over the signal's variance. */
  readonly l: Float64Array;
  /** (K + noise)⁻¹·y */
  readonly weights: Float64Array;
  /** Variance of the signal. */
  readonly signal: number;
}

/** The signal's variance is known as if from so many points of variance 1: targets are standardised. */
const SIGNAL_POINTS = 2;

/**
 * Evidence of y = f + noise, f a process of zero mean with covariance signal·kernel; the signal is at its best value.
 *
 * @param logs  logarithms of the lengths, then of the noise's variance over the signal's
 * @param y     [n], of mean 0 and variance 1
 * @throws NumericsError ill-conditioned
 * Source: Rasmussen & Williams (2006), eq. 5.8 and 5.9. Checked: finite differences; scikit-learn.
 */
export function evidence(
  kernel: PairKernel,
  y: Float64Array,
  logs: Float64Array,
  priors: readonly LogNormalPrior[],
): Evidence {
  const { n } = kernel;
  const lengths = Array.from(logs.subarray(0, -1), Math.exp);
  const noise = Math.exp(logs[logs.length - 1]);
  const covariance = kernel.fill(lengths);
  for (let i = 0; i < n; i++) covariance[i * n + i] += noise;
  const l = cholesky(covariance, n);
  const weights = solveUpper(l, n, solveLower(l, n, Float64Array.from(y)));
  const { signal, value } = likelihood(l, y, weights);
  const gradient = (): Float64Array => {
    const { shares, trace } = sharesOfPairs(l, weights, signal);
    const slopes = Float64Array.of(...kernel.slopes(shares), trace * noise);
    return slopes.map((slope, p) => slope - (logs[p] - priors[p].mean) / priors[p].std ** 2);
  };
  return { value: value + logPrior(logs, priors), gradient, l, weights, signal };
}

/**
 * Derivatives of the evidence by the covariances of all pairs (i, j ≤ i, row by row; both halves of the matrix together).
 * @returns trace  the sum of those by the diagonal
 */
function sharesOfPairs(
  l: Float64Array,
  weights: Float64Array,
  signal: number,
): { shares: Float64Array; trace: number } {
  const n = weights.length;
  const inverse = inverseFromCholesky(l, n);
  const shares = new Float64Array((n * (n + 1)) / 2);
  let trace = 0;
  for (let i = 0, pair = 0; i < n; i++) {
    for (let j = 0; j < i; j++, pair++)
      shares[pair] = (weights[i] * weights[j]) / signal - inverse[i * n + j];
    shares[pair] = 0.5 * (weights[i] ** 2 / signal - inverse[i * n + i]);
    trace += shares[pair++];
  }
  return { shares, trace };
}

function likelihood(
  l: Float64Array,
  y: Float64Array,
  weights: Float64Array,
): { signal: number; value: number } {
  const n = y.length;
  let squares = SIGNAL_POINTS;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    squares += y[i] * weights[i];
    logDeterminant += Math.log(l[i * n + i]);
  }
  const signal = squares / (n + SIGNAL_POINTS);
  return { signal, value: -0.5 * (n + SIGNAL_POINTS) * Math.log(signal) - logDeterminant };
}

function logPrior(logs: Float64Array, priors: readonly LogNormalPrior[]): number {
  return priors.reduce((sum, { mean, std }, p) => sum - 0.5 * ((logs[p] - mean) / std) ** 2, 0);
}
