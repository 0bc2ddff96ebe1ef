import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { nmf, type NmfOptions } from './nmf.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const scan = interfaceScan({ nPixels: 40, nChannels: 200, dose: 0.3 }, createRng(2));
const run = (more: Partial<NmfOptions>, seed = 1) =>
  nmf(scan.counts, scan, { rank: 3, maxIterations: 400, tolerance: 1e-6, rng: createRng(seed), ...more });
const roughness = (loadings: Float64Array): number => {
  let sum = 0;
  let size = 0;
  for (let k = 0; k < 3; k++)
    for (let i = 0; i + 1 < 40; i++) {
      sum += (loadings[k * 40 + i + 1] - loadings[k * 40 + i]) ** 2;
      size += loadings[k * 40 + i] ** 2;
    }
  return sum / size;
};

describe('options of nmf', () => {
  const plain = run({});

  it('starts at random from a seed, and ends near the error of NNDSVDa', () => {
    const random = run({ start: 'random' });
    expect(run({ start: 'random' })).toEqual(random);
    expect(random.relativeError / plain.relativeError).toBeLessThan(1.01);
    expect(random.constraints).toContain('random start');
  });

  it('leaves the weights out when asked', () => {
    const found = run({ weighting: 'none' });
    let [residual, power] = [0, 0];
    scan.counts.forEach((x, at) => {
      const [i, j] = [Math.floor(at / 200), at % 200];
      let model = 0;
      for (let k = 0; k < 3; k++) model += found.loadings[k * 40 + i] * found.components[k * 200 + j];
      residual += (x - model) ** 2;
      power += x * x;
    });
    expect(found.relativeError).toBeCloseTo(Math.sqrt(residual / power), 10);
  });

  it.each(['loadings', 'components'] as const)('makes %s sparser, at a larger error', (of) => {
    const zeros = (values: Float64Array): number => values.filter((x) => x === 0).length;
    const found = run({ sparsity: { of, weight: 0.1 } });
    expect(zeros(found[of])).toBeGreaterThan(zeros(plain[of]));
    expect(found.relativeError).toBeGreaterThanOrEqual(plain.relativeError * 0.999);
  });

  it.each([1, 2] as const)('makes loadings smoother along the line (order %i)', (order) => {
    const found = run({ smoothness: { order, weight: 1 } });
    expect(roughness(found.loadings)).toBeLessThan(roughness(plain.loadings));
    expect(roughness(run({ smoothness: { order, weight: 0 } }).loadings)).toBeGreaterThan(
      roughness(found.loadings),
    );
  });

  it('closes the loadings of each pixel on its counts', () => {
    const { loadings, relativeError } = run({ closure: true });
    for (let i = 0; i < 40; i++) {
      const sum = scan.counts.subarray(i * 200, (i + 1) * 200).reduce((a, b) => a + b, 0);
      expect(Math.abs((loadings[i] + loadings[40 + i] + loadings[80 + i]) / sum - 1)).toBeLessThan(1e-12);
    }
    expect(relativeError / plain.relativeError).toBeLessThan(1.02);
  });

  it('refuses penalties that make no sense', () => {
    expect(() => run({ sparsity: { of: 'loadings', weight: 1 } })).toThrow(/leaves nothing/);
    expect(() => run({ smoothness: { order: 1, weight: -1 } })).toThrow(/weight -1/);
    expect(() => run({ sparsity: { of: 'components', weight: 0.1 }, closure: true })).toThrow(/together/);
  });
});
