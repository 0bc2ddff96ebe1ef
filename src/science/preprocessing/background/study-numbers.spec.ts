import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { mean, rootMeanSquare } from '../../numerics/statistics.js';
import { interfaceLineScan } from '../testing/interface-line-scan.js';
import { gaussian, makeScan } from '../testing/make-scan.js';
import { integrateAbove, type BackgroundMethod } from './background-model.js';
import { fitBackground } from './fit-background.js';

/** eels-methods 2.5: what is known of power-law fits, on the reference line scan (window 430–520 eV). */

describe('the exponent', () => {
  const errorsOf = (method: BackgroundMethod): number =>
    rootMeanSquare(
      [1, 2, 3, 4].flatMap((seed) => {
        const { scan, r } = interfaceLineScan(createRng(seed));
        const { parameters } = fitBackground(scan, { method, windowsEv: [[430, 520]] });
        return r.map((truth, p) => parameters[2 * p + 1] - truth);
      }),
    );
  const [likely, area] = [errorsOf('power-law'), errorsOf('power-law-two-area')];

  it('is off by 0.0607 rms by likelihood and by 0.0669 by two areas', () => {
    // The study's 64 exponents tell a deviation to 9 %, ours to 4 %: two of both.
    expect(Math.abs(likely / 0.0607 - 1)).toBeLessThan(0.2);
    expect(Math.abs(area / 0.0669 - 1)).toBeLessThan(0.2);
    // The quotient is of the same counts, and much better known.
    expect(Math.abs(area / likely / (0.0669 / 0.0607) - 1)).toBeLessThan(0.05);
  });
});

describe('an edge with a long tail before its onset', () => {
  // An arctangent of width 1 eV still has 1 % of its height 30 eV before the onset: no pre-edge window is clean.
  it.each(['power-law', 'power-law-two-area', 'power-law-log-weighted'] as const)(
    'makes %s take some of it for background: the net signal is 1–3 % too small',
    (method) => {
      const step = (e: number): number => 800 * (0.5 + Math.atan(e - 532) / Math.PI) * (e / 532) ** -2.5;
      const signal = (e: number): number => step(e) + gaussian(e, 535, 1.2, 900) + gaussian(e, 541, 2.2, 600);
      const axis = { nPixels: 1, nChannels: 800, offsetEv: 400, scaleEv: 0.25 };
      const scan = makeScan({ ...axis, expected: (e) => 6e9 * e ** -2.8 + signal(e) });
      const { values } = integrateAbove(
        scan,
        fitBackground(scan, { method, windowsEv: [[430, 520]] }),
        [532, 572],
      );
      let truth = 0;
      for (let i = 528; i < 688; i++) truth += signal(400 + i / 4);
      const bias = values[0] / truth - 1;
      expect(bias).toBeLessThan(-0.01);
      expect(bias).toBeGreaterThan(-0.03);
    },
  );

  it('is not in the reference scan: biases there stay within 0.09 %', () => {
    for (const method of ['power-law', 'power-law-two-area'] as const) {
      const biases = [1, 2, 3].flatMap((seed) => {
        const { scan, signal } = interfaceLineScan(createRng(seed));
        const net = integrateAbove(
          scan,
          fitBackground(scan, { method, windowsEv: [[430, 520]] }),
          [532, 572],
        );
        return [...net.values].map((value, p) => {
          let truth = 0;
          for (let i = 528; i < 688; i++) truth += signal.counts[p * signal.nChannels + i];
          return value / truth - 1;
        });
      });
      // 192 values of 0.3 %: the mean is known to 0.02 %.
      expect(Math.abs(mean(biases))).toBeLessThan(0.0009);
    }
  });
});
