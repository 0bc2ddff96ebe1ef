import { cholesky, solveLower, solveUpper } from '../../numerics/cholesky.js';
import { type Kernel, kernelMatrix } from './kernel.js';
import { type Regressor, standardiser } from './regressor.js';

/**
 * Kernel ridge regression on standardised features and centred targets: weights = (K + λ·1)⁻¹ y.
 *
 * Valid for: some thousand samples (the matrix is dense).
 * Source: K. P. Murphy, Machine Learning: A Probabilistic Perspective (2012), 14.4.3.
 * Checked: scikit-learn KernelRidge (test/reference/regress.json).
 */
export function kernelRidge(kernel: Kernel, lambda: number): Regressor {
  return {
    name: `kernel ridge (${kernel.name}, γ ${kernel.gamma.toPrecision(3)}, λ ${lambda})`,
    fit(samples, targets) {
      const n = samples.nRows;
      const scale = standardiser(samples);
      const x = scale.apply(samples);
      const average = targets.reduce((a, b) => a + b, 0) / n;
      const gram = kernelMatrix(kernel, x, x);
      for (let i = 0; i < n; i++) gram[i * n + i] += lambda;
      const l = cholesky(gram, n);
      const weights = solveUpper(
        l,
        n,
        solveLower(
          l,
          n,
          targets.map((y) => y - average),
        ),
      );
      return (at) => {
        const k = kernelMatrix(kernel, scale.apply(at), x);
        const mean = new Float64Array(at.nRows).fill(average);
        for (let i = 0; i < at.nRows; i++) for (let j = 0; j < n; j++) mean[i] += k[i * n + j] * weights[j];
        return { mean, std: null };
      };
    },
  };
}
