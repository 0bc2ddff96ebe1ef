import type { KernelColumn } from './kernel-column.js';

/** Points where a process is observed or wanted. */
export interface Inputs {
  readonly columns: readonly KernelColumn[];
  readonly nPoints: number;
  /** [nPoints × nColumns], units of the columns */
  readonly values: Float64Array;
  /** [nPoints × nFeatures]: functions of which an unknown multiple may be part of the energy; their products add to the kernel. */
  readonly features: Float64Array;
  readonly nFeatures: number;
}

/** Σ_f h_f(i)·h_f(j) */
export function featureProduct({ features, nFeatures }: Inputs, i: number, j: number): number {
  let sum = 0;
  for (let f = 0; f < nFeatures; f++) sum += features[i * nFeatures + f] * features[j * nFeatures + f];
  return sum;
}

/** Some of the points. */
export function selectInputs(inputs: Inputs, indices: readonly number[]): Inputs {
  const { columns, values, features, nFeatures } = inputs;
  const nColumns = columns.length;
  const pick = (data: Float64Array, width: number): Float64Array => {
    const picked = new Float64Array(indices.length * width);
    indices.forEach((i, k) => picked.set(data.subarray(i * width, (i + 1) * width), k * width));
    return picked;
  };
  return {
    columns,
    nPoints: indices.length,
    values: pick(values, nColumns),
    features: pick(features, nFeatures),
    nFeatures,
  };
}
