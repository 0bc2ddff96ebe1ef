import type { Features } from './regressor.js';

/** 'rbf' exp(−γ|a−b|²), 'laplacian' exp(−γ Σ|a−b|). */
export type KernelName = 'rbf' | 'laplacian';

export interface Kernel {
  readonly name: KernelName;
  readonly gamma: number;
}

/** K [a.nRows × b.nRows] between the rows of two sets. Checked: scikit-learn's (regress.spec.ts, by the models). */
export function kernelMatrix({ name, gamma }: Kernel, a: Features, b: Features): Float64Array {
  const { nFeatures } = a;
  const isRbf = name === 'rbf';
  const k = new Float64Array(a.nRows * b.nRows);
  for (let i = 0; i < a.nRows; i++) {
    for (let j = 0; j < b.nRows; j++) {
      let distance = 0;
      for (let f = 0; f < nFeatures; f++) {
        const d = a.x[i * nFeatures + f] - b.x[j * nFeatures + f];
        distance += isRbf ? d * d : Math.abs(d);
      }
      k[i * b.nRows + j] = Math.exp(-gamma * distance);
    }
  }
  return k;
}
