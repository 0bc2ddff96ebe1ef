import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { crystalFromStructure, structureOf } from './build.js';
import {
  interplanarSpacing,
  latticeTranslations,
  primitiveCrystal,
  reciprocalCell,
  volumePerAtom,
} from './lattice.js';
import { prototypeCrystal, type PrototypeName } from './prototypes.js';
import { reduceCell } from './reduce-cell.js';
import type { Crystal, Mat3, Vec3 } from './structure.js';
import { applyRow, determinant, dot, multiply, norm } from './vectors.js';

const CASES: [PrototypeName, string[], number[], number, number][] = [
  // prototype, elements, lattice, centrings of the cell, atoms of the primitive cell
  ['fcc', ['Cu'], [3.6], 4, 1],
  ['bcc', ['Fe'], [2.9], 2, 1],
  ['hcp', ['Mg'], [3.2, 5.2], 1, 2],
  ['diamond', ['Si'], [5.43], 4, 2],
  ['zincblende', ['Zn', 'S'], [5.4], 4, 2],
  ['wurtzite', ['Zn', 'O'], [3.25, 5.2], 1, 4],
  ['rocksalt', ['Mg', 'O'], [4.2], 4, 2],
  ['fluorite', ['Ca', 'F'], [5.5], 4, 3],
  ['perovskite', ['Sr', 'Ti', 'O'], [3.9], 1, 5],
];

describe('translations', () => {
  it.each(CASES)('%s: centrings and primitive cell', (...[name, elements, lattice, nCentrings, nAtoms]) => {
    const crystal = prototypeCrystal(name, elements, lattice);
    const { centrings, cell, basis } = latticeTranslations(crystal);
    expect(centrings).toHaveLength(nCentrings);
    expect(determinant(cell) * nCentrings).toBeCloseTo(determinant(crystal.cell), 8);
    multiply(basis, crystal.cell).forEach((row, i) =>
      row.forEach((x, k) => expect(x).toBeCloseTo(cell[i][k], 12)),
    );
    const primitive = primitiveCrystal(crystal);
    expect(primitive.sites).toHaveLength(nAtoms);
    expect(volumePerAtom(primitive)).toBeCloseTo(volumePerAtom(crystal), 10);
  });

  it.each(CASES)(
    '%s: a block of it has the same primitive cell',
    (...[name, elements, lattice, nCentrings, nAtoms]) => {
      const crystal = prototypeCrystal(name, elements, lattice);
      const block = crystalFromStructure(structureOf(crystal, [2, 1, 3]), 'block');
      expect(latticeTranslations(block).centrings).toHaveLength(6 * nCentrings);
      expect(primitiveCrystal(block).sites).toHaveLength(nAtoms);
    },
  );

  it('takes coordinates as coarse as files have them, and refuses two atoms on one place', () => {
    const hcp = prototypeCrystal('hcp', ['Ti'], [2.95, 4.68]);
    const third: Crystal = {
      ...hcp,
      sites: [hcp.sites[0], { element: 'Ti', fractional: [0.3333, 0.6667, 0.5] }],
    };
    expect(latticeTranslations(third).centrings).toHaveLength(1);
    const twice: Crystal = { ...hcp, sites: [...hcp.sites, hcp.sites[1]] };
    expect(() => primitiveCrystal(twice)).toThrow(expect.objectContaining({ code: 'invalid-site' }));
  });
});

describe('reduced cell', () => {
  it('finds the cubic cell again behind any change of basis', () => {
    const rng = createRng(5);
    for (let trial = 0; trial < 100; trial++) {
      let cell: Mat3 = [
        [3, 0, 0],
        [0, 4, 0],
        [0, 0, 5],
      ];
      for (let step = 0; step < 12; step++) {
        const from = rng.integer(3);
        const to = (from + 1 + rng.integer(2)) % 3;
        const n = rng.integer(7) - 3;
        cell = cell.map((row, k) =>
          k === to ? row.map((x, c) => x + n * cell[from][c]) : row,
        ) as unknown as Mat3;
      }
      const { cell: reduced, transform } = reduceCell(cell);
      expect(reduced.map(norm)).toEqual([3, 4, 5]);
      expect(determinant(reduced)).toBeCloseTo(60, 9);
      expect(Math.abs(determinant(transform))).toBe(1);
      multiply(transform, cell).forEach((row, i) =>
        row.forEach((x, k) => expect(x).toBeCloseTo(reduced[i][k], 12)),
      );
    }
  });

  it('leaves no shorter basis: the definition, on random lattices', () => {
    const rng = createRng(6);
    for (let trial = 0; trial < 100; trial++) {
      const cell = [0, 1, 2].map(() => [rng.normal(), rng.normal(), rng.normal()]) as unknown as Mat3;
      const { cell: reduced } = reduceCell(cell);
      // Successive minima: no vector outside the span of the first k basis vectors is shorter than the next one.
      const shortest = [Infinity, Infinity, Infinity];
      for (let x = -4; x <= 4; x++) {
        for (let y = -4; y <= 4; y++) {
          for (let z = -4; z <= 4; z++) {
            const length = norm(applyRow([x, y, z], reduced));
            const outside = [x !== 0 || y !== 0 || z !== 0, y !== 0 || z !== 0, z !== 0];
            outside.forEach((is, k) => {
              if (is) shortest[k] = Math.min(shortest[k], length);
            });
          }
        }
      }
      shortest.forEach((length, k) => expect(length).toBeCloseTo(norm(reduced[k]), 9));
    }
  });

  it('refuses a cell without volume', () => {
    expect(() =>
      reduceCell([
        [1, 0, 0],
        [0, 1, 0],
        [1, 1, 0],
      ]),
    ).toThrow(expect.objectContaining({ code: 'invalid-lattice' }));
  });
});

describe('plane spacing', () => {
  const a = 3.6;
  it.each<[PrototypeName, Vec3, number]>([
    // fcc: halved when indices are mixed; bcc: halved when their sum is odd (International Tables, centring rules).
    ['fcc', [1, 0, 0], a / 2],
    ['fcc', [1, 1, 0], a / Math.sqrt(2) / 2],
    ['fcc', [1, 1, 1], a / Math.sqrt(3)],
    ['fcc', [2, 1, 0], a / Math.sqrt(5) / 2],
    ['fcc', [3, 1, 0], a / Math.sqrt(10) / 2],
    ['fcc', [3, 1, 1], a / Math.sqrt(11)],
    ['bcc', [1, 0, 0], a / 2],
    ['bcc', [1, 1, 0], a / Math.sqrt(2)],
    ['bcc', [2, 1, 0], a / Math.sqrt(5) / 2],
    ['bcc', [3, 1, 0], a / Math.sqrt(10)],
  ])('%s (%o)', (name, hkl, spacing) => {
    const crystal = prototypeCrystal(name, ['X'], [a]);
    expect(interplanarSpacing(crystal, hkl)).toBeCloseTo(spacing, 12);
    const doubled = hkl.map((h) => -2 * h) as unknown as Vec3;
    expect(interplanarSpacing(crystal, doubled)).toBeCloseTo(spacing, 12);
  });

  it('is the distance between lattice points of hcp along the normal', () => {
    const crystal = prototypeCrystal('hcp', ['Mg'], [3.2, 5.2]);
    for (const hkl of [
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
      [1, 0, 1],
      [2, -1, 3],
    ] as Vec3[]) {
      const normal = applyRow(hkl, reciprocalCell(crystal.cell));
      const heights = new Set<number>();
      for (let x = -6; x <= 6; x++) {
        for (let y = -6; y <= 6; y++) {
          for (let z = -6; z <= 6; z++) {
            const height = Math.abs(dot(applyRow([x, y, z], crystal.cell), normal) / norm(normal));
            if (height > 1e-9) heights.add(height);
          }
        }
      }
      expect(interplanarSpacing(crystal, hkl)).toBeCloseTo(Math.min(...heights), 10);
    }
  });

  it('refuses what names no plane', () => {
    const cu = prototypeCrystal('fcc', ['Cu'], [3.6]);
    expect(() => interplanarSpacing(cu, [0, 0, 0])).toThrow(
      expect.objectContaining({ code: 'invalid-indices' }),
    );
    expect(() => interplanarSpacing(cu, [0.5, 0, 0])).toThrow(
      expect.objectContaining({ code: 'invalid-indices' }),
    );
  });
});
