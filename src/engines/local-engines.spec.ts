import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MISHIN_CU_2001_SHA256, mishinCu2001 } from '../science/energetics/eam/mishin-cu-2001.js';
import { writeSetfl } from '../science/energetics/eam/write-setfl.js';
import { cubicCu } from '../science/energetics/testing/structures.js';
import type { EngineRecipe } from '../workflows/boundary-search/search-recipe.js';
import { eamEngine, readEamSource } from './eam/eam-source.js';
import { LocalEngines, type LocalEnginesOptions } from './local-engines.js';
import { sha256Of } from './potential-files.js';

const lammps: EngineRecipe = {
  name: 'lammps',
  elements: ['Cu'],
  commands: ['pair_style lj/cut 5.0', 'pair_coeff * * 0.4 2.3'],
  files: [],
  executable: null,
};
const FOR_STRANGERS: LocalEnginesOptions = {
  threads: 1,
  potentials: { folder: null },
  lammps: '/no/such/lmp',
  lammpsDeadlineS: 1,
};

describe('what engines are opened', () => {
  it.each<[string, EngineRecipe, string, Partial<LocalEnginesOptions>]>([
    ['no engine for energies that are told', { name: 'external' }, 'recipe-refused', {}],
    ['a stranger’s folder', { name: 'folder', folder: '/tmp', potential: '' }, 'recipe-refused', {}],
    ['a stranger’s program', { ...lammps, executable: '/bin/sh' }, 'recipe-refused', {}],
    ['a stranger’s file', { name: 'eam', potential: '/etc/passwd', sha256: null }, 'recipe-refused', {}],
    ['a stranger’s command', { ...lammps, commands: ['shell ls'] }, 'recipe-refused', {}],
    ['LAMMPS where there is none', lammps, 'engine-unavailable', { lammps: null }],
    ['LAMMPS that does not start', lammps, 'engine-unavailable', {}],
    ['another file', { name: 'eam', potential: 'mishin-cu-2001', sha256: '0' }, 'engine-unavailable', {}],
    [
      'no file',
      { name: 'eam', potential: '/no/such', sha256: null },
      'engine-unavailable',
      { potentials: 'any-path' },
    ],
  ])('refuses %s, each time it is asked', async (_, recipe, code, options) => {
    const engines = new LocalEngines({ ...FOR_STRANGERS, ...options });
    await expect(engines.open(recipe)).rejects.toMatchObject({ code });
    await expect(engines.open(recipe)).rejects.toMatchObject({ code });
    await engines.close();
  });
});

describe('the built-in engine’s potential', () => {
  let file: string;
  beforeAll(async () => {
    file = path.join(await mkdtemp(path.join(tmpdir(), 'kaimen-test-')), 'cu.setfl');
    await writeFile(file, writeSetfl(mishinCu2001()));
  });
  afterAll(() => rm(path.dirname(file), { recursive: true }));

  it('from a file, by its SHA-256', async () => {
    const sha256 = sha256Of(writeSetfl(mishinCu2001()));
    const recipe = { name: 'eam', potential: file, sha256: sha256.toUpperCase() } as const;
    const engine = eamEngine(await readEamSource(recipe, 'any-path'));
    expect(engine.identity).toMatchObject({ name: 'kaimen-eam', potentialSha256: sha256 });
    const { energyEv } = await engine.evaluate(cubicCu(3.615));
    expect(energyEv / 4).toBeCloseTo(-3.54, 3);
  });

  it('built in', async () => {
    const recipe = { name: 'eam', potential: 'mishin-cu-2001', sha256: null } as const;
    const { identity } = eamEngine(await readEamSource(recipe, { folder: null }));
    expect(identity.potentialSha256).toBe(MISHIN_CU_2001_SHA256);
    expect(identity.citation).toContain('224106');
  });

  it('that is none', async () => {
    await writeFile(`${file}.txt`, 'no potential\n');
    const source = await readEamSource({ name: 'eam', potential: `${file}.txt`, sha256: null }, 'any-path');
    expect(() => eamEngine(source)).toThrow(
      expect.objectContaining({ code: 'potential-unreadable' }) as Error,
    );
  });
});
