import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './eigen.js';
import { gramOfRows, matrixOf } from './gemm.js';
import { leadingEigenpairs } from './leading-eigenpairs.js';
import { createRng } from './rng.js';

const noiseGram = (n: number, m: number): Float64Array => {
  const rng = createRng(9);
  return gramOfRows(
    matrixOf(
      Float64Array.from({ length: n * m }, () => rng.normal()),
      n,
      m,
    ),
  );
};

describe('leadingEigenpairs', () => {
  it('agrees with all eigenpairs of pure noise, which leaves no gaps', () => {
    const n = 200;
    const gram = noiseGram(n, 3000);
    const all = symmetricEigen(gram, n);
    const found = leadingEigenpairs(gram, n, { count: 20, tolerance: 1e-6, rng: createRng(1) });
    expect(found.converged).toBe(true);
    found.values.forEach((v, k) => expect(Math.abs(v / all.values[k] - 1)).toBeLessThan(1e-8));
    for (let k = 0; k < 20; k++) {
      let inner = 0;
      for (let j = 0; j < n; j++) inner += found.vectors[k * n + j] * all.vectors[k * n + j];
      expect(Math.abs(Math.abs(inner) - 1)).toBeLessThan(1e-6);
    }
  });

  it('finds equal eigenvalues', () => {
    const n = 60;
    const gram = new Float64Array(n * n);
    for (let i = 0; i < n; i++) gram[i * n + i] = i < 5 ? 7 : 1;
    const { values } = leadingEigenpairs(gram, n, { count: 6, tolerance: 1e-10, rng: createRng(1) });
    [7, 7, 7, 7, 7, 1].forEach((v, k) => expect(values[k]).toBeCloseTo(v, 10));
  });

  it('takes a matrix smaller than the count, and a zero one', () => {
    expect(
      leadingEigenpairs(Float64Array.of(2, 0, 0, 3), 2, { count: 9, tolerance: 1e-9, rng: createRng(1) })
        .values,
    ).toHaveLength(2);
    expect([
      ...leadingEigenpairs(new Float64Array(9), 3, { count: 2, tolerance: 1e-9, rng: createRng(1) }).values,
    ]).toEqual([0, 0]);
  });
});
