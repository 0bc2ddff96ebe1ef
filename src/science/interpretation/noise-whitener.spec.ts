import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { noiseWhitener } from './noise-whitener.js';

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  return c;
}

describe('noiseWhitener', () => {
  it('turns a covariance into the unit matrix: W·C·W = 1', () => {
    const n = 12;
    const rng = createRng(4);
    const root = Float64Array.from({ length: n * n }, () => rng.normal());
    const transposed = root.map((_, i) => root[(i % n) * n + Math.floor(i / n)]);
    const covariance = product(root, transposed, n);
    const whitener = noiseWhitener(covariance, n);
    const unit = product(product(whitener, covariance, n), whitener, n);
    // Rounding, magnified by the condition number of a random 12 × 12 square (some thousands).
    unit.forEach((value, i) => expect(value).toBeCloseTo(i % (n + 1) === 0 ? 1 : 0, 8));
  });
});
