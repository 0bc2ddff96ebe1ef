import { symmetricEigen } from '../numerics/eigen.js';

/** Directions with less noise than this share of the noisiest are rounding; they are given that share. */
const RESOLVED = 1e-10;

/**
 * The symmetric inverse root of a noise covariance: features times it have independent noise of unit variance, and stay
 * as near to what they were as that allows.
 *
 * @param covariance  [n × n], symmetric, positive semi-definite
 * @returns [n × n], symmetric
 * Checked: W·C·W = 1 (noise-whitener.spec.ts).
 */
export function noiseWhitener(covariance: Float64Array, n: number): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, n);
  const least = RESOLVED * values[0];
  const whitener = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const scale = 1 / Math.sqrt(Math.max(values[k], least));
    for (let i = 0; i < n; i++) {
      const left = scale * vectors[k * n + i];
      for (let j = 0; j < n; j++) whitener[i * n + j] += left * vectors[k * n + j];
    }
  }
  return whitener;
}
