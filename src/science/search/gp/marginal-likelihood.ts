import { cholesky, inverseFromCholesky, solveLower, solveUpper } from './cholesky.js';
import type { PairKernel } from './pair-kernel.js';

/** Of one parameter's logarithm: normal with this mean and standard deviation. */
export interface LogNormalPrior {
  readonly mean: number;
  readonly std: number;
}

export interface Evidence {
  /** Logarithm of marginal likelihood × prior, without constants that only depend on the number of points. */
  readonly value: number;
  /** By the logarithms of the lengths, then of the noise. */
  readonly gradient: Float64Array;
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
 * @throws SearchError ill-conditioned
 * Source: Rasmussen & Williams (2006), eq. 5.8 and 5.9. Checked: finite differences; scikit-learn.
 */
export function evidence(
  kernel: PairKernel,
  y: Float64Array,
  logs: Float64Array,
  priors: readonly LogNormalPrior[],
): Evidence {
  const { n } = kernel;
  const nLengths = logs.length - 1;
  const lengths = Array.from(logs.subarray(0, nLengths), Math.exp);
  const noise = Math.exp(logs[nLengths]);
  const covariance = new Float64Array(n * n);
  const slopes = lengths.map(() => new Float64Array(n * n));
  kernel.fill(lengths, covariance, slopes);
  for (let i = 0; i < n; i++) covariance[i * n + i] += noise;
  const l = cholesky(covariance, n);
  const weights = solveUpper(l, n, solveLower(l, n, Float64Array.from(y)));
  const { signal, value } = likelihood(l, y, weights);
  const gradient = new Float64Array(logs.length);
  const inverse = inverseFromCholesky(l, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * n + j;
      const share = (weights[i] * weights[j]) / signal - inverse[at];
      if (i === j) gradient[nLengths] += 0.5 * share * noise;
      for (let c = 0; c < nLengths; c++) gradient[c] += (i === j ? 0.5 : 1) * share * slopes[c][at];
    }
  }
  return { value: value + addPriors(logs, gradient, priors), gradient, l, weights, signal };
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

/** Adds the priors' slopes to the gradient; returns their logarithm. */
function addPriors(logs: Float64Array, gradient: Float64Array, priors: readonly LogNormalPrior[]): number {
  let value = 0;
  priors.forEach(({ mean, std }, p) => {
    const z = (logs[p] - mean) / std;
    value -= 0.5 * z * z;
    gradient[p] -= z / std;
  });
  return value;
}
