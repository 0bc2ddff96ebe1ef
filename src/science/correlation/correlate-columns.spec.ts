import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { adjustP } from './adjust-p.js';
import { correlate } from './correlate.js';
import { correlateColumns } from './correlate-columns.js';
import { correlateGrouped } from './correlate-grouped.js';
import { groupsOf } from './groups.js';

const METHODS = ['pearson', 'spearman', 'kendall'] as const;
const rng = createRng(9);
const common = Float64Array.from({ length: 50 }, () => rng.normal());
const columns = ['a', 'b', 'c', 'd'].map((name, i) => ({
  name,
  values: common.map((v, row) =>
    row % (11 + i) === 0 ? Number.NaN : Math.round(5 * (i * v + rng.normal())),
  ),
}));
const flat = { name: 'flat', values: new Float64Array(50) };

describe.each(METHODS)('many columns at once, %s', (method) => {
  it('all pairs are as each pair alone, p adjusted over those with an estimate', () => {
    const found = correlateColumns([...columns, flat], 'each other', {
      method,
      adjust: 'holm',
      groups: 'none',
    });
    expect(found.pairs.map(({ x, y }) => x + y)).toEqual(['ab', 'ac', 'ad', 'aflat', 'bc', 'bd', 'bflat', 'cd', 'cflat', 'dflat']); // prettier-ignore
    expect(found.familySize).toBe(6);
    const all = [...columns, flat];
    const valuesOf = (name: string) => all.find((column) => column.name === name)!.values;
    for (const { x, y, pooled } of found.pairs)
      expect(pooled).toEqual(correlate(valuesOf(x), valuesOf(y), { method }));
    const { adjusted } = adjustP(found.pairs.map(({ pooled }) => pooled.p), 'holm'); // prettier-ignore
    expect(found.pairs.map(({ pAdjusted }) => pAdjusted)).toEqual(adjusted);
    expect(found.pairs[3]).toMatchObject({ pAdjusted: null, grouped: null, withinPAdjusted: null });
  });

  it('with groups, each pair is as alone; the pooled one never stands without', () => {
    const groups = groupsOf(Array.from(common, (_, row) => (row === 3 ? null : `m${row % 3}`)));
    const found = correlateColumns(columns.slice(0, 2), columns, { method, adjust: 'bh', groups });
    expect(found.pairs.map(({ x, y }) => x + y)).toEqual(['ab', 'ac', 'ad', 'ba', 'bc', 'bd']);
    expect(found.withinFamilySize).toBe(6);
    for (const { x, y, grouped, pooled } of found.pairs) {
      const [left, right] = [x, y].map((name) => columns.find((column) => column.name === name)!.values);
      expect(grouped).toEqual(correlateGrouped(left, right, { method, groups }));
      expect(pooled).toBe(grouped!.pooled);
    }
  });

  it.each([-1, 3])('columns without gaps share what is made of them, row %i without group', (without) => {
    const groups = groupsOf(Array.from(common, (_, row) => (row === without ? null : `m${row % 3}`)));
    const whole = columns.map(({ name, values }) => ({ name, values: values.map((v) => (v === v ? v : 2)) }));
    for (const { x, y, grouped } of correlateColumns([...whole, columns[0], flat].slice(1), 'each other', {
      method,
      adjust: 'bh',
      groups,
    }).pairs) {
      // prettier-ignore
      const [left, right] = [x, y].map((name) => [...whole.slice(1), columns[0], flat].find((column) => column.name === name)!.values); // prettier-ignore
      expect(grouped).toEqual(correlateGrouped(left, right, { method, groups }));
    }
  });
});

it('a column listed twice is refused', () => {
  expect(() => correlateColumns([flat, flat], 'each other', { method: 'pearson', adjust: 'none', groups: 'none' })).toThrow('listed twice'); // prettier-ignore
});
