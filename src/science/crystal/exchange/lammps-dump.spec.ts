import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neighbourPairs } from '../neighbours.js';
import { readLammpsDump } from './lammps-dump.js';

const code = (text: string): unknown => {
  try {
    readLammpsDump(text, { elements: ['Cu'] });
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'read';
};

const SHARED = join(import.meta.dirname, '../../../../../shared/data/gb/grip');

describe('LAMMPS dump', () => {
  it('reads scaled coordinates in a tilted box, in the order of ids', () => {
    // Bounds as LAMMPS writes them: those of the corners of a box of edges 4, 4, 4 with xy = 1, xz = −0.5, yz = 0.25.
    const text = `ITEM: TIMESTEP
7
ITEM: NUMBER OF ATOMS
2
ITEM: BOX BOUNDS xy xz yz pp ff pp
-0.5 5 1
0 4.25 -0.5
0 4 0.25
ITEM: ATOMS id element xs ys zs c_e
2 O 0.5 0.5 0.5 -2
1 Mg 0 0 0 -1
`;
    const [{ structure, timestep, columns, origin }] = readLammpsDump(text);
    expect(timestep).toBe(7);
    expect(structure.cell).toEqual([
      [4, 0, 0],
      [1, 4, 0],
      [-0.5, 0.25, 4],
    ]);
    expect(structure.periodic).toEqual([true, false, true]);
    expect(origin).toEqual([0, 0, 0]);
    expect([...structure.positions]).toEqual([0, 0, 0, 2.25, 2.125, 2]);
    expect(structure.elements).toEqual(['Mg', 'O']);
    expect([...columns]).toEqual([['c_e', new Float64Array([-1, -2])]]);
  });

  it('refuses', () => {
    const head = 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\n';
    expect(code(`${head}ITEM: ATOMS id type x y z\n1 1 0 0 0\n`)).toBe('read');
    expect(code(`${head}ITEM: ATOMS id type x y z\n1 2 0 0 0\n`)).toBe('unknown-element');
    expect(code(`${head}ITEM: ATOMS id type vx vy vz\n1 1 0 0 0\n`)).toBe('unsupported-file');
    expect(code(`${head}ITEM: ATOMS id type x y z`)).toBe('malformed-file');
    expect(code(`${head.replace('S\n1\n', 'S\n99999999\n')}ITEM: ATOMS id type x y z\n1 1 0 0 0\n`)).toBe(
      'limits-exceeded',
    );
    expect(code('ITEM: ATOMS id type x y z\n1 1 0 0 0\n')).toBe('malformed-file');
    expect(code('hello\n')).toBe('malformed-file');
    expect(code('')).toBe('malformed-file');
  });

  it.skipIf(!existsSync(SHARED)).each([
    ['Cu210_lammps_0.951_0.000_0.62_0.01_1_1_900_24000.dump', 176],
    ['Cu210_lammps_0.936_0.455_0.97_1.76_1_11_900_1000.dump', 1924],
    ['Cu210_lammps_0.953_0.857_1.18_2.59_2_7_500_12000.dump', 2460],
  ])('reads a boundary of another group (../shared/data/gb/grip): %s', (name, nAtoms) => {
    const [{ structure, columns, notes }] = readLammpsDump(readFileSync(join(SHARED, name), 'utf8'), {
      elements: ['Cu'],
    });
    expect(structure.nAtoms).toBe(nAtoms);
    expect(Number(notes.get('Egb'))).toBeCloseTo(Number(name.split('_')[2]), 3);
    expect(structure.periodic).toEqual([true, true, false]);
    // Bulk atoms have Mishin copper's cohesive energy −3.54 eV and 12 neighbours; the boundary's have some more or less.
    const energies = [...columns.get('c_eng')!].sort((a, b) => a - b);
    expect(energies[nAtoms >> 1]).toBeCloseTo(-3.54, 2);
    const pairs = neighbourPairs(structure, 3.1);
    expect(Math.min(...pairs.distances)).toBeGreaterThan(2.2);
    expect((2 * pairs.nPairs) / nAtoms).toBeGreaterThan(10.5);
    expect((2 * pairs.nPairs) / nAtoms).toBeLessThan(12.5);
  });
});
