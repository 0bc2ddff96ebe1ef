import { describe, expect, it } from 'vitest';
import { powerLawRow } from './power-law-row.js';

describe('powerLawRow', () => {
  // The series is cut at degree 5 of a deviation of at most 1 %: 0.01⁶·(−10 over 6) = 5e-9.
  it.each([
    [{ offsetEv: 400, scaleEv: 0.25, nChannels: 2048 }, 40, 2048],
    [{ offsetEv: 400, scaleEv: 1, nChannels: 500 }, 0, 500],
    [{ offsetEv: 1, scaleEv: 2, nChannels: 37 }, 0, 37],
  ])('agrees with exp(logA − r·ln E) on %j', (axis, first, end) => {
    const row = powerLawRow(axis, first, end);
    const out = new Float64Array(end - first);
    for (const r of [0, 0.5, 3, 10]) {
      row.fill(2, r, out);
      out.forEach((value, i) => {
        const exact = Math.exp(2 - r * Math.log(axis.offsetEv + (first + i) * axis.scaleEv));
        expect(Math.abs(value / exact - 1)).toBeLessThan(1e-8);
      });
      const counts = Float32Array.from({ length: end - first }, (_, i) => 1 + (i % 7));
      const net = new Float32Array(end - first);
      row.subtract(2, r, counts, net);
      expect(net).toEqual(counts.map((count, i) => count - out[i]));
    }
  });
});
