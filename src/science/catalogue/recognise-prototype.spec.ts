import { describe, expect, it } from 'vitest';
import { crystalFromStructure, structureOf } from '../crystal/build.js';
import { primitiveCrystal } from '../crystal/lattice.js';
import { prototypeCrystal, type PrototypeName } from '../crystal/prototypes.js';
import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { applyRow, inverse, multiply, transpose } from '../crystal/vectors.js';
import { rotationMatrix } from '../grain-boundaries/rotations.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { catalogueCrystal, materialAsKept } from './catalogue-crystal.js';
import { planeInOtherCell } from './laue-classes.js';
import { macroscopicBoundary } from './macroscopic-boundary.js';
import { recognisePrototype } from './recognise-prototype.js';

const CASES: readonly (readonly [PrototypeName, readonly string[], readonly number[], string])[] = [
  ['fcc', ['Cu'], [3.6], 'Cu'],
  ['bcc', ['Fe'], [2.9], 'Fe'],
  ['hcp', ['Mg'], [3.2, 5.2], 'Mg'],
  ['diamond', ['Si'], [5.43], 'Si'],
  ['zincblende', ['Zn', 'S'], [5.4], 'ZnS'],
  ['wurtzite', ['Zn', 'O'], [3.25, 5.2], 'ZnO'],
  ['rocksalt', ['Mg', 'O'], [4.2], 'MgO'],
  ['fluorite', ['Ce', 'O'], [5.4], 'CeO2'],
  ['perovskite', ['Sr', 'Ti', 'O'], [3.9], 'SrTiO3'],
];

const turned = (crystal: Crystal): Crystal => ({
  ...crystal,
  cell: multiply(crystal.cell, transpose(rotationMatrix([1, 2, 3], 0.7))),
});
const unnamed = (crystal: Crystal): Crystal => ({ ...crystal, name: 'from a file' });
const doubled = (crystal: Crystal): Crystal =>
  crystalFromStructure(structureOf(crystal, [1, 2, 1]), 'doubled');

describe('recognisePrototype', () => {
  it.each(CASES)('knows %s in any cell', (name, elements, lattice, formula) => {
    const crystal = prototypeCrystal(name, elements, lattice);
    for (const given of [
      crystal,
      unnamed(crystal),
      unnamed(primitiveCrystal(crystal)),
      turned(doubled(crystal)),
    ]) {
      const found = recognisePrototype(given);
      expect(found?.name).toBe(name);
      expect(found?.elements).toEqual(elements);
      expect(catalogueCrystal(given)).toMatchObject({ key: `${name}:${formula}`, name, formula });
    }
  });

  it('does not take a tetragonal distortion for it', () => {
    const { cell, ...rest } = unnamed(prototypeCrystal('perovskite', ['Ba', 'Ti', 'O'], [4]));
    const stretched: Mat3 = [cell[0], cell[1], [0, 0, 4.04]];
    expect(recognisePrototype({ ...rest, cell: stretched })).toBeNull();
    expect(catalogueCrystal({ ...rest, cell: stretched })).toMatchObject({
      key: 'from a file:BaTiO3 4/mmm tP5 Ba1+O1+O2+Ti1',
      spaceGroup: null,
    });
  });

  it('makes boundaries equal that are named in different cells', () => {
    const conventional = prototypeCrystal('fcc', ['Cu'], [3.615]);
    const primitive = unnamed(primitiveCrystal(turned(conventional)));
    const key = (crystal: Crystal, plane: Vec3, axis: Vec3): string =>
      macroscopicBoundary(makeBoundary({ crystal, axis, sigma: 11, plane })).key;
    const { cell } = primitive;
    const frame = turned(conventional).cell;
    const plane = planeInOtherCell([3, 1, 1], frame, cell).map((x) => Math.round(2 * x)) as unknown as Vec3;
    const axis = applyRow([0, 1, -1], multiply(frame, inverse(cell))).map(Math.round) as unknown as Vec3;
    expect(plane).not.toEqual([3, 1, 1]);
    expect(key(primitive, plane, axis)).toBe(key(conventional, [3, 1, 1], [0, 1, -1]));
  });
});

it.each([
  ['UO2', 'UO2'],
  ['O2U', 'UO2'],
  ['SrTiO3', 'SrTiO3'],
  ['Cu/Al2O3', 'Al2O3/Cu'],
  ['Fe4O6', 'Fe2O3'],
  ['Cu0', 'Cu0'],
  ['Cu999999999', 'Cu999999999'],
  ['my alloy', 'my alloy'],
])('%s is kept as %s', (asked, kept) => expect(materialAsKept(asked)).toBe(kept));
