import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { cut, cutHeight, inOrderOfAppearance } from './cut.js';
import { hierarchicalClustering, type Linkage } from './hierarchical.js';

interface Case {
  linkage: Linkage;
  nPoints: number;
  nDims: number;
  points: number[];
  merges: [number, number, number, number][];
  cuts: Record<string, number[]>;
}
const file = new URL('../../../test/reference/hierarchical.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

describe.each(cases)('scipy: $linkage of $nPoints points in $nDims dimensions', (known) => {
  const { merges } = hierarchicalClustering(Float64Array.from(known.points), known, known);

  it('has the same merges at the same heights', () => {
    expect(merges.length).toBe(known.merges.length);
    merges.forEach(([a, b, height, size], k) => {
      const [ea, eb, eh, es] = known.merges[k];
      expect([a, b, size]).toEqual([ea, eb, es]);
      // Ward's heights go through squares and a root: a few roundings.
      expect(Math.abs(height - eh)).toBeLessThan(1e-11 * (1 + eh));
    });
  });

  it.each(Object.keys(known.cuts))('has the same %s clusters', (k) => {
    const expected = inOrderOfAppearance(Int32Array.from(known.cuts[k]));
    expect(cut(merges, known.nPoints, Number(k))).toEqual(expected);
  });
});

describe('hierarchicalClustering', () => {
  const random = (n: number): Float64Array => {
    const rng = createRng(n);
    return Float64Array.from({ length: n * 2 }, () => rng.normal());
  };

  it('gives heights that do not fall', () => {
    const { merges } = hierarchicalClustering(random(80), { nPoints: 80, nDims: 2 }, { linkage: 'ward' });
    merges.slice(1).forEach((m, k) => expect(m[2]).toBeGreaterThanOrEqual(merges[k][2]));
    expect(merges[78][3]).toBe(80);
  });

  it('treats a point of weight 3 as three points at one place', () => {
    const three = Float64Array.from([0, 0, 0, 2, 5]);
    const shape = { nPoints: 5, nDims: 1 };
    const { merges } = hierarchicalClustering(three, shape, { linkage: 'ward' });
    const weighted = hierarchicalClustering(
      Float64Array.from([0, 2, 5]),
      { nPoints: 3, nDims: 1 },
      { linkage: 'ward', weights: Float64Array.from([3, 1, 1]) },
    );
    expect(weighted.merges.map((m) => m[2])).toEqual(merges.slice(2).map((m) => m[2]));
    expect(weighted.merges[1][3]).toBe(5);
  });

  it('survives equal points', () => {
    const { merges } = hierarchicalClustering(
      new Float64Array(10),
      { nPoints: 10, nDims: 1 },
      { linkage: 'ward' },
    );
    expect(merges.map((m) => m[2])).toEqual(Array(9).fill(0));
    expect(cut(merges, 10, 1)).toEqual(new Int32Array(10));
  });

  it('cuts at a height between the merges', () => {
    const points = Float64Array.from([0, 1, 10, 11]);
    const { merges } = hierarchicalClustering(points, { nPoints: 4, nDims: 1 }, { linkage: 'average' });
    expect(cutHeight(merges, 2)).toBeCloseTo((1 + 10) / 2, 12);
    expect(cutHeight(merges, 1)).toBeGreaterThan(10);
    expect(cutHeight(merges, 4)).toBeLessThan(1);
  });

  it('takes one point, refuses none that are finite', () => {
    expect(
      hierarchicalClustering(new Float64Array(2), { nPoints: 1, nDims: 2 }, { linkage: 'ward' }).merges,
    ).toEqual([]);
    const bad = Float64Array.from([1, NaN]);
    expect(() => hierarchicalClustering(bad, { nPoints: 2, nDims: 1 }, { linkage: 'ward' })).toThrow(
      /finite/,
    );
  });
});
