import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { nmf, type Nmf } from './nmf.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const SHAPE = { nPixels: 24, nChannels: 120 };
const { counts } = interfaceScan({ ...SHAPE, dose: 1 }, createRng(4));
const decompose = (of: Float32Array): Nmf =>
  nmf(of, SHAPE, { rank: 2, maxIterations: 300, tolerance: 1e-6, rng: createRng(1) });
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const SETTINGS = { numRuns: 8, seed: 1 };

describe('nmf', () => {
  const base = decompose(counts);
  const most = Math.max(...base.loadings);

  it('scales its loadings with the counts; pixels keep theirs in any order', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 50, noNaN: true }),
        fc.shuffledSubarray([...Array(24).keys()], { minLength: 24 }),
        (c, order) => {
          const other = decompose(
            Float32Array.from(
              order.flatMap((p) => [...counts.subarray(120 * p, 120 * p + 120)].map((v) => c * v)),
            ),
          );
          // Iterations end by a share of the error: rounding moves the end by 1e-4 of the loadings at most.
          for (let k = 0; k < 2; k++)
            order.forEach((p, i) =>
              expect(
                Math.abs(other.loadings[24 * k + i] / c - base.loadings[24 * k + p]) / most,
              ).toBeLessThan(1e-4),
            );
          base.components.forEach((v, at) => expect(Math.abs(other.components[at] - v)).toBeLessThan(1e-5));
        },
      ),
      SETTINGS,
    ));

  it('has channels in any order', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 119 }), (by) => {
        const turned = Float32Array.from(
          counts,
          (_, at) => counts[Math.floor(at / 120) * 120 + ((at + by) % 120)],
        );
        const other = decompose(turned);
        for (let k = 0; k < 2; k++)
          for (let j = 0; j < 120; j++)
            expect(
              Math.abs(other.components[120 * k + j] - base.components[120 * k + ((j + by) % 120)]),
            ).toBeLessThan(1e-5);
      }),
      SETTINGS,
    ));

  it('gives any scan of its own rank back without noise', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const rng = createRng(seed);
        // Each spectrum has channels of its own: the factors are then unique.
        const spectra = [0, 1].map((k) =>
          Float64Array.from({ length: 120 }, (_, j) => (j % 3 === k || j % 3 === 2 ? 1 + rng.uniform() : 0)),
        );
        const mixed = Float32Array.from({ length: 24 * 120 }, (_, at) => {
          const x = Math.floor(at / 120) / 23;
          return 1000 * ((1 - x) * spectra[0][at % 120] + x * spectra[1][at % 120]);
        });
        const { components, relativeError } = decompose(mixed);
        expect(relativeError).toBeLessThan(0.005);
        // Sorted by counts, so either may come first; angles to the planted ones by their cosine.
        for (const spectrum of spectra) {
          const cosines = [0, 1].map((k) => {
            const own = components.subarray(120 * k, 120 * k + 120);
            return dot(own, spectrum) / Math.sqrt(dot(own, own) * dot(spectrum, spectrum));
          });
          expect(Math.max(...cosines)).toBeGreaterThan(0.999);
        }
      }),
      SETTINGS,
    ));
});
