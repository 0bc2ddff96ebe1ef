import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { structureOf } from '../../src/science/crystal/build.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';
import { LAMMPS_IS_HERE, LAMMPS_POTENTIALS } from '../support/lammps.js';
import { magnesiaEv, stillingerWeberEv, structureIn } from '../support/naive-energies.js';

const READY = LAMMPS_IS_HERE && LAMMPS_POTENTIALS !== null;
/** J/m² of 1 eV/Å². */
const J_PER_M2 = 16.0217663;

interface Found {
  readonly energyJPerM2: number;
  readonly structure: AtomicStructure;
}

/** Small on purpose: what is asked here is that any pair style is searched by the same commands, and what energies mean. */
describe.skipIf(!READY)('searches through LAMMPS (skipped: no `lmp`, or no potentials of Debian)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function kaimen(...args: readonly string[]): Promise<string> {
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const io = { out: say, note: () => {}, draw: () => {}, watched: false, columns: 80, env: {} };
    const absent = (): Promise<never> => Promise.reject(new Error('not in this test'));
    const launchers = { serve: absent, worker: absent, writeOpenApi: absent, dataDir: absent };
    const pkg = { name: 'kaimen', version: '0', root: '.' } as never;
    expect(await runCli(['search', ...args], { io, pkg, launchers }), said.join('\n')).toBe(0);
    return said.join('\n');
  }

  /** init, run, export: the lowest structure and its energy. */
  async function search(boundary: string, engine: readonly string[], budget: number): Promise<Found> {
    const here = await mkdtemp(path.join(folder, 'search-'));
    const state = path.join(here, 'search');
    const words = boundary.split(' ');
    const elements = words[words.indexOf('--element') + 1].split(',');
    await kaimen('init', '--state', state, '--seed', '1', ...words, ...engine);
    const ran = await kaimen('run', '--state', state, ...engine, '--budget', `${budget}`, '--json');
    const { nObserved, best } = JSON.parse(ran) as { nObserved: number; best: { energy: number } };
    expect(nObserved).toBe(budget);
    await kaimen('export', '--state', state, '--out', here, '--top', '1', '--format', 'extxyz');
    const name = (await readdir(here)).find((file) => file.endsWith('xyz'))!;
    const structure = structureIn(await readFile(path.join(here, name), 'utf8'), elements);
    return { energyJPerM2: best.energy, structure };
  }

  /** Of two boundaries in a periodic cell, by other means. */
  function boundaryEnergy({ structure }: Found, energyEv: number, perAtomEv: number): number {
    const { cell, nAtoms } = structure;
    const area = Math.abs(cell[0][0] * cell[2][2] - cell[0][2] * cell[2][0]);
    return ((energyEv - nAtoms * perAtomEv) / (2 * area)) * J_PER_M2;
  }

  const silicon = [
    ...['--engine', 'lammps', '--potential', path.join(LAMMPS_POTENTIALS ?? '', 'Si.sw')],
    ...['--command', 'pair_style sw', '--command', 'pair_coeff * * Si.sw Si'],
  ];

  it('the coherent twin of silicon costs nothing', async () => {
    // The potential reaches 3.77 Å: four neighbours, which stand in a twin as in the crystal.
    const twin = '--structure diamond --element Si --axis 0,1,1 --sigma 3 --plane 1,-1,1';
    const { energyJPerM2 } = await search(twin, silicon, 16);
    expect(Math.abs(energyJPerM2)).toBeLessThan(1e-4); // the forces' tolerance
  });

  it('Σ5 (310) of silicon', async () => {
    const boundary = '--structure diamond --element Si --axis 0,0,1 --sigma 5 --plane 3,1,0 --thickness 10';
    const free = await search(boundary, silicon, 20);
    const periodic = await search(`${boundary} --cell periodic`, silicon, 20);
    const naive = stillingerWeberEv(periodic.structure);
    const expected = boundaryEnergy(periodic, naive, -2 * 2.1683);
    expect(Math.abs(periodic.energyJPerM2 - expected)).toBeLessThan(1e-4);
    // Surfaces, or another boundary, 10 Å away are felt a little.
    expect(Math.abs(free.energyJPerM2 - periodic.energyJPerM2)).toBeLessThan(0.02);
  });

  it('Σ5 (310) of magnesia', async () => {
    const boundary =
      '--structure rocksalt --element Mg,O --axis 0,0,1 --sigma 5 --plane 3,1,0 --cell periodic --thickness 8';
    const commands = [
      'pair_style buck/coul/long 10.0',
      'pair_coeff 1 1 0.0 1.0 0.0',
      'pair_coeff 1 2 1428.5 0.2945 0.0',
      'pair_coeff 2 2 22764.3 0.149 27.88',
      'set type 1 charge 2',
      'set type 2 charge -2',
      'kspace_style ewald 1.0e-6',
    ].flatMap((command) => ['--command', command]);
    const found = await search(boundary, ['--engine', 'lammps', ...commands], 8);
    const crystalEv = lowest(
      (a) => magnesiaEv(structureOf(prototypeCrystal('rocksalt', ['Mg', 'O'], [a]))) / 8,
    );
    const expected = boundaryEnergy(found, magnesiaEv(found.structure), crystalEv);
    // LAMMPS sums the charges to 1e-6 of a force, and reads part of them from a table.
    expect(Math.abs(found.energyJPerM2 - expected)).toBeLessThan(1e-3);
  });
});

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
