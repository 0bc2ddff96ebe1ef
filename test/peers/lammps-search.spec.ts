import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { structureOf } from '../../src/science/crystal/build.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';
import { builtInEngine } from '../../src/science/energetics/built-in-engine.js';
import { eamPotential } from '../../src/science/energetics/eam/potential.js';
import { readEam } from '../../src/science/energetics/eam/read-eam.js';
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
    const expected = perArea(structure, stillingerWeberEv(structure) + structure.nAtoms * 2 * 2.1683);
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
    const bulk = await lowest(async (a) => magnesiaEv(crystal(a)), [4, 4.4]);
    const expected = perArea(structure, magnesiaEv(structure) - (structure.nAtoms / 8) * bulk.value);
    // LAMMPS sums the charges to 1e-6 of a force, and reads part of them from a table.
    expect(Math.abs(found.energyJPerM2 - expected)).toBeLessThan(1e-3);
  });

  it('copper on nickel, coherent', async () => {
    const pair =
      '--structure fcc --element Cu --other-structure fcc --other-element Ni --plane 0,0,1 --cell periodic --thickness 8';
    const engine = ['--engine', 'lammps', ...potential('CuNi.eam.alloy')];
    const alloy = commands('pair_style eam/alloy', 'pair_coeff * * CuNi.eam.alloy Cu Ni');
    const found = await searchFor(pair, [...engine, ...alloy], { folder, budget: 8 });
    const structure = structureIn(found.extxyz, ['Cu', 'Ni']);
    // The same file in the built-in engine: copper as it is, nickel as wide as copper and as high as it likes.
    const file = path.join(LAMMPS_POTENTIALS!, 'CuNi.eam.alloy');
    const ours = builtInEngine(eamPotential(readEam({ name: 'CuNi', text: readFileSync(file, 'utf8') })));
    const energyOf = async (atoms: AtomicStructure): Promise<number> => (await ours.evaluate(atoms)).energyEv;
    const copper = await lowest((a) => energyOf(tetragonal('Cu', a, a)), [3.5, 3.7]);
    const nickel = await lowest((c) => energyOf(tetragonal('Ni', copper.at, c)), [3.3, 3.7]);
    const nNickel = structure.kinds.reduce((n, kind) => n + kind, 0);
    const nCopper = structure.nAtoms - nNickel;
    const crystalsEv = (nCopper * copper.value + nNickel * nickel.value) / 4;
    const expected = perArea(structure, (await energyOf(structure)) - crystalsEv);
    expect(Math.abs(found.energyJPerM2 - expected)).toBeLessThan(1e-4);
  });
});

/** Of two boundaries in a periodic cell, J/m². */
function perArea({ cell }: AtomicStructure, excessEv: number): number {
  const area = Math.abs(cell[0][0] * cell[2][2] - cell[0][2] * cell[2][0]);
  return (excessEv / (2 * area)) * J_PER_M2;
}

function tetragonal(element: string, a: number, c: number): AtomicStructure {
  const cube = structureOf(prototypeCrystal('fcc', [element], [a]));
  const positions = cube.positions.map((x, i) => (i % 3 === 1 ? (x * c) / a : x));
  return { ...cube, cell: [cube.cell[0], [0, c, 0], cube.cell[2]], positions };
}

/** Of a smooth function, by the golden section. */
async function lowest(f: (x: number) => Promise<number>, [low, high]: [number, number]) {
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-6) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if ((await f(left)) < (await f(right))) high = right;
    else low = left;
  }
  const at = (low + high) / 2;
  return { at, value: await f(at) };
}
