import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupedMean } from './group-statistics.js';
import { groupedFolds, sidesOf } from './grouped-folds.js';

const lists = fc
  .array(fc.constantFrom('MgO', 'SiO2', 'TiO2', 'Al2O3', 'ZnO'), { minLength: 6, maxLength: 40 })
  .filter((groups) => new Set(groups).size > 1);

describe('groupedFolds', () => {
  it('keeps groups together, fills every fold, and does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 2, max: 8 }), (groups, wanted) => {
        const { folds, nFolds } = groupedFolds(groups, wanted);
        expect(nFolds).toBe(Math.min(wanted, new Set(groups).size));
        expect(new Set(folds).size).toBe(nFolds);
        groups.forEach((group, i) => expect(folds[groups.indexOf(group)]).toBe(folds[i]));
        const turned = groupedFolds(groups.toReversed(), wanted);
        expect([...turned.folds].reverse()).toEqual([...folds]);
        const sides = sidesOf(folds, 0);
        expect(sides.training.length + sides.heldOut.length).toBe(groups.length);
      }),
    );
  });

  it('makes even folds', () => {
    const groups = ['a', 'a', 'a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'd', 'd'];
    expect([...groupedFolds(groups, 3).folds]).toEqual([0, 0, 0, 0, 2, 2, 2, 2, 1, 1, 1, 1]);
  });

  it.each([
    [['a', 'a'], 2],
    [['a', 'b'], 1],
    [['a', 'b'], 2.5],
  ])('refuses %j in %d folds', (groups, n) => expect(() => groupedFolds(groups, n)).toThrow());
});

describe('groupedMean', () => {
  it('is the usual error of a mean (with n instead of n − 1) where each sample is its own group', () => {
    const { value, std } = groupedMean([1, 2, 3, 6], ['a', 'b', 'c', 'd']);
    expect(value).toBe(3);
    expect(std).toBeCloseTo(Math.sqrt(14 / 4 / 4), 14);
  });

  it('counts a group of equal values as one: √2 larger for pairs', () => {
    const single = groupedMean([1, 2, 3, 6], ['a', 'b', 'c', 'd']).std!;
    const pairs = groupedMean([1, 1, 2, 2, 3, 3, 6, 6], ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']).std!;
    expect(pairs).toBeCloseTo(single, 14);
    expect(groupedMean([1, 2], ['a', 'a'])).toEqual({ value: 1.5, std: null });
  });
});
