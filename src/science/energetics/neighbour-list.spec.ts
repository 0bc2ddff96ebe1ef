import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { boundaryEnergyJPerM2, minimumDistanceAngstrom } from './boundary-energy.js';
import { boxOf } from './box.js';
import { NeighbourList } from './neighbour-list.js';

type Periodic = readonly [boolean, boolean, boolean];

/** Sorted distances of all pairs, each once: every atom with every image, over two. */
function naive(
  positions: Float64Array,
  cell: readonly number[],
  { periodic, range, images }: { periodic: Periodic; range: number; images: number },
): number[] {
  const found: number[] = [];
  const n = periodic.map((p) => (p ? images : 0));
  for (let i = 0; i < positions.length; i += 3) {
    for (let j = 0; j < positions.length; j += 3) {
      for (let a = -n[0]; a <= n[0]; a++) {
        for (let b = -n[1]; b <= n[1]; b++) {
          for (let c = -n[2]; c <= n[2]; c++) {
            if (i === j && a === 0 && b === 0 && c === 0) continue;
            const d = [0, 1, 2].map(
              (x) => positions[j + x] - positions[i + x] + a * cell[x] + b * cell[3 + x] + c * cell[6 + x],
            );
            const r = Math.hypot(...d);
            if (r < range) found.push(r);
          }
        }
      }
    }
  }
  return found.sort((x, y) => x - y).filter((_, k) => k % 2 === 0);
}

const cells: readonly (readonly [string, readonly number[], Periodic])[] = [
  ['shorter than the range', [3.6, 0, 0, 0, 11, 0, 0, 0, 2.6], [true, true, true]],
  ['oblique in the plane, free along y', [4.1, 0, 0, 0, 9, 0, 2.3, 0, 5.2], [true, false, true]],
  ['general and left-handed', [3.1, 1.2, -0.4, 0.3, 0.2, 4.4, 0.7, 5.3, 0.9], [true, true, true]],
  ['a chain', [2.9, 0.4, 0.1, 0, 30, 0, 0, 0, 30], [true, false, false]],
];

describe('neighbour list', () => {
  it.each(cells)('finds the pairs of a cell %s', (_, cell, periodic) => {
    const rng = createRng(7);
    // Far outside of the cell too: positions need not be wrapped.
    const positions = Float64Array.from({ length: 15 }, () => 14 * (rng.uniform() - 0.5));
    const list = new NeighbourList(5.1, 0.4);
    list.update(positions, boxOf(Float64Array.from(cell), periodic));
    const found: number[] = [];
    list.forEachPair((_i, _j, distance) => found.push(distance));
    found.sort((x, y) => x - y);
    const expected = naive(positions, cell, { periodic, range: 5.5, images: 9 });
    expect(found.length).toBe(expected.length);
    found.forEach((r, k) => expect(r).toBeCloseTo(expected[k], 10));
  });

  it('loses no pair within the cut-off while atoms and cell drift', () => {
    const rng = createRng(11);
    const periodic: Periodic = [true, true, true];
    const positions = Float64Array.from({ length: 24 }, () => 8 * rng.uniform());
    const list = new NeighbourList(4.5, 0.8);
    const cell = [5, 0, 0, 0, 8, 0, 1.5, 0, 4];
    let kept = 0;
    for (let step = 0; step < 10; step++) {
      if (!list.update(positions, boxOf(Float64Array.from(cell), periodic))) kept++;
      let n = 0;
      list.forEachPair((_i, _j, distance) => (n += distance < 4.5 ? 1 : 0));
      expect(n).toBe(naive(positions, cell, { periodic, range: 4.5, images: 4 }).length);
      for (let i = 0; i < positions.length; i++) positions[i] += 0.06 * rng.normal();
      cell[4] += 0.01;
    }
    expect(kept).toBeGreaterThan(1);
  });

  it('refuses cells without volume and atoms without place', () => {
    const flat = Float64Array.from([1, 0, 0, 2, 0, 0, 0, 0, 1]);
    expect(() => boxOf(flat, [true, true, true])).toThrow('no volume');
    const box = boxOf(Float64Array.from([4, 0, 0, 0, 4, 0, 0, 0, 4]), [true, true, true]);
    const list = new NeighbourList(3, 0);
    expect(() => list.update(Float64Array.from([0, 0, NaN]), box)).toThrow('atom 0');
  });
});

describe('boundary energy', () => {
  it('takes bulk and surfaces off', () => {
    const parts = { energyEv: -97, bulkEnergyEv: -100, areaAngstrom2: 10, surfacesJPerM2: [1, 2] };
    // 0.3 eV/Å² = 4.80652990 J/m²
    expect(boundaryEnergyJPerM2({ ...parts, nBoundaries: 1 })).toBeCloseTo(1.8065299, 7);
    expect(boundaryEnergyJPerM2({ ...parts, nBoundaries: 2, surfacesJPerM2: [] })).toBeCloseTo(2.40326495, 7);
  });

  it('finds the shortest distance, an atom to its own image too', () => {
    const structure = {
      cell: [
        [2.5, 0, 0],
        [0, 20, 0],
        [0, 0, 20],
      ] as const,
      periodic: [true, true, true] as const,
      elements: ['Cu'],
      kinds: new Uint8Array(1),
      positions: new Float64Array(3),
      nAtoms: 1,
    };
    expect(minimumDistanceAngstrom(structure, 4)).toBe(2.5);
    expect(minimumDistanceAngstrom(structure, 2)).toBeNull();
  });
});
