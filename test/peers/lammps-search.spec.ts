import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { structureOf } from '../../src/science/crystal/build.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';
import { searchFor } from '../support/kaimen-search.js';
import { LAMMPS_IS_HERE, LAMMPS_POTENTIALS } from '../support/lammps.js';
import { magnesiaEv, stillingerWeberEv, structureIn } from '../support/naive-energies.js';

const READY = LAMMPS_IS_HERE && LAMMPS_POTENTIALS !== null;
/** J/m² of 1 eV/Å². */
const J_PER_M2 = 16.0217663;
const potential = (name: string): string[] => ['--potential', path.join(LAMMPS_POTENTIALS ?? '', name)];
const commands = (...all: string[]): string[] => all.flatMap((command) => ['--command', command]);
const SILICON = [
  ...['--engine', 'lammps', ...potential('Si.sw')],
  ...commands('pair_style sw', 'pair_coeff * * Si.sw Si'),
];

/** Small on purpose: what is asked is that any pair style is searched by the same commands, and what energies mean. */
describe.skipIf(!READY)('searches through LAMMPS (skipped: no `lmp`, or no potentials of Debian)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('the coherent twin of silicon costs nothing', async () => {
    // The potential reaches 3.77 Å: four neighbours, which stand in a twin as in the crystal.
    const twin = '--structure diamond --element Si --axis 0,1,1 --sigma 3 --plane 1,-1,1';
    const { energyJPerM2 } = await searchFor(twin, SILICON, { folder, budget: 16 });
    expect(Math.abs(energyJPerM2)).toBeLessThan(1e-4); // what the forces' tolerance leaves
  });

  it('Σ5 (310) of silicon', async () => {
    const boundary = '--structure diamond --element Si --axis 0,0,1 --sigma 5 --plane 3,1,0 --thickness 10';
    const free = await searchFor(boundary, SILICON, { folder, budget: 20 });
    const periodic = await searchFor(`${boundary} --cell periodic`, SILICON, { folder, budget: 20 });
    const structure = structureIn(periodic.extxyz, ['Si']);
    const expected = boundaryEnergy(structure, stillingerWeberEv(structure), -2 * 2.1683);
    expect(Math.abs(periodic.energyJPerM2 - expected)).toBeLessThan(1e-4);
    // Surfaces, or another boundary, 10 Å away are felt a little.
    expect(Math.abs(free.energyJPerM2 - periodic.energyJPerM2)).toBeLessThan(0.02);
  });

  it('Σ5 (310) of magnesia', async () => {
    const boundary =
      '--structure rocksalt --element Mg,O --axis 0,0,1 --sigma 5 --plane 3,1,0 --cell periodic --thickness 8';
    const ions = commands(
      'pair_style buck/coul/long 10.0',
      'pair_coeff 1 1 0.0 1.0 0.0',
      'pair_coeff 1 2 1428.5 0.2945 0.0',
      'pair_coeff 2 2 22764.3 0.149 27.88',
      'set type 1 charge 2',
      'set type 2 charge -2',
      'kspace_style ewald 1.0e-6',
    );
    const found = await searchFor(boundary, ['--engine', 'lammps', ...ions], { folder, budget: 8 });
    const structure = structureIn(found.extxyz, ['Mg', 'O']);
    const crystal = (a: number): AtomicStructure =>
      structureOf(prototypeCrystal('rocksalt', ['Mg', 'O'], [a]));
    const expected = boundaryEnergy(
      structure,
      magnesiaEv(structure),
      lowest((a) => magnesiaEv(crystal(a)) / 8),
    );
    // LAMMPS sums the charges to 1e-6 of a force, and reads part of them from a table.
    expect(Math.abs(found.energyJPerM2 - expected)).toBeLessThan(1e-3);
  });
});

/** Of two boundaries in a periodic cell, from the energy of all and of an atom in the crystal. */
function boundaryEnergy({ cell, nAtoms }: AtomicStructure, energyEv: number, perAtomEv: number): number {
  const area = Math.abs(cell[0][0] * cell[2][2] - cell[0][2] * cell[2][0]);
  return ((energyEv - nAtoms * perAtomEv) / (2 * area)) * J_PER_M2;
}

/** Of a smooth function of a lattice parameter around 4.2 Å. */
function lowest(f: (a: number) => number): number {
  let [low, high] = [4, 4.4];
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-5) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(left) < f(right)) high = right;
    else low = left;
  }
  return f((low + high) / 2);
}
