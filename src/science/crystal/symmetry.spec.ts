import { describe, expect, it } from 'vitest';
import { crystalFromStructure, structureOf } from './build.js';
import { nearestNeighbourDistance } from './lattice.js';
import { neighbourPairs } from './neighbours.js';
import { prototypeCrystal, type PrototypeName } from './prototypes.js';
import { siteFinder } from './site-finder.js';
import type { Crystal } from './structure.js';
import { pointOperations, symmetryOperations } from './symmetry.js';
import { apply, determinant, multiply, transpose } from './vectors.js';

// Orders of the point group and multiplicity of the general position: International Tables A.
const CASES: [PrototypeName, string[], number[], number, number][] = [
  ['fcc', ['Cu'], [3.6], 48, 192],
  ['bcc', ['Fe'], [2.9], 48, 96],
  ['hcp', ['Mg'], [3.2, 5.2], 24, 24],
  ['diamond', ['Si'], [5.43], 48, 192],
  ['zincblende', ['Zn', 'S'], [5.4], 24, 96],
  ['wurtzite', ['Zn', 'O'], [3.25, 5.2], 12, 12],
  ['rocksalt', ['Mg', 'O'], [4.2], 48, 192],
  ['fluorite', ['Ca', 'F'], [5.5], 48, 192],
  ['perovskite', ['Sr', 'Ti', 'O'], [3.9], 48, 48],
];

describe('symmetry', () => {
  it.each(CASES)(
    '%s: as many operations as its space group has',
    (...[name, elements, lattice, nPoint, nSpace]) => {
      const crystal = prototypeCrystal(name, elements, lattice);
      expect(pointOperations(crystal)).toHaveLength(nPoint);
      expect(symmetryOperations(crystal)).toHaveLength(nSpace);
    },
  );

  it.each(CASES)(
    '%s: each operation carries the crystal into itself; rotations form a group',
    (name, elements, lattice) => {
      const crystal = prototypeCrystal(name, elements, lattice);
      const find = siteFinder(crystal, 1e-6);
      const operations = pointOperations(crystal);
      const names = new Set(operations.map((o) => JSON.stringify(o.rotation)));
      for (const { rotation, translation, cartesian } of operations) {
        expect(rotation.flat().every(Number.isInteger)).toBe(true);
        expect(Math.abs(determinant(cartesian))).toBeCloseTo(1, 10);
        multiply(cartesian, transpose(cartesian)).forEach((row, i) =>
          row.forEach((x, k) => expect(x).toBeCloseTo(i === k ? 1 : 0, 10)),
        );
        const images = crystal.sites.map((s) => find(s.element, apply(rotation, s.fractional), translation));
        expect(new Set(images).size).toBe(crystal.sites.length);
        expect(images).not.toContain(null);
        const square = multiply(rotation, rotation).map((row) => row.map((x) => x + 0));
        expect(names.has(JSON.stringify(square))).toBe(true);
      }
    },
  );

  it('does not depend on the cell: a block has the rotations of the crystal', () => {
    const block = crystalFromStructure(
      structureOf(prototypeCrystal('fcc', ['Cu'], [3.6]), [1, 2, 1]),
      'block',
    );
    expect(pointOperations(block)).toHaveLength(48);
    expect(symmetryOperations(block)).toHaveLength(48 * 8);
  });

  it('sees a distortion: tetragonal, then one atom off its place', () => {
    const cube = prototypeCrystal('perovskite', ['Ba', 'Ti', 'O'], [4]);
    const tetragonal: Crystal = { ...cube, cell: [cube.cell[0], cube.cell[1], [0, 0, 4.1]] };
    expect(pointOperations(tetragonal)).toHaveLength(16);
    const polar = tetragonal.sites.map((s) =>
      s.element === 'Ti' ? { ...s, fractional: [0.5, 0.5, 0.52] as const } : s,
    );
    expect(pointOperations({ ...tetragonal, sites: polar })).toHaveLength(8);
  });

  it('refuses a needle of a cell rather than looking for ever', () => {
    const needle: Crystal = {
      name: 'needle',
      cell: [
        [1e-3, 0, 0],
        [0, 1e-3, 0],
        [0, 0, 1e6],
      ],
      sites: [{ element: 'H', fractional: [0, 0, 0] }],
    };
    expect(() => pointOperations(needle)).toThrow(expect.objectContaining({ code: 'limits-exceeded' }));
    expect(() =>
      nearestNeighbourDistance({
        ...needle,
        cell: [
          [1e-4, 0, 0],
          [0, 1e6, 0],
          [0, 1, 1e-4],
        ],
      }),
    ).not.toThrow();
    expect(() => neighbourPairs(structureOf(needle), 10)).toThrow(
      expect.objectContaining({ code: 'limits-exceeded' }),
    );
  });
});
