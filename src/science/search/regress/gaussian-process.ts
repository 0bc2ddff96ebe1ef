import { cholesky, solveLower, solveUpper } from '../../numerics/cholesky.js';
import { type Kernel, type KernelName, kernelMatrix } from './kernel.js';
import { type Features, type Regressor, standardiser } from './regressor.js';

/** Choices of γ·nFeatures and of the noise share among which the evidence decides. */
const GAMMAS = [0.1, 0.5, 2.5];
const NOISES = [1e-3, 1e-2, 1e-1];

interface Posterior {
  readonly kernel: Kernel;
  readonly l: Float64Array;
  readonly weights: Float64Array;
  readonly signal: number;
  readonly noise: number;
  readonly logEvidence: number;
}

/** The exact posterior with the signal's variance at its best value: yᵀ(K + noise)⁻¹y / n. */
function posterior(
  x: Features,
  y: Float64Array,
  { kernel, noise }: { kernel: Kernel; noise: number },
): Posterior {
  const n = x.nRows;
  const gram = kernelMatrix(kernel, x, x);
  for (let i = 0; i < n; i++) gram[i * n + i] += noise;
  const l = cholesky(gram, n);
  const weights = solveUpper(l, n, solveLower(l, n, y.slice()));
  const signal = Math.max(y.reduce((sum, value, i) => sum + value * weights[i], 0) / n, Number.MIN_VALUE);
  let logEvidence = -0.5 * n * (Math.log(2 * Math.PI * signal) + 1);
  for (let i = 0; i < n; i++) logEvidence -= Math.log(l[i * n + i]);
  return { kernel, l, weights, signal, noise, logEvidence };
}

/**
 * Gaussian-process regression with one lengthscale, which with the noise is taken from a grid by the marginal likelihood;
 * states the standard deviation of a new observation's mean.
 *
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eqs 2.25, 2.26, 5.8.
 * Checked: scikit-learn GaussianProcessRegressor at the chosen hyperparameters (test/reference/regress.json).
 */
export function gaussianProcess(name: KernelName): Regressor {
  return {
    name: `Gaussian process (${name})`,
    fit(samples, targets) {
      const n = samples.nRows;
      const scale = standardiser(samples);
      const x = scale.apply(samples);
      const average = targets.reduce((a, b) => a + b, 0) / n;
      const y = targets.map((value) => value - average);
      let best: Posterior | null = null;
      for (const gamma of GAMMAS) {
        for (const noise of NOISES) {
          const fit = posterior(x, y, { kernel: { name, gamma: gamma / samples.nFeatures }, noise });
          if (best === null || fit.logEvidence > best.logEvidence) best = fit;
        }
      }
      const { kernel, l, weights, signal } = best!;
      return (at) => {
        const k = kernelMatrix(kernel, scale.apply(at), x);
        const mean = new Float64Array(at.nRows);
        const std = new Float64Array(at.nRows);
        for (let i = 0; i < at.nRows; i++) {
          const row = k.slice(i * n, (i + 1) * n);
          mean[i] = average + row.reduce((sum, value, j) => sum + value * weights[j], 0);
          const explained = solveLower(l, n, row).reduce((sum, value) => sum + value * value, 0);
          std[i] = Math.sqrt(signal * Math.max(0, 1 - explained));
        }
        return { mean, std };
      };
    },
  };
}
