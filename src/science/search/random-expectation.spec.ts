import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { permutation } from '../numerics/permutation.js';
import { randomExpectation } from './random-expectation.js';

describe('randomExpectation', () => {
  it('is the mean over all subsets', () => {
    const energies = [3, 1, 4, 1.5, 9];
    const curve = randomExpectation(energies, 10);
    const sums = new Float64Array(5);
    const counts = new Float64Array(5);
    for (let subset = 1; subset < 32; subset++) {
      const drawn = energies.filter((_, i) => (subset >> i) & 1);
      sums[drawn.length - 1] += Math.min(...drawn);
      counts[drawn.length - 1] += 1;
    }
    expect(curve).toHaveLength(5);
    curve.forEach((value, i) => expect(value).toBeCloseTo(sums[i] / counts[i], 12));
  });

  // 4,000 searches over a spread of 1: five standard errors are below 0.08·spread of the minimum (< 0.3).
  it('is what random searches find', () => {
    const rng = createRng(1);
    const energies = Float64Array.from({ length: 300 }, () => rng.uniform());
    const curve = randomExpectation(energies, 10);
    let sum = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const order = permutation(300, createRng(seed)).subarray(0, 10);
      sum += Math.min(...Array.from(order, (i) => energies[i]));
    }
    expect(Math.abs(sum / 4000 - curve[9])).toBeLessThan((5 * 0.1) / Math.sqrt(4000));
  });

  it('knows nothing of nothing', () => {
    expect(randomExpectation([], 5)).toHaveLength(0);
  });
});
