import { describe, expect, it } from 'vitest';
import { powerLawRow } from './power-law-row.js';

describe('powerLawRow', () => {
  // The series is cut at degree 5 of a deviation of at most 1 %: 0.01⁶·(−10 over 6) = 5e-9.
  it.each([
    [{ offsetEv: 400, scaleEv: 0.25, nChannels: 2048 }, 40, 2048],
    [{ offsetEv: 400, scaleEv: 1, nChannels: 500 }, 0, 500],
    [{ offsetEv: 1, scaleEv: 2, nChannels: 37 }, 0, 37],
  ])('agrees with exp(logA − r·ln E) on %j', (axis, first, end) => {
    const n = end - first;
    const row = powerLawRow(axis, first, end);
    const counts = Float32Array.from({ length: n }, (_, i) => 1 + (i % 7));
    for (const r of [0, 0.5, 3, 10]) {
      // Blocks of one channel: the power law itself.
      const single = new Float64Array(2 * n);
      row.sumBlocks(2, r, counts, single);
      const out = single.subarray(n);
      out.forEach((value, i) => {
        const exact = Math.exp(2 - r * Math.log(axis.offsetEv + (first + i) * axis.scaleEv));
        expect(Math.abs(value / exact - 1)).toBeLessThan(1e-8);
      });
      const net = new Float32Array(n);
      row.subtract(2, r, counts, net);
      for (const nBlocks of [1, 4, 5]) {
        const block = Math.floor(out.length / nBlocks);
        const sums = new Float64Array(2 * nBlocks);
        row.sumBlocks(2, r, counts, sums);
        for (let b = 0; b < nBlocks; b++) {
          const sumOf = (values: ArrayLike<number>): number =>
            Array.from(values)
              .slice(b * block, (b + 1) * block)
              .reduce((x, y) => x + y, 0);
          expect(sums[b]).toBe(sumOf(counts));
          expect(sums[nBlocks + b] / sumOf(out)).toBeCloseTo(1, 12);
        }
      }
      expect(net).toEqual(counts.map((count, i) => count - out[i]));
    }
  });
});
