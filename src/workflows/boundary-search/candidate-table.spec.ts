import { describe, expect, it } from 'vitest';

import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import type { Vec3 } from '../../science/crystal/structure.js';
import { candidateSpace } from '../../science/grain-boundaries/candidate-space.js';
import { makeBoundary } from '../../science/grain-boundaries/make-boundary.js';
import { createRng } from '../../science/numerics/rng.js';
import { candidateBox, candidateParameters, candidateTable } from './candidate-table.js';
import { defaultCandidates, fullSearchCandidates } from './search-defaults.js';

const frameOf = (sigma: number, plane: Vec3) => ({
  boundary: makeBoundary({
    crystal: prototypeCrystal('fcc', ['Cu'], [3.615]),
    axis: [0, 0, 1],
    sigma,
    plane,
  }),
  bonds: { bondLengthAngstrom: 3.615 / Math.SQRT2, coordination: [{ Cu: 12 }, { Cu: 12 }] as const },
});
const rowOf = (table: ReturnType<typeof candidateTable>, i: number): Float64Array =>
  table.values.subarray(i * table.columns.length, (i + 1) * table.columns.length);

describe('candidateTable', () => {
  it.each([
    ['tilt', frameOf(5, [3, 1, 0]), ['dx', 'dz', 'gap', 'overlap', 'removed', 'seed']],
    ['mixed, in an oblique cell', frameOf(5, [2, 1, 1]), ['s1', 's2', 'gap', 'overlap', 'removed', 'seed']],
  ])('has a row for each candidate, which gives it back: %s', (_, frame, names) => {
    const choices = fullSearchCandidates(frame, 40);
    const table = candidateTable(frame, choices, 5);
    expect(table.columns.map(({ name }) => name)).toEqual(names);
    const { bondLengthAngstrom } = frame.bonds;
    const space = candidateSpace(frame.boundary, choices, bondLengthAngstrom, createRng(5));
    expect(table.nCandidates).toBe(40);
    for (let i = 0; i < 40; i++) {
      const made = candidateParameters(frame, choices, { columns: table.columns, values: rowOf(table, i) });
      const { dxAngstrom, dzAngstrom, ...rest } = space.at(i);
      expect(made).toMatchObject(rest);
      expect(made.dxAngstrom).toBeCloseTo(dxAngstrom, 9);
      expect(made.dzAngstrom).toBeCloseTo(dzAngstrom, 9);
    }
  });

  it('tells the periods, and the mirrors that the rule for overlaps keeps', () => {
    const frame = frameOf(5, [3, 1, 0]);
    const choices = defaultCandidates(frame);
    const columns = (overlapShares: readonly number[]) =>
      candidateTable(frame, { ...choices, overlapShares }, 1).columns.slice(0, 2);
    expect(columns([0]).map((c) => c.period)).toEqual([
      expect.closeTo((3.615 * Math.sqrt(10)) / 2, 9),
      expect.closeTo(3.615, 9),
    ]);
    expect(columns([0]).map((c) => c.mirrored)).toEqual([true, true]);
    expect(columns([0, 0.6]).map((c) => c.mirrored)).toEqual([false, true]);
  });

  it('starts with gaps around the distance of the planes', () => {
    const frame = frameOf(5, [3, 1, 0]);
    const [closed, ...wider] = defaultCandidates(frame).gapsAngstrom;
    expect(closed).toBeCloseTo(frame.boundary.grainA.planeSpacingAngstrom, 9);
    expect(wider.every((gap) => gap > closed)).toBe(true);
  });
});

describe('candidateBox', () => {
  it('spans the translation cell and the gaps', () => {
    const frame = frameOf(5, [3, 1, 0]);
    const box = candidateBox(frame, fullSearchCandidates(frame, 10));
    expect(box.columns.map((c) => c.name)).toEqual(['dx', 'dz', 'gap', 'removed']);
    expect(box.upper.slice(0, 2)).toEqual(box.columns.slice(0, 2).map((c) => c.period));
    const point = candidateParameters(frame, fullSearchCandidates(frame, 10), {
      columns: box.columns,
      values: [1, 2, 0.7, 1],
    });
    expect(point).toMatchObject({ gapAngstrom: 0.7, nRemoved: 1, replicateZ: 2 });
    expect([point.dxAngstrom, point.dzAngstrom]).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
  });
});
