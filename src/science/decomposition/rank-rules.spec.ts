import { describe, expect, it } from 'vitest';
import {
  elbowIndex,
  elbowRank,
  gavishDonohoRank,
  hardThreshold,
  medianThreshold,
  noiseEdgeRank,
} from './rank-rules.js';

describe('Gavish and Donoho', () => {
  // Published digits of λ*(β) and ω(β); quadrature of the median is good to 1e-5.
  it.each([
    [1 / 32, 1.47464, 1.48239],
    [1 / 4, 1.75803, 1.83687],
    [1 / 2, 1.9786, 2.17118],
    [1, 2.3094, 2.85836],
  ])('β = %d', (beta, lambda, omega) => {
    expect(hardThreshold(beta)).toBeCloseTo(lambda, 5);
    expect(Math.abs(medianThreshold(beta) - omega)).toBeLessThan(1e-5);
  });

  it('is 4/√3 for a square matrix', () => expect(hardThreshold(1)).toBeCloseTo(4 / Math.sqrt(3), 14));

  it('uses the noise where it is known and the median where not', () => {
    const values = Float64Array.from([10, 3, 1, 1, 1]);
    const shape = { nRows: 5, nCols: 5 };
    expect(gavishDonohoRank(values, shape, null)).toBe(2);
    expect(gavishDonohoRank(values, shape, 0.5)).toBe(2);
    expect(gavishDonohoRank(values, shape, 1)).toBe(1);
  });
});

describe('elbow', () => {
  // The array of HyperSpy's own suite: index 4 on a logarithmic axis, hence 5 components.
  const shares = Float64Array.from([
    1, 0.05, 0.009, 0.001, 9e-5, 5e-5, 3e-5, 2.2e-5, 1.9e-5, 1.8e-5, 1.7e-5, 1.6e-5,
  ]);

  it('finds the bend of a scree', () => {
    expect(elbowIndex(shares)).toBe(4);
    expect(elbowRank(shares)).toBe(5);
  });

  it('does not depend on the scale', () => expect(elbowIndex(shares.map((s) => 7 * s))).toBe(4));

  it('answers 1 where there is one value', () => expect(elbowRank(Float64Array.from([1]))).toBe(1));
});

describe('noise edge', () => {
  it('counts what stands above it, and the first value always', () => {
    expect(noiseEdgeRank(Float64Array.from([1, 0.5, 0.2, 0.1]), 0.15)).toBe(3);
    expect(noiseEdgeRank(Float64Array.from([1, 0.5]), 2)).toBe(1);
  });
});
