import { describe, expect, it } from 'vitest';
import { createRng } from './rng.js';
import { symmetricMap } from './symmetric-map.js';

describe('symmetricMap', () => {
  // Sizes around the four rows that the kernel takes together. Tolerance: rounding of sums in another order.
  it.each([1, 2, 3, 4, 5, 8, 31, 66])('multiplies as the double loop does, %i channels', (n) => {
    const rng = createRng(n);
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) matrix[i * n + j] = matrix[j * n + i] = rng.normal();
    }
    const map = symmetricMap(matrix, n);
    for (let repeat = 0; repeat < 2; repeat++) {
      const x = Float64Array.from({ length: n }, () => rng.normal());
      const y = map.times(x);
      expect(y).toHaveLength(n);
      for (let i = 0; i < n; i++) {
        let expected = 0;
        for (let j = 0; j < n; j++) expected += matrix[i * n + j] * x[j];
        expect(Math.abs(y[i] - expected)).toBeLessThan(1e-13 * n);
      }
    }
  });
});
