import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { amountsOf } from './amounts.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const [m, n, k] = [9, 40, 3];
const shape = { nPixels: m, nChannels: n };

/** Spectra of unit sum, with peaks in different places on a common ground. */
const SPECTRA = Float64Array.from({ length: k * n }, (_, at) => {
  const [p, j] = [Math.floor(at / n), at % n];
  return 0.4 / n + 0.6 * (Math.floor(j / 4) === 2 + 3 * p ? 0.25 : 0);
});
const AMOUNTS = Float64Array.from(
  { length: k * m },
  (_, at) => ((at * 37) % 11) * 100 + (at % m === 4 ? 0 : 50),
);

function mixed(spectra: Float64Array, amounts: Float64Array): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++)
      for (let j = 0; j < n; j++) out[i * n + j] += amounts[p * m + i] * spectra[p * n + j];
  return out;
}

describe('amountsOf', () => {
  it('finds the amounts of an exact mixture', () => {
    const counts = Float32Array.from(mixed(SPECTRA, AMOUNTS));
    const found = amountsOf(counts, shape, { spectra: SPECTRA, count: k });
    // float32 counts are good to 1e-7; the rest is where the iteration ends.
    found.loadings.forEach((x, at) => expect(Math.abs(x - AMOUNTS[at])).toBeLessThan(1e-3 * 1150));
    expect(found.relativeError).toBeLessThan(1e-4);
    expect(found.converged).toBe(true);
  });

  it('fulfils the conditions of Karush, Kuhn and Tucker where spectra do not fit', () => {
    const { counts, nPixels, nChannels } = interfaceScan(
      { nPixels: 12, nChannels: 60, dose: 0.2 },
      createRng(4),
    );
    // Spectra of three pixels that no mixture without negative amounts explains well.
    const spectra = Float64Array.from(
      [0, 4, 8].flatMap((p) => [...counts.subarray(p * nChannels, (p + 1) * nChannels)]),
    );
    const { loadings } = amountsOf(counts, { nPixels, nChannels }, { spectra, count: 3 });
    const column = Float64Array.from({ length: nChannels }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < nPixels; i++) sum += counts[i * nChannels + j];
      return sum;
    });
    for (let i = 0; i < nPixels; i++) {
      for (let p = 0; p < 3; p++) {
        let [slope, scale] = [0, 0];
        for (let j = 0; j < nChannels; j++) {
          let model = 0;
          for (let q = 0; q < 3; q++) model += loadings[q * nPixels + i] * spectra[q * nChannels + j];
          const weight = column[j] > 0 ? spectra[p * nChannels + j] / column[j] : 0;
          slope += (counts[i * nChannels + j] - model) * weight;
          scale += counts[i * nChannels + j] * weight;
        }
        // Zero slope where there is an amount, none upwards where there is none; 1e-3 of the projection is the end of the iteration.
        expect(slope).toBeLessThan(1e-3 * scale);
        if (loadings[p * nPixels + i] > 1e-3) expect(Math.abs(slope)).toBeLessThan(1e-3 * scale);
      }
    }
  });

  it('refuses spectra of another shape', () => {
    const counts = Float32Array.from(mixed(SPECTRA, AMOUNTS));
    expect(() => amountsOf(counts, shape, { spectra: SPECTRA.subarray(1), count: k })).toThrow(/119 numbers/);
  });
});
