import { describe, expect, it } from 'vitest';
import { structureFromAtoms, structureOf, symbolsOf } from '../build.js';
import { neighbourPairs } from '../neighbours.js';
import { prototypeCrystal } from '../prototypes.js';
import type { AtomicStructure } from '../structure.js';
import { readLammpsData, writeLammpsData, type LammpsDataOptions } from './lammps-data.js';

const code = (text: string, options: LammpsDataOptions = {}): unknown => {
  try {
    readLammpsData(text, options);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'read';
};
const distances = (s: AtomicStructure): number[] => [...neighbourPairs(s, 5).distances].sort((a, b) => a - b);

const HEAD = 't\n\n1 atoms\n1 atom types\n0 4 xlo xhi\n0 4 ylo yhi\n0 4 zlo zhi\n\n';

describe('LAMMPS data', () => {
  it('comes back as it was in the frame of a boundary: normal along y, tilt in xz, free surfaces', () => {
    const structure = structureFromAtoms({
      cell: [
        [4, 0, 0],
        [0, 20, 0],
        [1.5, 0, 3],
      ],
      periodic: [true, false, true],
      symbols: ['Mg', 'O', 'Mg'],
      positions: new Float64Array([0, 1, 0, 2, 3, 1, 5, 19, 2.5]),
    });
    const charges = new Float64Array([2, -2, 2]);
    const back = readLammpsData(writeLammpsData(structure, { charges }));
    expect(back.charges).toEqual(charges);
    expect(back.structure.cell).toEqual(structure.cell);
    expect(back.structure.periodic).toEqual(structure.periodic);
    expect(symbolsOf(back.structure)).toEqual(symbolsOf(structure));
    expect([...back.structure.positions]).toEqual([...structure.positions]);
  });

  it('turns any other cell: all distances stay', () => {
    const crystal = structureOf(prototypeCrystal('wurtzite', ['Zn', 'O'], [3.25, 5.2]));
    const [a, b, c] = crystal.cell;
    for (const cell of [
      [c, a, b],
      [b, c, a],
      [a, b, [c[0] + 9 * a[0], c[1], c[2]]],
    ] as const) {
      const structure = { ...crystal, cell } as AtomicStructure;
      const { structure: back, charges } = readLammpsData(writeLammpsData(structure));
      expect(charges).toBeNull();
      const before = distances(structure);
      const after = distances(back);
      expect(after.length).toBe(before.length);
      after.forEach((d, i) => expect(d).toBeCloseTo(before[i], 8));
      // LAMMPS refuses tilts of more than half an edge.
      const [p, q, r] = back.cell;
      for (const [tilt, edge] of [
        [q[0], p[0]],
        [r[0], p[0]],
        [r[1], q[1]],
      ]) {
        expect(Math.abs(tilt / edge)).toBeLessThanOrEqual(0.5);
      }
    }
  });

  it('refuses a left-handed cell', () => {
    const s = structureOf(prototypeCrystal('fcc', ['Cu'], [3.6]));
    const left = { ...s, cell: [s.cell[1], s.cell[0], s.cell[2]] } as AtomicStructure;
    expect(() => writeLammpsData(left)).toThrow(expect.objectContaining({ code: 'invalid-lattice' }));
  });

  it('knows the elements from comments, masses, labels or the caller', () => {
    const atoms = 'Atoms # atomic\n\n1 1 0 0 0\n';
    const element = (text: string, elements?: string[]): string[] => [
      ...readLammpsData(text, { elements }).structure.elements,
    ];
    expect(element(`${HEAD}Masses\n\n1 99 # Cu\n\n${atoms}`)).toEqual(['Cu']);
    expect(element(`${HEAD}Masses\n\n1 63.55\n\n${atoms}`)).toEqual(['Cu']);
    expect(element(`${HEAD}Atom Type Labels\n\n1 Ni\n\nAtoms # atomic\n\n1 Ni 0 0 0\n`)).toEqual(['Ni']);
    expect(element(`${HEAD}${atoms}`, ['W'])).toEqual(['W']);
    expect(code(`${HEAD}Masses\n\n1 1.5\n\n${atoms}`)).toBe('unknown-element');
    expect(code(`${HEAD}${atoms}`)).toBe('unknown-element');
  });

  it('sorts by id, takes the origin off, skips velocities, tells the style by columns', () => {
    const text = `t
2 atoms
1 atom types
-1 3 xlo xhi
-2 2 ylo yhi
0 4 zlo zhi
0.5 0 0 xy xz yz

Masses

1 28.0855

Atoms

2 1 -1.5 1 1 1 0 0 -1
1 1 1.5 0 0 0 0 0 0

Velocities

1 0 0 0
2 0 0 0
`;
    const { structure, charges } = readLammpsData(text);
    expect([...charges!]).toEqual([1.5, -1.5]);
    expect([...structure.positions]).toEqual([1, 2, 0, 2, 3, 1]);
    expect(structure.cell).toEqual([
      [4, 0, 0],
      [0.5, 4, 0],
      [0, 0, 4],
    ]);
  });

  it('refuses', () => {
    const masses = 'Masses\n\n1 63.546\n\n';
    expect(code(`${HEAD}${masses}Atoms # atomic\n\n1 1 0 0 0\n`)).toBe('read');
    expect(code(`${HEAD}${masses}Atoms # full\n\n1 1 1 0 0 0 0\n`)).toBe('unsupported-file');
    expect(code(`${HEAD}${masses}Atoms\n\n1 1 1 0 0 0 0\n`)).toBe('unsupported-file');
    expect(code(`${HEAD}${masses}Atoms # atomic\n\n`)).toBe('malformed-file');
    expect(code(`${HEAD}${masses}Atoms # atomic\n\n1 2 0 0 0\n`)).toBe('unknown-element');
    expect(code(`${HEAD}${masses}Atoms # atomic\n\n1 1 0 0 x\n`)).toBe('malformed-file');
    expect(code(`${HEAD}${masses}Bonds\n\n1 1 1 2\n`)).toBe('unsupported-file');
    expect(code('t\n1 atoms\n')).toBe('malformed-file');
    expect(code('')).toBe('malformed-file');
  });
});
