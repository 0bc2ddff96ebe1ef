import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { mean, rootMeanSquare } from '../../numerics/statistics.js';
import { spectrumAt, SpectrumError, withCounts, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { fitPowerLaw, integrateNet, powerLawAt, subtractPowerLaw } from '../power-law.js';
import { interfaceLineScan } from '../testing/interface-line-scan.js';
import { makeScan } from '../testing/make-scan.js';
import {
  backgroundAt,
  integrateAbove,
  subtractBackground,
  type BackgroundMethod,
} from './background-model.js';
import { doublePowerLawShape, fitBackground, type BackgroundPlan } from './fit-background.js';

const AXIS = { nChannels: 600, offsetEv: 200, scaleEv: 0.5 };

const planted = (
  expected: (e: number, p: number) => number,
  { nPixels = 12, seed }: { nPixels?: number; seed?: number } = {},
): SpectrumImage =>
  makeScan({ ...AXIS, nPixels, expected, ...(seed === undefined ? {} : { rng: createRng(seed) }) });

const POWER_LAW = (e: number, p: number): number => 500 * (e / 250) ** -(2.6 + 0.05 * p);
const DOUBLE = (e: number, p: number): number => (200 + 20 * p) * (e / 250) ** -1.5 + 300 * (e / 250) ** -5;
const EXPONENTIAL = (e: number, p: number): number => (300 + 10 * p) * Math.exp(-(e - 250) / 80);
const CURVED = (e: number): number => 500 * Math.exp(-2.5 * Math.log(e / 250) + 0.6 * Math.log(e / 250) ** 2);

const PLANTED: [BackgroundMethod, (e: number, p: number) => number, Partial<BackgroundPlan>][] = [
  ['power-law', POWER_LAW, {}],
  ['power-law-log-weighted', POWER_LAW, {}],
  ['power-law-local-average', (e, p) => POWER_LAW(e, 3) * (1 + p), {}],
  ['power-law-curved', CURVED, {}],
  ['exponential', EXPONENTIAL, {}],
  ['double-power-law', DOUBLE, {}],
  ['linear-combination', DOUBLE, { exponents: [1.5, 5] }],
  ['constant', (_, p) => 20 + p, {}],
];

describe('fitBackground', () => {
  it.each(PLANTED)('%s finds what was planted, at 40 % beyond its window', (method, expected, more) => {
    const model = fitBackground(planted(expected), { method, windowsEv: [[220, 340]], ...more });
    expect(model.failedPixels).toEqual([]);
    for (let p = 0; p < 12; p++) {
      const { values } = backgroundAt(model, p, [230, 300, 480]);
      // float32 counts; the double power law is settled to 1e-10 of ln likelihood, not of its parameters.
      [230, 300, 480].forEach((e, i) =>
        expect(Math.abs(values[i] / expected(e, p) - 1)).toBeLessThan(
          method === 'double-power-law' ? 2e-3 : 1e-5,
        ),
      );
    }
  });

  // Not of the double power law: its exponents are common, and so is their error.
  it.each(PLANTED.filter(([method]) => method !== 'double-power-law'))(
    '%s states the error of its extrapolation',
    (method, expected, more) => {
      const pulls: number[] = [];
      for (const seed of [1, 2, 3]) {
        const scan = planted(expected, { nPixels: 40, seed });
        // Neighbours' exponents are averaged: give them what the method assumes, the same one.
        const model = fitBackground(scan, { method, windowsEv: [[220, 340]], ...more });
        for (let p = 0; p < 40; p++) {
          const { values, std } = backgroundAt(model, p, [400]);
          pulls.push((values[0] - expected(400, p)) / std[0]);
        }
      }
      // 120 pulls tell a standard deviation to 6.5 %, 3 of those; neighbours share an average, so those know it to half.
      const loose = method === 'power-law-local-average' ? 0.4 : 0.22;
      expect(rootMeanSquare(pulls)).toBeGreaterThan(1 - loose);
      expect(rootMeanSquare(pulls)).toBeLessThan(1 + loose * 1.5);
      expect(Math.abs(mean(pulls))).toBeLessThan(method === 'power-law-log-weighted' ? 0.8 : 0.5);
    },
  );

  it('as a power law is fitPowerLaw, with its net integral and its subtraction', () => {
    const { scan } = interfaceLineScan(createRng(3));
    const exact = fitPowerLaw(scan, [420, 520]);
    const model = fitBackground(scan, { method: 'power-law', windowsEv: [[420, 520]] });
    const net = integrateAbove(scan, model, [532, 572]);
    const exactNet = integrateNet(scan, exact, [532, 572]);
    for (let p = 0; p < scan.nPixels; p++) {
      // Two algorithms for one maximum: equal to 1e-6 of the noise of r.
      expect(Math.abs(model.parameters[2 * p + 1] - exact.r[p])).toBeLessThan(
        1e-6 * Math.sqrt(exact.covariance[3 * p + 2]) + 1e-9,
      );
      expect(backgroundAt(model, p, [600]).values[0] / powerLawAt(exact, p, 600)).toBeCloseTo(1, 8);
      expect(net.values[p] / exactNet.values[p]).toBeCloseTo(1, 6);
      expect(net.std[p] / exactNet.std[p]).toBeCloseTo(1, 3);
    }
    expect(model.noiseScale).toBeCloseTo(exact.noiseScale, 3);
    const [a, b] = [subtractBackground(scan, model).counts, subtractPowerLaw(scan, exact).counts];
    expect(a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0)).toBeLessThan(1e-3);
  });

  // eels-methods 2.5 on the same kind of scan: two-area 0.296 %, log-log 0.269 %, likelihood 0.271 % rms.
  it('has its methods in the order of quality that the study found', () => {
    const rms = (method: BackgroundMethod): number =>
      rootMeanSquare(
        [1, 2, 3, 4].flatMap((seed) => {
          const { scan, signal } = interfaceLineScan(createRng(seed));
          const { values } = integrateAbove(
            scan,
            fitBackground(scan, { method, windowsEv: [[430, 520]] }),
            [532, 572],
          );
          return [...values].map((value, p) => {
            const truth = spectrumAt(signal, p)
              .subarray(528, 688)
              .reduce((t, v) => t + v, 0);
            return value / truth - 1;
          });
        }),
      );
    const [likely, area, log, local] = (
      ['power-law', 'power-law-two-area', 'power-law-log-weighted', 'power-law-local-average'] as const
    ).map(rms);
    expect(area).toBeGreaterThan(1.02 * likely);
    expect(log / likely).toBeGreaterThan(0.95);
    expect(log / likely).toBeLessThan(1.05);
    // The counting noise of the edge itself (0.285 %) is in all of them; what averaging exponents can take away is the rest.
    expect(local).toBeLessThan(0.95 * likely);
    expect(likely).toBeLessThan(0.0036);
  });

  // HyperSpy TestFitBackground: 200 channels from 150 eV, 1, 2 behind 188 eV (B-K), 3 behind 284.2 eV (C-K).
  it.each([
    [[150, 188], 1],
    [[150, 283], 1.7142857],
    [[150, 350], 2.14],
  ] as const)('constant in %o is %d, as in HyperSpy', (window, level) => {
    const scan = makeScan({
      nPixels: 1,
      nChannels: 200,
      offsetEv: 150,
      scaleEv: 1,
      expected: (e) => 1 + (e >= 188 ? 1 : 0) + (e >= 284 ? 1 : 0),
    });
    const model = fitBackground(scan, { method: 'constant', windowsEv: [window] });
    expect(backgroundAt(model, 0, [300]).values[0]).toBeCloseTo(level, 7);
  });

  // HyperSpy TestFitBackground2D: E^−2 and E^−1.5 are left as nothing.
  it('leaves nothing of pure power laws', () => {
    const scan = makeScan({
      nPixels: 2,
      nChannels: 250,
      offsetEv: 150,
      scaleEv: 1,
      expected: (e, p) => 1e6 * e ** -(2 - p / 2),
    });
    const rest = subtractBackground(
      scan,
      fitBackground(scan, { method: 'power-law', windowsEv: [[150, 400]] }),
    );
    rest.counts.forEach((v, i) => expect(Math.abs(v)).toBeLessThan(1e-6 * scan.counts[i] + 1e-6));
  });

  // HyperSpy test_powerlaw: A 50015.156, r 1.2 on 1 … 2.98 by 0.02, found to 5 % and 0.02.
  it.each(['power-law', 'power-law-two-area', 'power-law-log-weighted'] as const)(
    '%s recovers HyperSpy’s steep test',
    (method) => {
      const scan = makeScan({
        nPixels: 1,
        nChannels: 100,
        offsetEv: 1,
        scaleEv: 0.02,
        expected: (e) => 50015.156 * e ** -1.2,
      });
      const model = fitBackground(scan, { method, windowsEv: [[1, 3]] });
      // HyperSpy splits the range by channel numbers and stays within 0.02; the formula's own bias at E2/E1 = 3 is 0.023.
      expect(Math.abs(model.parameters[1] - 1.2)).toBeLessThan(
        method === 'power-law-two-area' ? 0.025 : 1e-5,
      );
      expect(backgroundAt(model, 0, [1]).values[0] / 50015.156).toBeCloseTo(1, 1);
    },
  );

  // HyperSpy test_remove_background: 1e10·E^−3 from 100 to 199 eV, residual ≤ 4 % of the maximum.
  it('two-area leaves at most 4 % as in HyperSpy’s test', () => {
    const scan = makeScan({
      nPixels: 1,
      nChannels: 100,
      offsetEv: 100,
      scaleEv: 1,
      expected: (e) => 1e10 * e ** -3,
    });
    const rest = subtractBackground(
      scan,
      fitBackground(scan, { method: 'power-law-two-area', windowsEv: [[100, 200]] }),
    );
    expect(Math.max(...rest.counts.map(Math.abs)) / 1e4).toBeLessThan(0.04);
    const late = subtractBackground(
      scan,
      fitBackground(scan, { method: 'power-law', windowsEv: [[110, 190]] }),
    );
    expect([...late.counts.subarray(0, 10)]).toEqual(new Array(10).fill(0));
  });

  // Nion CoreLossEdge_test: 1e4·x^−4, 1,000 channels from 1 to 10; background within 1 % of its range; negatives survive.
  it('holds Nion’s steep test, also with negative counts', () => {
    const scan = makeScan({
      nPixels: 1,
      nChannels: 1000,
      offsetEv: 1,
      scaleEv: 9 / 999,
      expected: (e) => 1e4 * e ** -4,
    });
    const window = [[1 + (400 * 9) / 999, 1 + (500 * 9) / 999]] as const;
    for (const method of ['power-law', 'power-law-two-area', 'exponential', 'power-law-curved'] as const) {
      const { values } = backgroundAt(fitBackground(scan, { method, windowsEv: window }), 0, [5, 5.4]);
      [5, 5.4].forEach((e, i) =>
        expect(Math.abs(values[i] - 1e4 * e ** -4)).toBeLessThan(0.01 * 1e4 * (4.6 ** -4 - 5.5 ** -4)),
      );
      const dark = withCounts(
        scan,
        scan.counts.map((v, i) => (i % 7 === 0 ? -v : v)),
      );
      expect(() => fitBackground(dark, { method, windowsEv: window })).not.toThrow();
    }
  });

  // pyEELSMODEL test_background_removal: 10 × 10 maps of A 1e3–1e4, r 2–5, two windows; CRLB_test: std within 20 %.
  it('fits two windows of a map, and scatters as the Cramér–Rao bound says', () => {
    const r = (p: number): number => 2 + (3 * (p % 10)) / 9;
    const a = (p: number): number => 1e3 + (9e3 * Math.floor(p / 10)) / 9;
    const expected = (e: number, p: number): number => a(p) * (e / 220) ** -r(p);
    const windowsEv = [
      [220, 280],
      [420, 490],
    ] as const;
    const scan = { ...planted(expected, { nPixels: 100, seed: 7 }) };
    const model = fitBackground(scan, { method: 'power-law', windowsEv });
    const pulls = Array.from(
      { length: 100 },
      (_, p) => (model.parameters[2 * p + 1] - r(p)) / Math.sqrt(model.covariance[4 * p + 3]),
    );
    expect(Math.abs(rootMeanSquare(pulls) - 1)).toBeLessThan(0.2);
    // The window behind the edge ties the curve down between the two: far less doubt there than from the first alone.
    const one = fitBackground(scan, { method: 'power-law', windowsEv: [windowsEv[0]] });
    expect(backgroundAt(model, 5, [350]).std[0]).toBeLessThan(0.5 * backgroundAt(one, 5, [350]).std[0]);
  });

  it('tells the exponents of a double power law from the summed spectrum', () => {
    const scan = planted((e, p) => 30 * DOUBLE(e, p), { seed: 6, nPixels: 40 });
    const model = fitBackground(scan, { method: 'double-power-law', windowsEv: [[210, 440]] });
    const single = fitBackground(scan, { method: 'power-law', windowsEv: [[210, 440]] });
    for (const p of [0, 20, 39]) {
      const error = (m: typeof model): number =>
        Math.abs(backgroundAt(m, p, [490]).values[0] / (30 * DOUBLE(490, p)) - 1);
      // 2e6 counts a pixel know the background to 0.3 %; one power law is off by several per cent.
      expect(error(model)).toBeLessThan(0.02);
      expect(error(single)).toBeGreaterThan(0.05);
    }
    expect(single.sharedMisfit).toBeGreaterThan(0.003);
    expect(model.sharedMisfit).toBeLessThan(0.001);
  });

  it('takes the exponents of a linear combination from the scan', () => {
    const scan = planted((e, p) => 400 * (e / 250) ** -(2.5 + 0.02 * p), { nPixels: 41, seed: 4 });
    const model = fitBackground(scan, { method: 'linear-combination', windowsEv: [[220, 340]] });
    const at = [0, 20, 40].map((p) => backgroundAt(model, p, [420]));
    [0, 20, 40].forEach((p, i) =>
      expect(Math.abs(at[i].values[0] - 400 * (420 / 250) ** -(2.5 + 0.02 * p))).toBeLessThan(
        4 * at[i].std[0],
      ),
    );
    const flat = planted((e) => 1e7 * (e / 250) ** -3, { nPixels: 5 });
    expect(() => fitBackground(flat, { method: 'linear-combination', windowsEv: [[220, 340]] })).toThrow(
      /do not differ/,
    );
  });

  // eXSpy components: DoublePowerLaw A 3, r 2, origin 1, shift 2, ratio 2 gives 0.15948602 at 10.
  it('counts the energies of a double power law from where it is told', () => {
    const out = new Float64Array(1);
    doublePowerLawShape(1, [1, 3])
      .at([10])
      .values([Math.log(3), 2, Math.log(6), 2], out);
    expect(out[0]).toBeCloseTo(0.15948602, 8);
  });

  it('scales with the counts and keeps to its pixel', () => {
    const base = planted(POWER_LAW, { seed: 9 });
    fc.assert(
      fc.property(
        fc.constantFrom<BackgroundMethod>(
          'power-law',
          'exponential',
          'power-law-two-area',
          'power-law-curved',
          'constant',
        ),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.shuffledSubarray(
          Array.from({ length: 12 }, (_, p) => p),
          { minLength: 12 },
        ),
        (method, c, order) => {
          const plan: BackgroundPlan = { method, windowsEv: [[220, 340]] };
          const model = fitBackground(base, plan);
          const other = withCounts(
            base,
            Float32Array.from(order.flatMap((p) => [...spectrumAt(base, p)].map((v) => c * v))),
          );
          const changed = fitBackground(other, plan);
          order.forEach((p, i) => {
            const [a, b] = [backgroundAt(model, p, [400]), backgroundAt(changed, i, [400])];
            expect(b.values[0] / (c * a.values[0])).toBeCloseTo(1, 5);
          });
        },
      ),
      { numRuns: 15, seed: 1 },
    );
  });

  it('moves with the energy for an exponential, which has no origin', () => {
    const base = planted(EXPONENTIAL, { seed: 2 });
    const moved = { ...base, energy: { ...base.energy, offsetEv: base.energy.offsetEv + 150 } };
    const a = fitBackground(base, { method: 'exponential', windowsEv: [[220, 340]] });
    const b = fitBackground(moved, { method: 'exponential', windowsEv: [[370, 490]] });
    expect(backgroundAt(b, 3, [550]).values[0] / backgroundAt(a, 3, [400]).values[0]).toBeCloseTo(1, 9);
  });

  it('knows the noise of counts that are no electrons', () => {
    const scan = planted((e) => 400 * (e / 250) ** -3, { nPixels: 30, seed: 5 });
    const gained = withCounts(
      scan,
      scan.counts.map((v) => 7 * v),
    );
    const { noiseScale } = fitBackground(gained, { method: 'exponential', windowsEv: [[240, 300]] });
    expect(Math.abs(noiseScale / 7 - 1)).toBeLessThan(0.15);
  });

  it('marks pixels without counts, and refuses windows that cannot be', () => {
    const scan = planted(POWER_LAW);
    scan.counts.fill(0, 2 * 600, 3 * 600);
    for (const [method, , more] of PLANTED) {
      const model = fitBackground(scan, { method, windowsEv: [[220, 340]], ...more });
      expect(model.failedPixels).toEqual([2]);
      expect(backgroundAt(model, 2, [300]).values[0]).toBeNaN();
      expect(spectrumAt(subtractBackground(scan, model), 2).every(Number.isNaN)).toBe(true);
    }
    const fit = (plan: BackgroundPlan) => () => fitBackground(scan, plan);
    expect(fit({ method: 'power-law', windowsEv: [] })).toThrow(SpectrumError);
    expect(fit({ method: 'power-law', windowsEv: [[220, 222]] })).toThrow(/10/);
    expect(fit({ method: 'power-law', windowsEv: [[-5, 240]] })).toThrow(SpectrumError);
    expect(
      fit({
        method: 'power-law-two-area',
        windowsEv: [
          [220, 240],
          [300, 340],
        ],
      }),
    ).toThrow(/one window/);
    expect(fit({ method: 'power-law-local-average', windowsEv: [[220, 340]], radiusPixels: 0.5 })).toThrow(
      SpectrumError,
    );
  });
});
