import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { structureFromAtoms } from '../crystal/build.js';
import { determinant } from '../crystal/vectors.js';
import { createRng } from '../numerics/rng.js';
import { neighbourhoodsOf } from './neighbourhoods.js';
import { allAre, block, referenceStructure, type ReferenceCase } from './testing/structures.js';
import { voronoiCells } from './voronoi.js';

const { cases } = JSON.parse(
  readFileSync(new URL('../../../test/reference/structure-descriptors.json', import.meta.url), 'utf8'),
) as {
  cases: ReferenceCase[];
};
const sumOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

describe('voronoiCells', () => {
  it('of fcc are rhombic dodecahedra of a³/4', () => {
    const cells = voronoiCells(neighbourhoodsOf(block('fcc', ['Cu'], [3.615])));
    expect(allAre(cells.volumesAngstrom3, 3.615 ** 3 / 4)).toBe(true);
    expect(allAre(cells.weightedCoordination, 12)).toBe(true);
    expect(allAre(cells.nFaces, 12)).toBe(true);
  });

  it('of bcc are truncated octahedra: a square face seen from the middle fills 4·asin(1/9)', () => {
    const cells = voronoiCells(neighbourhoodsOf(block('bcc', ['Fe'], [2.87])));
    const square = 4 * Math.asin(1 / 9);
    const hexagon = (4 * Math.PI - 6 * square) / 8;
    expect(allAre(cells.volumesAngstrom3, 2.87 ** 3 / 2)).toBe(true);
    expect(allAre(cells.weightedCoordination, 8 + (6 * square) / hexagon)).toBe(true);
    expect(allAre(cells.nFaces, 14)).toBe(true);
  });

  it.each([
    ['hcp', ['Mg'], [3.21, 5.21]],
    ['diamond', ['Si'], [5.431]],
    ['rocksalt', ['Mg', 'O'], [4.21]],
    ['perovskite', ['Sr', 'Ti', 'O'], [3.905]],
    ['fluorite', ['U', 'O'], [5.47]],
    ['bcc', ['Cs'], [6.14]],
  ] as const)('fill the box of %s', (name, elements, lattice) => {
    const structure = block(name, elements, lattice);
    const { volumesAngstrom3 } = voronoiCells(neighbourhoodsOf(structure));
    expect(sumOf(volumesAngstrom3) / determinant(structure.cell)).toBeCloseTo(1, 10);
  });

  it('fill any skewed box of atoms anywhere', () => {
    const tilt = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 20, max: 50 }),
        fc.tuple(tilt, tilt, tilt),
        (seed, n, [s, t, u]) => {
          const rng = createRng(seed);
          const structure = structureFromAtoms({
            cell: [
              [5, 0, 0],
              [s, 5, 0],
              [t, u, 5],
            ],
            periodic: [true, true, true],
            symbols: Array.from({ length: n }, () => 'Cu'),
            positions: Float64Array.from({ length: 3 * n }, () => 15 * rng.uniform() - 5),
          });
          // Atoms may lie as near as 0.01 Å: corners far from one another share few digits.
          expect(sumOf(voronoiCells(neighbourhoodsOf(structure)).volumesAngstrom3)).toBeCloseTo(125, 5);
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each(cases)('are those of Voro++ and Qhull: $name', (reference) => {
    const cells = voronoiCells(neighbourhoodsOf(referenceStructure(reference)));
    cells.volumesAngstrom3.forEach((v, i) => expect(v).toBeCloseTo(reference.volumes[i], 6));
    cells.weightedCoordination.forEach((z, i) => expect(z).toBeCloseTo(reference.weightedCoordination[i], 6));
    expect([...cells.nFaces]).toEqual(reference.nFaces);
  });

  it('are open at a free surface and closed inside', () => {
    const slab = { ...block('fcc', ['Cu'], [3.615], [2, 6, 2]), periodic: [true, false, true] as const };
    const { volumesAngstrom3 } = voronoiCells(neighbourhoodsOf(slab));
    volumesAngstrom3.forEach((v, i) => {
      const y = slab.positions[3 * i + 1] / 3.615;
      if (y < 0.1 || y > 5.4) expect(v).toBeNaN();
      else expect(v).toBeCloseTo(3.615 ** 3 / 4, 9);
    });
  });
});
