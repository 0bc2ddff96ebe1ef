import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFft, powerOfTwoFrom } from './fft.js';
import { createRng } from './rng.js';

function naive(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array } {
  const n = re.length;
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const phase = (-2 * Math.PI * ((j * k) % n)) / n;
      out.re[k] += re[j] * Math.cos(phase) - im[j] * Math.sin(phase);
      out.im[k] += re[j] * Math.sin(phase) + im[j] * Math.cos(phase);
    }
  }
  return out;
}

const random = (n: number, seed: number): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
};

const largest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe('createFft', () => {
  // Both kinds of last stage: powers of four and others. The naive sums themselves err by about 1e-16·n.
  it.each([2, 4, 8, 16, 32, 64, 128, 512, 1024])('of %i numbers is the naive transform', (n) => {
    const [re, im] = [random(n, n), random(n, n + 1)];
    const expected = naive(re, im);
    createFft(n).forward(re, im);
    expect(largest(re, expected.re)).toBeLessThan(1e-12 * n);
    expect(largest(im, expected.im)).toBeLessThan(1e-12 * n);
  });

  it('is undone by its inverse and keeps Σ|x|² = Σ|X|²/n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (log2, seed) => {
        const n = 2 ** log2;
        const [re, im] = [random(n, seed), random(n, seed + 1)];
        const [a, b] = [re.slice(), im.slice()];
        const fft = createFft(n);
        fft.forward(a, b);
        const power = (r: Float64Array, i: Float64Array): number =>
          r.reduce((t, v, k) => t + v * v + i[k] * i[k], 0);
        expect(power(a, b) / n / power(re, im)).toBeCloseTo(1, 12);
        fft.inverse(a, b);
        expect(largest(a, re)).toBeLessThan(1e-13);
        expect(largest(b, im)).toBeLessThan(1e-13);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each([0, 1, 3, 12, 1.5, Number.NaN])('refuses the length %f', (n) => {
    expect(() => createFft(n)).toThrow(RangeError);
  });

  it('finds the next power of two', () => {
    expect([1, 2, 3, 1024, 1025].map(powerOfTwoFrom)).toEqual([1, 2, 4, 1024, 2048]);
  });
});
