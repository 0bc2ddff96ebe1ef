import { describe, expect, it } from 'vitest';
import { matrixOf, rowsTimesVectors, vectorsTimesRows } from '../numerics/gemm.js';
import { createRng } from '../numerics/rng.js';
import type { LinearMap } from '../numerics/subspace.js';
import { applySignRule, singularTriplets } from '../numerics/svd.js';
import { hals } from './hals.js';
import { nmf, noiseTolerance } from './nmf.js';
import { nndsvd } from './nndsvd.js';
import { poissonPca } from './poisson-pca.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const X = Float64Array.from([1, 2, 3, 4, 2, 1, 0, 1, 0, 3, 1, 5, 4, 0, 2, 1]);
const map: LinearMap = {
  nRows: 4,
  nCols: 4,
  times: (v, b) => rowsTimesVectors(matrixOf(X, 4, 4), v, b),
  transposeTimes: (y, b) => vectorsTimesRows(matrixOf(X, 4, 4), y, b),
};
const power = X.reduce((s, x) => s + x * x, 0);

describe('the matrix of scikit-learn 1.2.1', () => {
  const triplets = singularTriplets(matrixOf(X, 4, 4), 2);
  applySignRule(triplets.left, triplets.right, 2);

  it('has the known NNDSVD', () => {
    const { left, right } = nndsvd(triplets, 0);
    // Six published digits.
    const W = [1.860774, 0.60807, 1.905038, 0.928889, 0, 0.570045, 0, 1.798312];
    const H = [0.815988, 1.206685, 1.122642, 2.223057, 1.810257, 0, 0.530892, 0];
    left.forEach((w, i) => expect(Math.abs(w - W[i])).toBeLessThan(1e-6));
    right.forEach((h, i) => expect(Math.abs(h - H[i])).toBeLessThan(1e-6));
    let square = 0;
    X.forEach((x, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4];
      square += (x - left[i] * right[j] - left[4 + i] * right[4 + j]) ** 2;
    });
    expect(Math.sqrt(square)).toBeCloseTo(3.121902, 6);
  });

  it('has the known least error', () => {
    const start = nndsvd(triplets, power / 64);
    const result = hals(map, start, { rank: 2, power, maxIterations: 5000, tolerance: 1e-13 });
    expect(result.converged).toBe(true);
    expect(Math.sqrt(result.squaredError)).toBeCloseTo(1.807707, 5);
  });

  it('never raises the error', () => {
    const start = nndsvd(triplets, 0.5);
    const errors = [1, 2, 3, 5, 10, 30].map(
      (maxIterations) => hals(map, start, { rank: 2, power, maxIterations, tolerance: 0 }).squaredError,
    );
    errors.slice(1).forEach((error, i) => expect(error).toBeLessThanOrEqual(errors[i] + 1e-12));
  });
});

describe('nmf', () => {
  const shape = { nPixels: 40, nChannels: 300 };
  const options = { rank: 2, maxIterations: 500, tolerance: 1e-7, rng: createRng(1) };
  const line = (j: number, centre: number): number => Math.exp(-0.5 * ((j - centre) / 12) ** 2);

  /** Two spectra on a common floor of none; the first and last pixels are pure: the factors are then unique. */
  function mixture(dose: number): Float32Array {
    const rng = createRng(3);
    return Float32Array.from({ length: 40 * 300 }, (_, at) => {
      const [i, j] = [Math.floor(at / 300), at % 300];
      const a = Math.max(0, Math.min(1, (30 - i) / 20));
      return rng.poisson(dose * (a * line(j, 100) + (1 - a) * line(j, 160)));
    });
  }

  it('finds the spectra of a separable mixture', () => {
    const { components, loadings, converged } = nmf(mixture(3000), shape, options);
    expect(converged).toBe(true);
    const centre = (k: number): number =>
      components.subarray(k * 300, (k + 1) * 300).reduce((sum, c, j) => sum + c * j, 0);
    // Each component holds one line only; a tenth of a channel is ten times what the counts allow.
    const centres = [centre(0), centre(1)].sort((a, b) => a - b);
    expect(Math.abs(centres[0] - 100)).toBeLessThan(0.3);
    expect(Math.abs(centres[1] - 160)).toBeLessThan(0.3);
    const total = 3000 * 12 * Math.sqrt(2 * Math.PI);
    for (let i = 0; i < 40; i++)
      expect(Math.abs((loadings[i] + loadings[40 + i]) / total - 1)).toBeLessThan(0.03);
  });

  it('gives factors ≥ 0, components of unit sum, most counts first', () => {
    const result = nmf(interfaceScan({ nPixels: 40, nChannels: 300, dose: 1 }, createRng(2)).counts, shape, {
      ...options,
      rank: 3,
    });
    expect(Math.min(...result.components, ...result.loadings)).toBeGreaterThanOrEqual(0);
    let previous = Infinity;
    for (let k = 0; k < 3; k++) {
      expect(result.components.subarray(k * 300, (k + 1) * 300).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      const amount = result.loadings.subarray(k * 40, (k + 1) * 40).reduce((a, b) => a + b);
      expect(amount).toBeLessThanOrEqual(previous);
      previous = amount;
    }
  });

  it('reaches the error of the noise, no less and hardly more', () => {
    const scan = interfaceScan({ nPixels: 40, nChannels: 300, dose: 1 }, createRng(2));
    const pca = poissonPca(scan.counts, scan, { maxRank: 3, rng: createRng(1) });
    const { relativeError } = nmf(scan.counts, scan, { ...options, rank: 3, pca });
    const floor = Math.sqrt(1 - pca.explainedShare.subarray(0, 3).reduce((a, b) => a + b));
    expect(relativeError).toBeGreaterThanOrEqual(floor);
    expect(relativeError).toBeLessThan(1.02 * floor);
  });

  it('gives the same whether the principal components are handed in or not', () => {
    const counts = mixture(500);
    const pca = poissonPca(counts, shape, { maxRank: 2, rng: createRng(1) });
    expect(nmf(counts, shape, { ...options, pca }).components).toEqual(
      nmf(counts, shape, options).components,
    );
  });

  it.each([1, 2, 3])('stops where it would only follow the noise (seed %i)', (seed) => {
    const scan = interfaceScan({ nPixels: 64, nChannels: 512, dose: 1 }, createRng(seed));
    const found = nmf(scan.counts, scan, { ...options, rank: 3, tolerance: 0 });
    expect([found.converged, found.tolerance]).toEqual([true, noiseTolerance(3, 64, 512)]);
    let chiSquare = 0;
    for (let at = 0; at < scan.clean.length; at++) {
      const [i, j] = [Math.floor(at / 512), at % 512];
      let model = 0;
      for (let k = 0; k < 3; k++) model += found.loadings[k * 64 + i] * found.components[k * 512 + j];
      chiSquare += (model - scan.clean[at]) ** 2 / scan.clean[at];
    }
    // Variance of the error per parameter: 1 without constraints, 1.01 to 1.06 when iterated to 1e-5, here to 1.10.
    expect(chiSquare / (3 * (64 + 512))).toBeLessThan(1.15);
  });

  it('lets the tolerance that is asked for rule in large scans', () => {
    expect(noiseTolerance(4, 64, 2048)).toBeCloseTo(9.9e-5, 6);
    expect(noiseTolerance(4, 4096, 2048)).toBeLessThan(1e-5);
  });

  it('scales with the counts', () => {
    const counts = mixture(500);
    const one = nmf(counts, shape, options);
    const four = nmf(
      counts.map((x) => 4 * x),
      shape,
      options,
    );
    one.loadings.forEach((x, i) =>
      expect(Math.abs(four.loadings[i] - 4 * x)).toBeLessThan(1e-6 * 4 * (x + 1000)),
    );
  });

  it('says when it did not converge and refuses a rank it cannot have', () => {
    expect(nmf(mixture(500), shape, { ...options, maxIterations: 1, tolerance: 0 }).converged).toBe(false);
    expect(() => nmf(mixture(500), shape, { ...options, rank: 41 })).toThrow(/from 1 to 40/);
    const foreign = poissonPca(mixture(500), shape, { maxRank: 1, rng: createRng(1) });
    expect(() => nmf(mixture(500), shape, { ...options, pca: foreign })).toThrow(/not 2 of these counts/);
  });
});
