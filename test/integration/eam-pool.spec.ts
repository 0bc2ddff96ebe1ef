import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalEngines as LocalEnginesClass } from '../../src/engines/local-engines.js';
import { builtInEngine } from '../../src/science/energetics/built-in-engine.js';
import { mishinCu2001 } from '../../src/science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../src/science/energetics/eam/potential.js';
import type { EnergyEngine } from '../../src/science/energetics/energy-engine.js';
import { cubicCu, rattled } from '../../src/science/energetics/testing/structures.js';

/** The threads' module is JavaScript: it is there after a build only. */
const BUILT = new URL('../../dist/src/engines/local-engines.js', import.meta.url);

describe.skipIf(!existsSync(BUILT))('EAM in threads (skipped: not built)', () => {
  let engines: LocalEnginesClass;
  let pool: EnergyEngine;
  const here = builtInEngine(eamPotential(mishinCu2001()));
  const structures = [1, 2, 3, 4, 5, 6].map((seed) => rattled(cubicCu(3.615, [2, 3, 2]), 0.1, seed));
  const options = { fixed: null, forceTolerance: 1e-3, maxEvaluations: 500, relaxNormal: true };

  beforeAll(async () => {
    const { LocalEngines } = (await import(BUILT.href)) as { LocalEngines: typeof LocalEnginesClass };
    engines = new LocalEngines({
      threads: 2,
      potentials: { folder: null },
      lammps: null,
      lammpsDeadlineS: 1,
    });
    pool = await engines.open({ name: 'eam', potential: 'mishin-cu-2001', sha256: null });
  });
  afterAll(() => engines.close());

  it('gives what the engine gives here, whichever thread it was', async () => {
    const there = await Promise.all(structures.map((structure) => pool.evaluate(structure)));
    const expected = await Promise.all(structures.map((structure) => here.evaluate(structure)));
    expect(there).toEqual(expected);
    const relaxed = await Promise.all(structures.map((structure) => pool.relax(structure, options)));
    expect(relaxed).toEqual(await Promise.all(structures.map((structure) => here.relax(structure, options))));
    expect(pool.identity).toEqual({ ...here.identity, potentialSha256: pool.identity.potentialSha256 });
  });

  it('fails with the error of the engine, and goes on', async () => {
    const silver = { ...structures[0], elements: ['Ag'] };
    await expect(pool.evaluate(silver)).rejects.toMatchObject({
      code: 'element-unknown',
      details: { symbol: 'Ag' },
    });
    expect((await pool.evaluate(structures[0])).energyEv).toBeLessThan(0);
    expect(structures[0].positions.length).toBe(3 * structures[0].nAtoms); // still ours
  });
});
