import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean, rootMeanSquare } from '../numerics/statistics.js';
import { SpectrumError, type NavigationAxis } from '../spectra/spectrum-image.js';
import { applyShifts, driftShifts } from './drift.js';
import { makeScan } from './testing/make-scan.js';

const axes = (...sizes: number[]): NavigationAxis[] =>
  sizes.map((size, i) => ({ name: `axis ${i}`, unit: 'nm', offset: 0, scale: 1, size }));

/** Centres of a planted drift with noise of the stated size, and some pixels far off. */
function measured(
  centre: (pixel: number) => number,
  n: number,
  { seed, std = 0.01, wild = [] as number[] }: { seed: number; std?: number; wild?: number[] },
) {
  const rng = createRng(seed);
  const centresEv = Float64Array.from(
    { length: n },
    (_, p) => centre(p) + std * rng.normal() + (wild.includes(p) ? 3 : 0),
  );
  return { centresEv, stdEv: new Float64Array(n).fill(std), assumedPixels: [] as number[] };
}

const plane = (p: number): number => 0.3 + 0.02 * Math.floor(p / 12) - 0.05 * (p % 12);
const curve = (p: number): number => 1 - 0.5 * (p / 60) + 0.8 * (p / 60) ** 2;

describe('driftShifts', () => {
  it('finds a plane over a map, whatever single pixels say', () => {
    const wild = [3, 40, 41, 77];
    const found = driftShifts(measured(plane, 96, { seed: 1, wild }), axes(8, 12), {
      kind: 'map',
      degree: 1,
    });
    // Three coefficients from 92 pixels of 0.01 eV.
    found.shiftsEv.forEach((shift, p) => expect(Math.abs(shift + plane(p))).toBeLessThan(0.006));
    expect(found.outlierPixels).toEqual(wild);
    expect(found.residualRmsEv).toBeCloseTo(0.01, 2);
    expect(Math.max(...found.stdEv)).toBeLessThan(0.003);
  });

  it('states the error of the model', () => {
    const pulls = Array.from({ length: 200 }, (_, seed) => {
      const found = driftShifts(measured(curve, 60, { seed }), axes(60), { kind: 'scan-order', degree: 2 });
      return (found.shiftsEv[10] + curve(10)) / found.stdEv[10];
    });
    // 200 pulls tell a standard deviation to 5 %; robustness costs a few per cent.
    expect(Math.abs(rootMeanSquare(pulls) - 1)).toBeLessThan(0.2);
    expect(Math.abs(mean(pulls))).toBeLessThan(0.25);
  });

  it('knows more than the single pixel does', () => {
    const data = measured(curve, 60, { seed: 3, std: 0.05 });
    const model = driftShifts(data, axes(60), { kind: 'scan-order', degree: 2 });
    const single = driftShifts(data, axes(60), { kind: 'measured', degree: 0 });
    const error = (shifts: Float64Array): number =>
      rootMeanSquare(shifts.map((shift, p) => shift + curve(p)));
    expect(error(model.shiftsEv)).toBeLessThan(0.4 * error(single.shiftsEv));
    expect([...single.shiftsEv]).toEqual([...data.centresEv].map((centre) => -centre));
    expect(single.stdEv).toBe(data.stdEv);
  });

  it('fits each line of a map by itself', () => {
    const jumps = (p: number): number => [0.5, -1, 2][Math.floor(p / 20)] + 0.01 * (p % 20);
    const data = measured(jumps, 60, { seed: 4, std: 1e-4 });
    const lines = driftShifts(data, axes(3, 20), { kind: 'each-line', degree: 1 });
    lines.shiftsEv.forEach((shift, p) => expect(Math.abs(shift + jumps(p))).toBeLessThan(5e-4));
    const smooth = driftShifts(data, axes(3, 20), { kind: 'scan-order', degree: 1 });
    expect(smooth.residualRmsEv).toBeGreaterThan(0.3);
  });

  it('reproduces any polynomial of its degree exactly, and adds what is added', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (degree, c, added) => {
          const poly = (p: number): number =>
            c.slice(0, degree + 1).reduce((t, v, k) => t + v * (p / 30) ** k, added);
          const data = measured(poly, 40, { seed: 1, std: 0 });
          const found = driftShifts(data, axes(40), { kind: 'scan-order', degree });
          found.shiftsEv.forEach((shift, p) => expect(Math.abs(shift + poly(p))).toBeLessThan(1e-8));
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  });

  it('takes no heed of assumed pixels', () => {
    const data = measured(curve, 60, { seed: 5 });
    data.centresEv[20] = 50;
    const found = driftShifts({ ...data, assumedPixels: [20] }, axes(60), { kind: 'scan-order', degree: 2 });
    expect(Math.abs(found.shiftsEv[20] + curve(20))).toBeLessThan(0.01);
    expect(found.outlierPixels).not.toContain(20);
  });

  it('refuses more coefficients than pixels, other degrees and other axes', () => {
    const data = measured(curve, 6, { seed: 1 });
    const fit =
      (kind: 'map' | 'scan-order' | 'each-line', degree: number, ...sizes: number[]) =>
      () =>
        driftShifts(data, axes(...sizes), { kind, degree });
    expect(fit('scan-order', 6, 6)).toThrow(/coefficients/);
    expect(fit('map', 1.5, 6)).toThrow(SpectrumError);
    expect(fit('map', 7, 6)).toThrow(SpectrumError);
    expect(fit('map', 1, 2, 2)).toThrow(SpectrumError);
    // Two rows tell no curvature across them.
    expect(fit('map', 2, 2, 3)).toThrow(SpectrumError);
  });
});

describe('applyShifts', () => {
  it('moves the second scan of a pair by what the first one told', () => {
    const shifts = driftShifts(
      measured((p) => 0.5 * p, 3, { seed: 1, std: 0 }),
      axes(3),
      { kind: 'scan-order', degree: 1 },
    );
    const core = makeScan({
      nPixels: 3,
      nChannels: 40,
      offsetEv: 500,
      scaleEv: 0.5,
      expected: (e, p) => (e === 510 + 0.5 * p ? 9 : 1),
    });
    const moved = applyShifts(core, shifts);
    const at = Math.round((510 - moved.energy.offsetEv) / 0.5);
    for (let p = 0; p < 3; p++) expect(moved.counts[p * moved.nChannels + at]).toBeCloseTo(9, 5);
    expect(() => applyShifts({ ...core, nPixels: 2 }, shifts)).toThrow(SpectrumError);
  });
});
