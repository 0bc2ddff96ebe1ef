import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { SpectrumError, spectrumAt, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { richardsonLucy, type PointSpread } from './richardson-lucy.js';
import { gaussian, makeScan } from './testing/make-scan.js';

const AXIS = { nChannels: 200, offsetEv: 0, scaleEv: 0.1 };

/** A lopsided point spread: transposing it wrongly shows. */
const spread: PointSpread = {
  values: Float64Array.from({ length: 31 }, (_, i) => gaussian(i, 12, i < 12 ? 4 : 6, 1)),
  centre: 12,
};
const total = Array.from(spread.values).reduce((a, b) => a + b, 0);

/** Through the point spread, term by term. */
function seen(truth: ArrayLike<number>, transpose = false): Float64Array {
  const out = new Float64Array(truth.length);
  for (let i = 0; i < out.length; i++) {
    for (let j = 0; j < spread.values.length; j++) {
      const from = transpose ? i + (j - spread.centre) : i - (j - spread.centre);
      if (from >= 0 && from < out.length) out[i] += (truth[from] * spread.values[j]) / total;
    }
  }
  return out;
}

const twoLines = (x: number): number => gaussian(x, 8, 0.15, 2e4) + gaussian(x, 9.2, 0.15, 1e4) + 2;

function blurred(seed?: number): SpectrumImage {
  const truth = Float64Array.from({ length: 200 }, (_, i) => twoLines(i / 10));
  const means = seen(truth);
  const rng = seed === undefined ? null : createRng(seed);
  return makeScan({
    ...AXIS,
    nPixels: 1,
    expected: (e) => means[Math.round(e * 10)],
    ...(rng === null ? {} : { rng }),
  });
}

const sum = (a: ArrayLike<number>): number => Array.from(a).reduce((t, v) => t + v, 0);

describe('richardsonLucy', () => {
  it('does what the sums written out do', () => {
    const scan = blurred(1);
    const { scan: found, iterations } = richardsonLucy(scan, spread, {
      maxIterations: 4,
      stopAtChiSquare: null,
    });
    const level = sum(scan.counts) / 200;
    let x: Float64Array = new Float64Array(200).fill(level);
    const weight = seen(new Float64Array(200).fill(1), true);
    for (let iteration = 0; iteration < 4; iteration++) {
      const through = seen(x);
      const back = seen(
        through.map((v, i) => scan.counts[i] / v),
        true,
      );
      x = x.map((v, i) => (v * back[i]) / weight[i]);
    }
    expect(iterations[0]).toBe(4);
    // float32 of the result.
    found.counts.forEach((v, i) => expect(Math.abs(v / x[i] - 1)).toBeLessThan(1e-6));
  });

  it('keeps the counts and stays positive', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, maxIterations) => {
        const scan = blurred(seed);
        const { scan: found } = richardsonLucy(scan, spread, { maxIterations, stopAtChiSquare: null });
        // Seen through the point spread it has the sum of the counts; some 10 of 2e5 lie where the end cuts the spread.
        expect(sum(seen(found.counts)) / sum(scan.counts)).toBeCloseTo(1, 3);
        expect(found.counts.every((v) => v >= 0)).toBe(true);
      }),
      { numRuns: 15, seed: 2 },
    );
  });

  it('brings two lines apart that the point spread had run together', () => {
    const scan = blurred();
    const at = (s: SpectrumImage, e: number): number => spectrumAt(s, 0)[Math.round(e * 10)];
    expect(at(scan, 8.7)).toBeGreaterThan(at(scan, 9.3));
    const sharp = richardsonLucy(scan, spread, { maxIterations: 200, stopAtChiSquare: null }).scan;
    expect(at(sharp, 8.7)).toBeLessThan(0.3 * at(sharp, 9.2));
    expect(at(sharp, 9.2)).toBeLessThan(at(sharp, 8));
  });

  it('stops when what is left is noise, and fits better with every iteration until then', () => {
    const scan = blurred(3);
    const until = (maxIterations: number) => richardsonLucy(scan, spread, { maxIterations });
    const { iterations, chiSquare } = until(500);
    expect(iterations[0]).toBeGreaterThan(3);
    expect(iterations[0]).toBeLessThan(500);
    expect(chiSquare[0]).toBeLessThanOrEqual(1);
    const steps = [0, 1, 2, 4].map((n) => until(n).chiSquare[0]);
    steps.forEach((value, i) => i > 0 && expect(value).toBeLessThan(steps[i - 1]));
  });

  it('returns a spectrum seen sharply as it is', () => {
    const scan = blurred(4);
    const { scan: same } = richardsonLucy(
      scan,
      { values: [1], centre: 0 },
      { maxIterations: 3, stopAtChiSquare: null },
    );
    same.counts.forEach((v, i) => expect(v).toBeCloseTo(scan.counts[i], 2));
  });

  it('says what it does with what are no counts', () => {
    const scan = blurred(5);
    const below = withCounts(
      scan,
      scan.counts.map((v, i) => (i === 3 ? -4 : v)),
    );
    expect(() => richardsonLucy(below, spread)).toThrow(SpectrumError);
    const { warnings } = richardsonLucy(below, spread, { negativeCounts: 'zero' });
    expect(warnings.map((w) => w.code)).toEqual(['negative-counts-as-zero']);
    const missing = withCounts(
      scan,
      scan.counts.map((v, i) => (i === 3 ? Number.NaN : v)),
    );
    expect(() => richardsonLucy(missing, spread, { negativeCounts: 'zero' })).toThrow(/repair/);
    expect(() => richardsonLucy(scan, { values: [1, -1], centre: 0 })).toThrow(SpectrumError);
    const empty = richardsonLucy(withCounts(scan, new Float32Array(200)), spread);
    expect([empty.iterations[0], empty.chiSquare[0]]).toEqual([0, Number.NaN]);
  });

  it('refuses a point spread that is centred between channels', () => {
    expect(() => richardsonLucy(blurred(), { values: [1, 2, 1], centre: 0.9 })).toThrow(
      expect.objectContaining({ code: 'invalid-parameter' }),
    );
  });
});
