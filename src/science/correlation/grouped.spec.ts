import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { correlate } from './correlate.js';
import { correlateGrouped } from './correlate-grouped.js';
import { groupsOf } from './groups.js';

interface Reference {
  readonly grouped: {
    readonly x: number[];
    readonly y: number[];
    readonly labels: number[];
    readonly each: { estimate: number; p: number }[];
    readonly pooled: Record<'pearson', { estimate: number; p: number }>;
    readonly centred: { estimate: number; p: number; interval: [number, number] };
    readonly fisher: {
      estimate: number;
      interval: [number, number];
      q: number;
      qP: number;
      iSquared: number;
    };
    readonly withoutOne: number[];
  };
}

const file = new URL('../../../test/reference/correlation.json', import.meta.url);
const { grouped } = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const METHODS = ['pearson', 'spearman', 'kendall'] as const;
const x = Float64Array.from(grouped.x);
const y = Float64Array.from(grouped.y);
const groups = groupsOf(grouped.labels.map((label) => `group ${label}`));
const close = (a: number | null | undefined, b: number, tolerance: number): void =>
  expect(Math.abs(a! - b)).toBeLessThan(tolerance);

describe('five groups that rise, with means that fall, as statsmodels', () => {
  const found = correlateGrouped(x, y, { method: 'pearson', groups });

  it('each group and all rows', () => {
    close(found.pooled.estimate, grouped.pooled.pearson.estimate, 1e-12);
    found.groups.forEach(({ group, correlation }, g) => {
      expect(group).toBe(`group ${g}`);
      close(correlation.estimate, grouped.each[g].estimate, 1e-12);
      close(correlation.p, grouped.each[g].p, 1e-9);
    });
  });

  it('within groups: residuals of a fit of group dummies', () => {
    close(found.within.estimate, grouped.centred.estimate, 1e-12);
    close(found.within.p, grouped.centred.p, 1e-9 * grouped.centred.p);
    close(found.within.interval!.low, grouped.centred.interval[0], 1e-9);
    close(found.within.interval!.high, grouped.centred.interval[1], 1e-9);
  });

  it('the mean of the groups and their heterogeneity; a group of three has no variance', () => {
    const { fisher } = grouped;
    expect(found.combined.nGroups).toBe(4);
    close(found.combined.estimate, fisher.estimate, 1e-12);
    close(found.combined.interval!.low, fisher.interval[0], 1e-9);
    close(found.combined.interval!.high, fisher.interval[1], 1e-9);
    close(found.combined.heterogeneity!.q, fisher.q, 1e-9);
    close(found.combined.heterogeneity!.p, fisher.qP, 1e-9);
    close(found.combined.heterogeneity!.iSquared, fisher.iSquared, 1e-9);
  });

  it('without each group, and that the signs differ', () => {
    found.leaveOneOut!.forEach(({ pooled }, g) => close(pooled, grouped.withoutOne[g], 1e-12));
    expect(found.simpson).toMatchObject({ signsDiffer: true, isClear: true });
    expect(found.simpson.opposed).toEqual(['group 0', 'group 1', 'group 2', 'group 3', 'group 4'].filter((_, g) => grouped.each[g].estimate > 0)); // prettier-ignore
  });

  it('has its own rows only where group or value is unknown', () => {
    const names = grouped.labels.map((label, row) => (row % 7 === 0 ? null : `group ${label}`));
    const holes = x.map((value, row) => (row % 5 === 0 ? Number.NaN : value));
    const kept = [...x.keys()].filter((row) => row % 7 !== 0 && row % 5 !== 0);
    const part = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]);
    const withHoles = correlateGrouped(holes, y, { method: 'kendall', groups: groupsOf(names) });
    const { nWithoutGroup, ...rest } = withHoles;
    const { nWithoutGroup: none, ...expected } = correlateGrouped(part(x), part(y), {
      method: 'kendall',
      groups: groupsOf(kept.map((row) => `group ${grouped.labels[row]}`)),
    });
    expect(rest).toEqual(expected);
    expect([nWithoutGroup, none]).toEqual([10, 0]);
  });
});

const row = fc.tuple(
  fc.integer({ min: -6, max: 6 }),
  fc.integer({ min: -6, max: 6 }),
  fc.integer({ min: 0, max: 3 }),
);
const rowsOf = fc.array(row, { minLength: 0, maxLength: 40 });
const parted = (rows: [number, number, number][]) => ({
  x: Float64Array.from(rows, ([a]) => a),
  y: Float64Array.from(rows, ([, b]) => b),
  groups: groupsOf(rows.map(([, , g]) => `g${g}`)),
});

describe.each(METHODS)('within groups, %s', (method) => {
  it('has no NaN, and every row is in one group', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const { x, y, groups } = parted(rows);
        const found = correlateGrouped(x, y, { method, groups });
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        expect(found.groups.reduce((n, { correlation }) => n + correlation.n, 0)).toBe(rows.length);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('of one group is what the group gives', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const { x, y } = parted(rows);
        const { estimate, interval, p } = correlate(x, y, { method });
        fc.pre(estimate !== null);
        const { within, pooled } = correlateGrouped(x, y, {
          method,
          groups: groupsOf(rows.map(() => 'all')),
        });
        close(within.estimate, estimate, 1e-12);
        expect(pooled.estimate).toBe(estimate);
        if (interval !== null) close(within.interval!.low, interval.low, 1e-9);
        if (method !== 'kendall') close(within.p, p!, 1e-9);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('does not see where the groups lie, nor how they are called', () => {
    fc.assert(
      fc.property(
        rowsOf,
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 }),
        (rows, shifts) => {
          const plain = parted(rows);
          const moved = parted(rows.map(([a, b, g]) => [a + shifts[g], b - 2 * shifts[3 - g], 3 - g]));
          const a = correlateGrouped(plain.x, plain.y, { method, groups: plain.groups }).within;
          const b = correlateGrouped(moved.x, moved.y, { method, groups: moved.groups }).within;
          if (a.estimate === null) expect(b.estimate).toBeNull();
          else close(b.estimate, a.estimate, 1e-9);
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('within groups, ranks', () => {
  it('Kendall: all pairs of one group, one by one', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        let [score, differX, differY] = [0, 0, 0];
        rows.forEach(([a, b, g], i) =>
          rows.slice(0, i).forEach(([c, d, h]) => {
            if (g !== h) return;
            score += Math.sign(a - c) * Math.sign(b - d);
            differX += Math.abs(Math.sign(a - c));
            differY += Math.abs(Math.sign(b - d));
          }),
        );
        const { x, y, groups } = parted(rows);
        const { estimate } = correlateGrouped(x, y, { method: 'kendall', groups }).within;
        if (differX * differY === 0) expect(estimate).toBeNull();
        else close(estimate, score / Math.sqrt(differX * differY), 1e-12);
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it.each(['spearman', 'kendall'] as const)('%s does not see a monotone change of one group', (method) => {
    const rng = createRng(5);
    const rows = Array.from({ length: 60 }, (_, i): [number, number, number] => [
      rng.normal(),
      rng.normal(),
      i % 3,
    ]);
    const plain = parted(rows);
    const changed = parted(rows.map(([a, b, g]) => [g === 1 ? Math.exp(a) : a, g === 2 ? b ** 3 : b, g]));
    expect(correlateGrouped(changed.x, changed.y, { method, groups: changed.groups }).within).toEqual(
      correlateGrouped(plain.x, plain.y, { method, groups: plain.groups }).within,
    );
  });

  it('p within is uniform where there is nothing but differences of groups', () => {
    const rng = createRng(6);
    for (const method of METHODS) {
      let below = 0;
      for (let trial = 0; trial < 300; trial++) {
        const rows = Array.from({ length: 40 }, (_, i): [number, number, number] => [
          rng.normal() + 3 * (i % 4),
          rng.normal() - 3 * (i % 4),
          i % 4,
        ]);
        const { x, y, groups } = parted(rows);
        if (correlateGrouped(x, y, { method, groups }).within.p! < 0.1) below++;
      }
      // Binomial: 30 ± 5.2.
      expect(Math.abs(below - 30)).toBeLessThan(16);
    }
  });

  it.each(METHODS)('%s without each group is that of the rows that are left, ties and all', (method) => {
    const rng = createRng(8);
    const rows = Array.from({ length: 200 }, (_, i): [number, number, number] => {
      const a = rng.integer(20);
      return [a, Math.round(a / 3 + 3 * rng.normal()), i % 5];
    });
    const { x, y, groups } = parted(rows);
    correlateGrouped(x, y, { method, groups }).leaveOneOut!.forEach(({ pooled }, g) => {
      const left = parted(rows.filter(([, , group]) => group !== g));
      // Whole numbers, but for the sums of Pearson.
      close(pooled, correlate(left.x, left.y, { method }).estimate!, 1e-14);
    });
  });

  it('labels that do not fit are refused', () => {
    const labels = Int32Array.of(0, 1, 2);
    expect(() => correlateGrouped(x, y, { method: 'pearson', groups: { labels, names: ['a', 'b'] } })).toThrow('3 group labels'); // prettier-ignore
    const three = Float64Array.of(1, 2, 4);
    expect(() => correlateGrouped(three, three, { method: 'pearson', groups: { labels, names: ['a', 'b'] } })).toThrow('of group 2'); // prettier-ignore
  });
});
