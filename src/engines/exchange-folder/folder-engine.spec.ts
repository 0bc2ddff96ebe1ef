import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readExtxyz, writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { readPoscar } from '../../science/crystal/exchange/poscar.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import type { EnergyEngine, RelaxOptions } from '../../science/energetics/energy-engine.js';
import { folderEngine } from './folder-engine.js';

/** Kinds alternate, so that the order in the files differs from ours. */
const structure: AtomicStructure = {
  cell: [
    [4, 0, 0],
    [0, 8, 0],
    [0, 0, 4],
  ],
  periodic: [true, true, true],
  elements: ['Mg', 'O'],
  kinds: Uint8Array.of(1, 0, 1, 0),
  positions: Float64Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 2, 2, 0),
  nAtoms: 4,
};
const RELAX: RelaxOptions = {
  fixed: Uint8Array.of(0, 1, 0, 0),
  forceTolerance: 0.01,
  maxEvaluations: 100,
  relaxNormal: true,
};

describe('an exchange by folder', () => {
  let root: string;
  let engine: EnergyEngine;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
    engine = folderEngine({ name: 'folder', folder: root, potential: 'PBE, 520 eV' }, { pollMs: 5 });
  });
  afterEach(async () => {
    await engine.close();
    await rm(root, { recursive: true });
  });

  async function posted(): Promise<string> {
    for (;;) {
      const names = (await readdir(root)).filter((name) => !name.startsWith('.'));
      if (names.length > 0) return path.join(root, names[0]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function answer(folder: string, result: unknown): Promise<void> {
    await writeFile(
      path.join(folder, 'result.json'),
      typeof result === 'string' ? result : JSON.stringify(result),
    );
  }

  it('takes an energy and forces in the structure’s own order', async () => {
    const evaluating = engine.evaluate(structure);
    const folder = await posted();
    const [frame] = readExtxyz(await readFile(path.join(folder, 'structure.extxyz'), 'utf8'));
    expect([...frame.structure.positions]).toEqual([2, 0, 0, 2, 2, 0, 0, 0, 0, 0, 2, 0]);
    const poscar = readPoscar(await readFile(path.join(folder, 'POSCAR'), 'utf8'));
    expect([...poscar.structure.positions]).toEqual([...frame.structure.positions]);
    const forces = Float64Array.from({ length: 12 }, (_, i) => i);
    await writeFile(path.join(folder, 'result.extxyz'), writeExtxyz([{ ...frame, forces }]));
    await answer(folder, { energyEv: -12.5 });
    const { energyEv, forces: found } = await evaluating;
    expect(energyEv).toBe(-12.5);
    expect([...found]).toEqual([6, 7, 8, 0, 1, 2, 9, 10, 11, 3, 4, 5]);
  });

  it('tells what is to be relaxed, takes positions and the cell', async () => {
    const relaxing = engine.relax(structure, RELAX);
    const folder = await posted();
    expect(JSON.parse(await readFile(path.join(folder, 'task.json'), 'utf8'))).toEqual({
      format: 'kaimen-task/1',
      calculation: 'relax',
      forceToleranceEvPerAngstrom: 0.01,
      relaxCellAlongY: true,
      fixedAtoms: [0],
    });
    const [frame] = readExtxyz(await readFile(path.join(folder, 'structure.extxyz'), 'utf8'));
    const [a, , c] = structure.cell;
    const positions = frame.structure.positions.map((x) => x + 0.1);
    const relaxed = { ...frame.structure, positions, cell: [a, [0, 8.2, 0], c] } as AtomicStructure;
    const forces = Float64Array.from({ length: 12 }, (_, i) => (i < 3 ? 5 : -0.004));
    await writeFile(path.join(folder, 'result.extxyz'), writeExtxyz([{ structure: relaxed, forces }]));
    await answer(folder, { energyEv: -13, converged: true });
    const found = await relaxing;
    expect(found).toMatchObject({
      energyEv: -13,
      converged: true,
      normalLengthAngstrom: 8.2,
      maxForce: 0.004,
    });
    structure.positions.forEach((x, i) => expect(found.positions[i]).toBeCloseTo(x + 0.1, 9));
  });

  it('finds an answer again, and posts nothing twice', async () => {
    const first = engine.evaluate(structure);
    await answer(await posted(), { energyEv: -1 });
    await first;
    const again = folderEngine({ name: 'folder', folder: root, potential: '' }, { pollMs: 5 });
    expect((await again.evaluate(structure)).energyEv).toBe(-1);
    expect((await again.evaluate(structure)).forces).toEqual(new Float64Array(12).fill(NaN));
    expect(await readdir(root)).toHaveLength(1);
  });

  it.each([
    [{ failed: 'SCF did not converge' }, /SCF did not converge/],
    [{ energyEv: null }, /energyEv/],
    [{ energyEv: -1 }, /converged/],
    [{ energyEv: -1, converged: true }, /no result\.extxyz/],
    ['{"energyEv": -1, ', /JSON/],
    ['null', /no object/],
  ])('a relaxation that is answered by %j has failed', async (result, why) => {
    const relaxing = engine.relax(structure, RELAX);
    await Promise.all([
      expect(relaxing).rejects.toMatchObject({
        code: 'engine-failed',
        message: expect.stringMatching(why) as string,
      }),
      posted().then((folder) => answer(folder, result)),
    ]);
  });

  it('refuses other atoms', async () => {
    const relaxing = engine.relax(structure, RELAX);
    const folder = await posted();
    await writeFile(path.join(folder, 'result.extxyz'), writeExtxyz([{ structure }])); // not in the files' order
    await answer(folder, { energyEv: -1, converged: true });
    await expect(relaxing).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('stops waiting when it is closed', async () => {
    const evaluating = engine.evaluate(structure);
    await posted();
    await engine.close();
    await expect(evaluating).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});
