import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createRng } from '../../numerics/rng.js';
import { energyAt, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { oxygen, syntheticScan, whiteLinePair } from '../testing/synthetic-scan.js';
import { fitReferences } from './fit-references.js';
import type { FitReferencesOptions } from './reference-fit.js';
import { invertPositive } from './normal-equations.js';
import { referenceFromPixels, referenceFromSpectrum, type ReferenceSpectrum } from './reference-spectrum.js';

const AXIS = { offsetEv: 600, scaleEv: 0.5, nChannels: 400 };
const OPTIONS: FitReferencesOptions = { windowEv: [610, 790], background: 'power-law' };

/** White lines alone: a scan with them less one without, at dose 1. */
function shapeOf(l3: number, l2: number, ratio: number): Float64Array {
  const make = (features: ReturnType<typeof whiteLinePair>): Float32Array =>
    syntheticScan(() => features, { ...AXIS, seed: null, dose: 1e6 }).counts;
  const [with_, without] = [make(whiteLinePair(l3, l2, 1, ratio)), make([])];
  return Float64Array.from(with_, (y, i) => (y - without[i]) / 1e6);
}
const MN: ReferenceSpectrum = { name: 'Mn', counts: shapeOf(640, 651, 2.5) };
const FE: ReferenceSpectrum = { name: 'Fe', counts: shapeOf(708, 721, 3) };

function scanOf(
  truth: readonly (readonly [mn: number, fe: number])[],
  seed: number | null,
  r = 3.2,
  shiftChannels = 0,
): SpectrumImage {
  const scan = syntheticScan(() => [], { ...AXIS, nPixels: truth.length, seed: null });
  const rng = seed === null ? null : createRng(seed);
  truth.forEach(([mn, fe], pixel) => {
    for (let i = 0; i < scan.nChannels; i++) {
      const j = Math.max(0, i - shiftChannels);
      const mean = 400 * (energyAt(scan.energy, i) / 600) ** -r + mn * MN.counts[j] + fe * FE.counts[i];
      scan.counts[pixel * scan.nChannels + i] = rng === null ? mean : rng.poisson(mean);
    }
  });
  return scan;
}

const std = (values: readonly number[]): number => {
  const mean = values.reduce((s, v) => s + v, 0) / values.length;
  return Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1));
};

describe('fitReferences', () => {
  it('returns what was put in, exactly without noise', () => {
    const fit = fitReferences(
      scanOf(
        [
          [300, 0],
          [120, 250],
          [0, 500],
        ],
        null,
      ),
      [MN, FE],
      { ...OPTIONS, withResiduals: true },
    );
    [300, 120, 0, 0, 250, 500].forEach((truth, k) =>
      expect(Math.abs(fit.coefficients[k] - truth)).toBeLessThan(0.01),
    );
    expect(Math.abs(fit.background!.r[0] - 3.2)).toBeLessThan(1e-4);
    expect(Math.max(...fit.reducedChiSquare)).toBeLessThan(1e-6);
    expect(Math.max(...fit.residuals!.map(Math.abs))).toBeLessThan(0.01);
    expect(fit.failedPixels).toEqual([]);
    expect(fit.unconvergedPixels).toEqual([]);
  });

  // 600 draws tell a standard deviation to 3 %. The bound is of the true model, by numerical derivatives here.
  it('reaches the Cramér–Rao bound, states it, is not biased, and χ² is 1', () => {
    const n = 600;
    const fit = fitReferences(
      scanOf(
        Array.from({ length: n }, () => [60, 90] as const),
        3,
      ),
      [MN, FE],
      OPTIONS,
    );
    const mean = (p: readonly number[], i: number): number =>
      p[0] * (energyAt(AXIS, i) / 600) ** -p[1] + p[2] * MN.counts[i] + p[3] * FE.counts[i];
    const p = [400, 3.2, 60, 90];
    const information = new Float64Array(16);
    for (let i = 20; i < 380; i++) {
      const d = p.map(
        (x, k) =>
          (mean(
            p.map((y, j) => (j === k ? x * 1.0001 : y)),
            i,
          ) -
            mean(p, i)) /
          (0.0001 * x),
      );
      for (let a = 0; a < 4; a++)
        for (let b = 0; b < 4; b++) information[4 * a + b] += (d[a] * d[b]) / mean(p, i);
    }
    const bound = invertPositive(information, 4)!;
    [0, 1].forEach((k) => {
      const values = [...fit.coefficients.subarray(k * n, (k + 1) * n)];
      const crlb = Math.sqrt(bound[5 * (k + 2)]);
      expect(Math.abs(std(values) / crlb - 1)).toBeLessThan(0.1);
      expect(Math.abs(fit.std[k * n] / crlb - 1)).toBeLessThan(0.1);
      const pulls = values.map((v, i) => (v - [60, 90][k]) / fit.std[k * n + i]);
      expect(Math.abs(pulls.reduce((s, x) => s + x, 0) / n)).toBeLessThan(0.15);
      expect(Math.abs(std(pulls) - 1)).toBeLessThan(0.1);
      const inside = pulls.filter((x) => Math.abs(x) < 1).length / n;
      expect(inside).toBeGreaterThan(0.63);
      expect(inside).toBeLessThan(0.73);
    });
    const chi = fit.reducedChiSquare.reduce((s, c) => s + c, 0) / n;
    expect(Math.abs(chi - 1)).toBeLessThan(0.02);
  });

  // As pyEELSMODEL's CRLB_test: maps of A and r, std over the bound within 20 %.
  it('does so for other backgrounds, without bias at a count a channel', () => {
    for (const [dose, r] of [
      [1, 2],
      [100, 5],
    ]) {
      const truth = Array.from({ length: 300 }, () => [20 * dose, 30 * dose] as const);
      const scan = scanOf(
        truth.map(([a, b]) => [a / 10, b / 10] as const),
        5,
        r,
      );
      const fit = fitReferences(scan, [MN, FE], OPTIONS);
      const values = [...fit.coefficients.subarray(0, 300)];
      const mean = values.reduce((s, v) => s + v, 0) / 300;
      expect(Math.abs(mean - 2 * dose) / (std(values) / Math.sqrt(300))).toBeLessThan(3.5);
      expect(Math.abs(std(values) / fit.std[0] - 1)).toBeLessThan(0.2);
    }
  });

  it('follows shifts up to the limit, with their deviation', () => {
    const scan = scanOf(
      Array.from({ length: 40 }, () => [3000, 2000] as const),
      9,
      3.2,
      3,
    );
    const fit = fitReferences(scan, [MN, FE], { ...OPTIONS, maxShiftEv: 2.5 });
    const pulls = [...fit.shiftsEv.subarray(0, 40)].map((shift, i) => (shift - 1.5) / fit.shiftStdEv[i]);
    expect(Math.abs(pulls.reduce((s, x) => s + x, 0) / 40)).toBeLessThan(0.6);
    expect(Math.abs(std(pulls) - 1)).toBeLessThan(0.35);
    expect(Math.abs(fit.shiftsEv[40])).toBeLessThan(5 * fit.shiftStdEv[40]);
    expect(Math.abs(fit.coefficients[0] / 3000 - 1)).toBeLessThan(0.02);
    const none = fitReferences(scanOf([[3000, 0]], 4), [MN, FE], { ...OPTIONS, maxShiftEv: 2 });
    expect(none.shiftsEv[1]).toBeNaN();
  });

  it('holds coefficients at 0 where asked, and is the unconstrained fit where none is negative', () => {
    const scan = scanOf(
      [
        [100, 0],
        [0, 100],
        [100, 100],
      ],
      12,
    );
    const free = fitReferences(scan, [MN, FE], OPTIONS);
    const held = fitReferences(scan, [MN, FE], { ...OPTIONS, isNonNegative: true });
    expect(Math.min(...held.coefficients)).toBeGreaterThanOrEqual(0);
    expect(held.coefficients[2]).toBeCloseTo(free.coefficients[2], 6);
    expect(held.std[1]).toBeGreaterThan(0);
  });

  it('shows in χ² and in the residual what no reference has', () => {
    const scan = scanOf(
      [
        [100, 100],
        [100, 100],
      ],
      2,
    );
    for (let i = 260; i < 270; i++) scan.counts[400 + i] += 100;
    const fit = fitReferences(scan, [MN, FE], { ...OPTIONS, withResiduals: true });
    expect(fit.reducedChiSquare[0]).toBeLessThan(1.4);
    expect(fit.reducedChiSquare[1]).toBeGreaterThan(1.8);
    const width = fit.channels[1] - fit.channels[0];
    expect(fit.residuals![width + 265 - fit.channels[0]]).toBeGreaterThan(40);
  });

  it('scales with the counts and keeps pixels in their place', () => {
    const scan = scanOf(
      [
        [50, 20],
        [10, 70],
        [0, 40],
      ],
      6,
    );
    const once = fitReferences(scan, [MN, FE], OPTIONS);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        (c, order) => {
          const counts = new Float32Array(scan.counts.length);
          order.forEach((from, to) =>
            counts.set(
              scan.counts.subarray(400 * from, 400 * from + 400).map((y) => c * y),
              400 * to,
            ),
          );
          const other = fitReferences({ ...scan, counts }, [FE, MN], { ...OPTIONS, noiseScale: c });
          order.forEach((from, to) => {
            expect(
              Math.abs(other.coefficients[3 + to] / c - once.coefficients[from]) / once.std[from],
            ).toBeLessThan(0.01);
            expect(other.std[3 + to] / c / once.std[from]).toBeCloseTo(1, 3);
          });
        },
      ),
      { seed: 1, numRuns: 10 },
    );
  });

  it('refuses references that cannot be told apart, naming them', () => {
    const twin = { name: 'twin', counts: MN.counts.map((y) => 7 * y) };
    const mixture = { name: 'mix', counts: MN.counts.map((y, i) => y + 2 * FE.counts[i]) };
    const scan = scanOf([[10, 10]], 1);
    expect(() => fitReferences(scan, [MN, FE, twin], OPTIONS)).toThrow(/Mn, twin/);
    expect(() => fitReferences(scan, [MN, FE, mixture], OPTIONS)).toThrow(
      expect.objectContaining({ code: 'references-collinear' }),
    );
    expect(() => fitReferences(scan, [{ name: 'empty', counts: new Float64Array(400) }], OPTIONS)).toThrow(
      /empty/,
    );
    expect(() => fitReferences(scan, [{ name: 'short', counts: new Float64Array(4) }], OPTIONS)).toThrow(
      /4 channels/,
    );
    expect(() => fitReferences(scan, [MN], { ...OPTIONS, windowEv: [640, 641] })).toThrow(/channels/);
  });

  it('takes references from pixels and from libraries on another axis', () => {
    const scan = syntheticScan((pixel) => oxygen(pixel === 0 ? 0.2 : 0.1), { nPixels: 2, seed: null });
    const own = referenceFromPixels('own', scan, [0]);
    const fit = fitReferences(scan, [own], { windowEv: [500, 600], background: 'none' });
    expect(fit.coefficients[0]).toBeCloseTo(1, 6);
    const fine = syntheticScan(() => oxygen(0.2), { scaleEv: 0.125, nChannels: 4096, seed: null });
    const library = referenceFromSpectrum(
      'library',
      { energy: fine.energy, counts: fine.counts },
      scan.energy,
    );
    // Linear interpolation in 0.125 eV channels: below 0.1 % on lines of 1.2 eV.
    expect(
      Math.abs(
        fitReferences(scan, [library], { windowEv: [500, 600], background: 'none' }).coefficients[0] - 1,
      ),
    ).toBeLessThan(1e-3);
    expect(() =>
      referenceFromSpectrum(
        'far',
        { energy: { ...AXIS, offsetEv: 5000 }, counts: new Float64Array(400) },
        AXIS,
      ),
    ).toThrow(/far/);
  });

  it('inverts positive matrices and tells when it cannot', () => {
    const inverse = invertPositive(Float64Array.of(4, 2, 2, 3), 2)!;
    [0.375, -0.25, -0.25, 0.5].forEach((x, i) => expect(inverse[i]).toBeCloseTo(x, 12));
    expect(invertPositive(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
  });
});
