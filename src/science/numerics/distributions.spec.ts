import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chiSquareTail,
  fTail,
  normalCdf,
  normalQuantile,
  normalTwoSided,
  studentCdf,
  studentQuantile,
  studentTwoSided,
} from './distributions.js';
import { betaShare, logBeta, logGamma } from './gamma-functions.js';

const file = new URL('../../../test/reference/distributions.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[][]>;
const functions: Readonly<Record<string, (...args: number[]) => number>> = {
  studentTwoSided,
  betaShare: (x, a, b) => betaShare(x, a, b),
  fTail,
  chiSquareTail,
  normalTwoSided,
  normalQuantile,
  studentQuantile,
  logGamma,
  logBeta,
};
/** Some hundred terms of a continued fraction, or an exponent of some hundreds, each with a rounding of 1e-16, and a few times that. */
const RELATIVE = 3e-12;

describe('distributions against mpmath', () => {
  it.each(Object.keys(functions))('%s', (name) => {
    for (const row of reference[name]) {
      const args = row.slice(0, -1);
      const expected = row[row.length - 1];
      const error = Math.abs(functions[name](...args) - expected);
      expect(
        error / Math.max(Math.abs(expected), name === 'logGamma' ? 1 : 0),
        `${name}(${args.join(', ')})`,
      ).toBeLessThan(RELATIVE);
    }
  });

  it('ends of the range', () => {
    expect(studentTwoSided(0, 5)).toBe(1);
    expect(studentTwoSided(Infinity, 5)).toBe(0);
    expect(studentTwoSided(1e200, 5)).toBe(0);
    expect([fTail(0, 2, 3), fTail(Infinity, 2, 3), chiSquareTail(0, 4)]).toEqual([1, 0, 1]);
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([-Infinity, Infinity]);
    expect(() => normalQuantile(1.1)).toThrow('share from 0 to 1');
    expect(() => studentQuantile(Number.NaN, 4)).toThrow('share from 0 to 1');
  });

  it('quantiles invert shares, tails are symmetric, F of one is t squared', () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(
        share,
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: -30, max: 30, noNaN: true }),
        (p, dof, t) => {
          expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
          expect(studentCdf(studentQuantile(p, dof), dof)).toBeCloseTo(p, 12);
          expect(normalCdf(t) + normalCdf(-t)).toBeCloseTo(1, 14);
          expect(studentCdf(t, dof) + studentCdf(-t, dof)).toBeCloseTo(1, 14);
          expect(fTail(t * t, 1, dof)).toBeCloseTo(studentTwoSided(t, dof), 13);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });
});
