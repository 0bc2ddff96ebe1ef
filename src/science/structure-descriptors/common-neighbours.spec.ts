import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { AtomicStructure } from '../crystal/structure.js';
import { bicrystalBuilder } from '../grain-boundaries/bicrystal.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { STRUCTURE_CLASSES, structureClasses } from './common-neighbours.js';
import { neighbourhoodsOf } from './neighbourhoods.js';
import { block, referenceStructure, type ReferenceCase } from './testing/structures.js';

const { cases } = JSON.parse(
  readFileSync(new URL('../../../test/reference/structure-descriptors.json', import.meta.url), 'utf8'),
) as {
  cases: ReferenceCase[];
};
const namesOf = (structure: AtomicStructure): string[] => {
  const kinds = structure.elements.length > 1 ? structure.kinds : null;
  return Array.from(structureClasses(neighbourhoodsOf(structure), kinds), (c) => STRUCTURE_CLASSES[c]);
};

describe('structureClasses', () => {
  it.each([
    ['fcc', ['Cu'], [3.615], ['fcc']],
    ['bcc', ['Fe'], [2.87], ['bcc']],
    ['bcc', ['Cs'], [6.14], ['bcc']],
    ['hcp', ['Mg'], [3.21, 5.21], ['hcp']],
    ['diamond', ['Si'], [5.431], ['diamond']],
    ['rocksalt', ['Mg', 'O'], [4.21], ['fcc']],
    ['zincblende', ['Zn', 'S'], [5.41], ['fcc']],
    ['wurtzite', ['Zn', 'O'], [3.25, 5.2], ['hcp']],
    ['fluorite', ['U', 'O'], [5.47], ['fcc', 'other']],
  ] as const)('knows %s of %j', (name, elements, lattice, expected) => {
    expect([...new Set(namesOf(block(name, elements, lattice)))].sort()).toEqual([...expected].sort());
  });

  it('is LAMMPS’s where a fixed cut-off serves too', () => {
    for (const reference of cases.filter(({ name }) => name !== 'fcc-hot')) {
      const codes = structureClasses(neighbourhoodsOf(referenceStructure(reference)), null);
      expect([...codes], reference.name).toEqual(reference.cnaPattern);
    }
  });

  it('sees each of the two coherent twins of a periodic cell as one hcp layer', () => {
    const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
    const boundary = makeBoundary({ crystal: copper, axis: [1, 1, 1], sigma: 3, plane: [1, 1, 1] });
    const build = bicrystalBuilder(boundary);
    const { planeSpacingAngstrom } = boundary.grainA;
    // The plane of contact is shared where B sits in the hollows of A: one of the translations along the plane.
    const [u, v] = boundary.cnid;
    const counts = [0, 1, 2].map((third) => {
      const { structure, areaAngstrom2 } = build({
        cell: 'periodic',
        grainThicknessAngstrom: 14,
        gapAngstrom: planeSpacingAngstrom,
        dxAngstrom: (third * (u[0] + v[0])) / 3,
        dzAngstrom: (third * (u[1] + v[1])) / 3,
      });
      const perLayer = areaAngstrom2 / ((Math.sqrt(3) / 4) * 3.615 ** 2);
      const names = namesOf(structure);
      return [names.filter((n) => n === 'hcp').length / perLayer, names.filter((n) => n === 'other').length];
    });
    expect(counts).toContainEqual([expect.closeTo(2, 6), 0]);
  });
});
