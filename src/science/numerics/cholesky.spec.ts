import { describe, expect, it } from 'vitest';
import { cholesky, extendCholesky, inverseFromCholesky, solveColumns } from './cholesky.js';
import { createRng } from './rng.js';

describe('cholesky', () => {
  const n = 7;
  const rng = createRng(2);
  const b = Float64Array.from({ length: n * n }, () => rng.normal());
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) a[i * n + j] += b[i * n + k] * b[j * n + k];
  }

  it('rows in blocks give the bits of rows one by one, and its factor solves many right sides', () => {
    const size = 70;
    const big = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) big[i * size + j] = Math.exp(-Math.abs(i - j) / 9) + (i === j ? 0.1 : 0);
    let grown = Float64Array.of(Math.sqrt(big[0]));
    for (let m = 1; m < size; m++)
      grown = extendCholesky(grown, m, big.slice(m * size, m * size + m + 1)) as Float64Array<ArrayBuffer>;
    const l = cholesky(big, size);
    expect(l).toEqual(grown);
    const right = Float64Array.from({ length: 3 * size }, () => rng.normal());
    const x = solveColumns(l, size, right);
    for (let i = 0; i < size; i++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += big[i * size + k] * x[3 * k + c];
        expect(sum).toBeCloseTo(right[3 * i + c], 10);
      }
    }
  });

  it('factors, extends and inverts', () => {
    const m = n - 1;
    const small = Float64Array.from({ length: m * m }, (_, k) => a[Math.floor(k / m) * n + (k % m)]);
    const l = cholesky(a, n);
    const extended = extendCholesky(cholesky(small, m), m, a.subarray(m * n));
    extended.forEach((v, k) => expect(v).toBeCloseTo(l[k], 12));
    const inverse = inverseFromCholesky(l, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let [product, one] = [0, 0];
        for (let k = 0; k < n; k++) {
          product += l[i * n + k] * l[j * n + k];
          one += a[i * n + k] * inverse[Math.max(k, j) * n + Math.min(k, j)];
        }
        expect(product).toBeCloseTo(a[i * n + j], 12);
        expect(one).toBeCloseTo(i === j ? 1 : 0, 8);
      }
    }
  });

  it('refuses a matrix without rank', () => {
    expect(() => cholesky(Float64Array.of(1, 0, 1, 1), 2)).toThrow(/lost its rank/);
  });
});
