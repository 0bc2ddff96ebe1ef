import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { structureOf } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import { prototypeCrystal } from '../prototypes.js';
import { readCif, writeCif } from './cif.js';
import { readExtxyz, writeExtxyz } from './extxyz.js';
import { readLammpsData, writeLammpsData } from './lammps-data.js';
import { readLammpsDump } from './lammps-dump.js';
import { readPoscar, writePoscar } from './poscar.js';
import { readPymatgenGrainBoundary } from './pymatgen-grain-boundary.js';

const crystal = prototypeCrystal('rocksalt', ['Mg', 'O'], [4.2]);
const structure = structureOf(crystal);
const DUMP =
  'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS id element x y z\n1 Cu 0 0 0\n2 Cu 0 0 0.5\n';

const FORMATS: [string, (text: string) => unknown, string][] = [
  ['CIF', readCif, writeCif(crystal)],
  [
    'extxyz',
    readExtxyz,
    writeExtxyz([{ structure, energyEv: -1, forces: structure.positions }, { structure }]),
  ],
  ['POSCAR', readPoscar, writePoscar(structure, { fixed: new Uint8Array(structure.nAtoms) })],
  ['LAMMPS data', readLammpsData, writeLammpsData(structure)],
  ['LAMMPS dump', readLammpsDump, DUMP],
  [
    'pymatgen JSON',
    readPymatgenGrainBoundary,
    '{"@class":"GrainBoundary","lattice":{"matrix":[[1,0,0],[0,1,0],[0,0,1]]},"sites":[]}',
  ],
];

/** Either it is read, or it is refused with a code; nothing else escapes. */
function readsOrRefuses(read: (text: string) => unknown, text: string): void {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(CrystalError);
  }
}

describe.each(FORMATS)('%s from a stranger', (...[, read, valid]) => {
  it('is read or refused, whatever part is cut out, replaced or repeated', () => {
    const place = fc.integer({ min: 0, max: valid.length });
    const piece = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '',
        '\n',
        ' ',
        '"',
        "'",
        '-',
        '1e999',
        '9999999999',
        'nan',
        '_',
        ';',
        'loop_',
        '\n;',
        '[',
        '{',
        '__proto__',
      ),
      fc.tuple(place, place).map(([a, b]) => valid.slice(Math.min(a, b), Math.max(a, b))),
    );
    fc.assert(
      fc.property(place, place, piece, (a, b, text) => {
        readsOrRefuses(read, valid.slice(0, Math.min(a, b)) + text + valid.slice(Math.max(a, b)));
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it.each([
    '1'.repeat(1e5),
    '('.repeat(1e5),
    '"'.repeat(1e5),
    '[[ '.repeat(3e4),
    'a='.repeat(4e4),
    '\n'.repeat(1e5),
    "' ".repeat(5e4),
  ])('takes no time over a long line (%#)', (line) => {
    const started = performance.now();
    for (const text of [
      line,
      `${line}x`,
      `1\n${line}\n`,
      `data_a\n_b ${line}x\n`,
      valid.replace('1', line),
    ]) {
      readsOrRefuses(read, text);
    }
    // Linear readers need some ms; a quadratic one of 1e5 characters takes seconds. Wide, for busy machines.
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
