import { describe, expect, it } from 'vitest';
import {
  crystalFromStructure,
  positionOf,
  structureFromAtoms,
  structureOf,
  symbolsOf,
  wrapStructure,
} from './build.js';
import { cellOfParameters, cellParameters } from './cell-parameters.js';
import { prototypeCrystal } from './prototypes.js';
import type { Mat3 } from './structure.js';

const CELL: Mat3 = [
  [4, 0, 0],
  [1, 3, 0],
  [0.5, 0.2, 5],
];

describe('structures', () => {
  it('repeats a crystal: every cell is the first one moved by lattice vectors', () => {
    const crystal = prototypeCrystal('wurtzite', ['Zn', 'O'], [3.25, 5.2]);
    const block = structureOf(crystal, [2, 1, 3]);
    expect(block.nAtoms).toBe(24);
    expect(symbolsOf(block).slice(20)).toEqual(['Zn', 'Zn', 'O', 'O']);
    const [x, y, z] = positionOf(block, 20);
    const [a, , c] = crystal.cell;
    expect([x, y, z]).toEqual([a[0], a[1], 2 * c[2]]);
    const back = crystalFromStructure(structureOf(crystal), crystal.name);
    back.sites.forEach((site, i) =>
      site.fractional.forEach((f, k) => expect(f).toBeCloseTo(crystal.sites[i].fractional[k], 12)),
    );
  });

  it('wraps along the directions that repeat, and only there', () => {
    const structure = structureFromAtoms({
      cell: CELL,
      periodic: [true, false, true],
      symbols: ['Cu', 'Ni'],
      // −1, +2 and +3 cells from (0.25, 0.5, 0.75); and one inside.
      positions: new Float64Array([1.875 - 4 + 2 + 1.5, 1.65 + 6 + 0.6, 3.75 + 15, 1, 1, 1]),
    });
    const wrapped = wrapStructure(structure);
    [1.875 + 2, 1.65 + 6, 3.75].forEach((x, k) => expect(wrapped.positions[k]).toBeCloseTo(x, 12));
    expect([...wrapped.positions.slice(3)]).toEqual([1, 1, 1]);
  });

  it('refuses what is no structure', () => {
    const make = (cell: Mat3, positions: number[]) => () =>
      structureFromAtoms({
        cell,
        periodic: [true, true, true],
        symbols: ['Cu'],
        positions: Float64Array.from(positions),
      });
    expect(make(CELL, [0, 0, NaN])).toThrow(expect.objectContaining({ code: 'invalid-site' }));
    expect(make(CELL, [0, 0])).toThrow(expect.objectContaining({ code: 'invalid-site' }));
    expect(make([CELL[0], CELL[0], CELL[2]], [0, 0, 0])).toThrow(
      expect.objectContaining({ code: 'invalid-lattice' }),
    );
    const cu = prototypeCrystal('fcc', ['Cu'], [3.6]);
    expect(() => structureOf(cu, [1000, 1000, 1])).toThrow(
      expect.objectContaining({ code: 'limits-exceeded' }),
    );
    expect(() => structureOf(cu, [1, 0.5, 1])).toThrow(expect.objectContaining({ code: 'invalid-lattice' }));
  });

  it('knows a cell by its edges and angles', () => {
    const { lengthsAngstrom, anglesRad } = cellParameters(CELL);
    expect(lengthsAngstrom[0]).toBe(4);
    expect(anglesRad[2]).toBeCloseTo(Math.atan2(3, 1), 12);
    cellOfParameters({ lengthsAngstrom, anglesRad }).forEach((row, i) =>
      row.forEach((x, k) => expect(x).toBeCloseTo(CELL[i][k], 12)),
    );
  });
});
