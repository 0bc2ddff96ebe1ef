import { describe, expect, it } from 'vitest';
import { twoAreaPowerLaw } from './two-area.js';

/** ∫ A·E^(−r) dE. */
const area = (a: number, r: number, from: number, to: number): number =>
  (a * (to ** (1 - r) - from ** (1 - r))) / (1 - r);

const estimate = (a: number, r: number, from: number, to: number) => {
  const middle = (from + to) / 2;
  return twoAreaPowerLaw([area(a, r, from, middle), area(a, r, middle, to)], from, to)!;
};

describe('twoAreaPowerLaw', () => {
  // eels-methods 2.5, computed there from exact integrals: the bias is the formula's own.
  it.each([
    { r: 3, from: 400, to: 500, found: 3.003102, level: 1.0193 },
    { r: 3, from: 100, to: 200, found: 3.02915 },
    { r: 4, from: 100, to: 110.24, found: 4.001584, level: 1.00743 },
  ])('of E^−$r in $from–$to eV is E^−$found', ({ r, from, to, found, level }) => {
    const law = estimate(1000, r, from, to);
    expect(law.r).toBeCloseTo(found, 5);
    if (level !== undefined) expect(law.a / 1000).toBeCloseTo(level, 4);
  });

  it.each([
    { from: 400, to: 500, at: 600, deviation: -0.00073 },
    { from: 100, to: 200, at: 240, deviation: -0.0099 },
  ])('from $from–$to eV is off by $deviation at $at eV', ({ from, to, at, deviation }) => {
    const law = estimate(1000, 3, from, to);
    expect((law.a * at ** -law.r) / (1000 * at ** -3) - 1).toBeCloseTo(deviation, 4);
  });

  // HyperSpy's TestPowerLaw: A 1000, r 4 on 100 + 0.01·i, 1,024 channels; it leaves the last away and calls channels 0 to
  // 1022 the ends. Areas are sums of channels in one case and Simpson's rule between their centres in the other.
  it.each([
    { by: 'sums', a: 1008.4913, r: 4.001768, weightOf: () => 1 },
    {
      by: 'Simpson’s rule',
      a: 1006.4378,
      r: 4.001752,
      weightOf: (i: number) => (i === 0 || i === 510 ? 1 : i % 2 === 1 ? 4 : 2) / 3,
    },
  ])('is what HyperSpy expects of areas by $by', ({ a, r, weightOf }) => {
    const areaFrom = (first: number): number => {
      let sum = 0;
      for (let i = 0; i < 511; i++) sum += weightOf(i) * 1000 * (100 + 0.01 * (first + i)) ** -4;
      return 0.01 * sum;
    };
    const law = twoAreaPowerLaw([areaFrom(0), areaFrom(511)], 100, 110.22)!;
    expect(law.a).toBeCloseTo(a, 3);
    expect(law.r).toBeCloseTo(r, 6);
  });

  it('is whole at r = 1 and silent without counts', () => {
    const law = twoAreaPowerLaw([Math.SQRT2, 1], 100, 200)!;
    expect(law.r).toBeCloseTo(1, 12);
    expect(law.a).toBeCloseTo(1 / Math.log(200 / 150), 9);
    expect(twoAreaPowerLaw([0, 1], 100, 200)).toBeNull();
    expect(twoAreaPowerLaw([1, -1], 100, 200)).toBeNull();
  });
});
