import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/engines/potential-files.js';
import type { LammpsRecipe } from '../../src/engines/lammps/check-recipe.js';
import { LocalEngines } from '../../src/engines/local-engines.js';
import type { AtomicStructure, Mat3 } from '../../src/science/crystal/structure.js';
import { apply } from '../../src/science/crystal/vectors.js';
import { builtInEngine } from '../../src/science/energetics/built-in-engine.js';
import { mishinCu2001 } from '../../src/science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../src/science/energetics/eam/potential.js';
import { writeSetfl } from '../../src/science/energetics/eam/write-setfl.js';
import type { EnergyEngine, RelaxOptions } from '../../src/science/energetics/energy-engine.js';
import { cubicCu, rattled } from '../../src/science/energetics/testing/structures.js';
import { LAMMPS_IS_HERE } from '../support/lammps.js';

const A = 3.615;
const RELAX: RelaxOptions = { fixed: null, forceTolerance: 1e-3, maxEvaluations: 2000, relaxNormal: false };
const ours = builtInEngine(eamPotential(mishinCu2001()));
const sheared = (structure: AtomicStructure): AtomicStructure => ({
  ...structure,
  cell: [structure.cell[0], structure.cell[1], [0.7 * A, 0, structure.cell[2][2]]],
});

describe.skipIf(!LAMMPS_IS_HERE)('LAMMPS as an engine (skipped: there is no `lmp`)', () => {
  let folder: string;
  let engines: LocalEngines;
  let recipe: LammpsRecipe;
  let lammps: EnergyEngine;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
    await writeFile(path.join(folder, 'cu.setfl'), writeSetfl(mishinCu2001()));
    engines = new LocalEngines({
      threads: 2,
      potentials: 'any-path',
      lammps: 'lmp',
      lammpsDeadlineS: 30,
    });
    recipe = {
      name: 'lammps',
      elements: ['Cu'],
      commands: ['pair_style eam/alloy', 'pair_coeff * * cu.setfl Cu'],
      files: [path.join(folder, 'cu.setfl')],
      executable: null,
    };
    lammps = await engines.open(recipe);
  });

  afterAll(async () => {
    await engines.close();
    await rm(folder, { recursive: true });
  });

  it('says what it is', () => {
    const sha256 = sha256Of(readFileSync(path.join(folder, 'cu.setfl')));
    expect(lammps.identity).toMatchObject({ name: 'lammps', potentialSha256: sha256 });
    expect(lammps.identity.version).toMatch(/20\d\d/);
    expect(lammps.identity.potential).toContain('pair_coeff * * cu.setfl Cu');
  });

  /** Tolerances: LAMMPS agrees with the built-in engine to 1e-8 eV on single points (lammps.spec.ts). */
  const structures: [string, AtomicStructure][] = [
    ['periodic', rattled(cubicCu(A, [2, 3, 2]), 0.1, 1)],
    ['with free surfaces', rattled(cubicCu(A, [2, 3, 2], [true, false, true]), 0.1, 2)],
    ['other free surfaces, other size', rattled(cubicCu(A, [3, 2, 2], [true, false, true]), 0.1, 3)],
    ['oblique', sheared(rattled(cubicCu(A, [2, 3, 2], [true, false, true]), 0.1, 4))],
    ['upright again, one cell', rattled(cubicCu(A, [1, 1, 1], [true, false, true]), 0.1, 5)],
    ['no period at all', rattled(cubicCu(A, [2, 2, 2], [false, false, false]), 0.1, 6)],
    ['periodic again, very oblique', sheared(sheared(rattled(cubicCu(A, [1, 3, 2]), 0.1, 7)))],
    ['atoms outside the cell', shifted(rattled(cubicCu(A, [2, 3, 2]), 0.1, 8), 11)],
    ['the cell turned', turned(rattled(cubicCu(A, [2, 3, 2]), 0.1, 9))],
  ];

  it.each(structures)('energies and forces in a row on the same process: %s', async (_, structure) => {
    const expected = await ours.evaluate(structure);
    const found = await lammps.evaluate(structure);
    expect(Math.abs(found.energyEv - expected.energyEv)).toBeLessThan(1e-8);
    expect(largestDifference(found.forces, expected.forces)).toBeLessThan(1e-6);
  });

  it('relaxes to the minimum of the built-in engine', async () => {
    const structure = rattled(cubicCu(A, [2, 4, 2], [true, false, true]), 0.05, 3);
    const expected = await ours.relax(structure, RELAX);
    const found = await lammps.relax(structure, RELAX);
    expect(found.converged).toBe(true);
    expect(found.maxForce).toBeLessThanOrEqual(1e-3);
    expect(found.nEvaluations).toBeGreaterThan(5);
    // Both stop at 1e-3 eV/Å; with moduli of some eV/Å² that is well below 1e-4 eV for 64 atoms.
    expect(Math.abs(found.energyEv - expected.energyEv)).toBeLessThan(1e-4);
    expect(found.normalLengthAngstrom).toBe(structure.cell[1][1]);
    const there = await lammps.evaluate({ ...structure, positions: found.positions });
    expect(Math.abs(there.energyEv - found.energyEv)).toBeLessThan(1e-8);
  });

  it('does not move fixed atoms', async () => {
    const structure = rattled(cubicCu(A, [2, 3, 2], [true, false, true]), 0.1, 5);
    const fixed = Uint8Array.from({ length: structure.nAtoms }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const expected = await ours.relax(structure, { ...RELAX, fixed });
    const found = await lammps.relax(structure, { ...RELAX, fixed });
    expect(found.converged).toBe(true);
    expect(Math.abs(found.energyEv - expected.energyEv)).toBeLessThan(1e-4);
    fixed.forEach((isFixed, i) => {
      const move = Math.abs(found.positions[3 * i] - structure.positions[3 * i]);
      if (isFixed === 1) expect(move).toBeLessThan(1e-12);
    });
    const free = await lammps.relax(structure, RELAX);
    expect(free.energyEv).toBeLessThan(found.energyEv - 0.1); // nothing stays fixed for the next one
  });

  it.each([
    ['upright', [0, 0]],
    ['leaning', [0.9, -1.3]],
  ])('relaxes the normal to the same length, %s', async (_, [bx, bz]) => {
    const upright = stretchedAlongY(rattled(cubicCu(A, [2, 4, 2]), 0.05, 6), 1.03);
    const [a, b, c] = upright.cell;
    const stretched: AtomicStructure = { ...upright, cell: [a, [bx, b[1], bz], c] };
    const options = { ...RELAX, relaxNormal: true, forceTolerance: 1e-4 };
    const expected = await ours.relax(stretched, options);
    const found = await lammps.relax(stretched, options);
    expect(found.converged).toBe(true);
    expect(Math.abs(found.energyEv - expected.energyEv)).toBeLessThan(1e-5);
    expect(Math.abs(found.normalLengthAngstrom - expected.normalLengthAngstrom)).toBeLessThan(1e-3);
    const cell: Mat3 = [a, [bx, found.normalLengthAngstrom, bz], c];
    const there = await lammps.evaluate({ ...stretched, cell, positions: found.positions });
    expect(Math.abs(there.energyEv - found.energyEv)).toBeLessThan(1e-7);
  });

  it('says when it ran out of evaluations', async () => {
    const structure = rattled(cubicCu(A, [2, 3, 2]), 0.1, 1);
    const found = await lammps.relax(structure, { ...RELAX, maxEvaluations: 6 });
    expect(found).toMatchObject({ converged: false });
    expect(found.maxForce).toBeGreaterThan(1e-3);
  });

  it('goes on after an error, and tells it in words of LAMMPS', async () => {
    const wrong = await engines.open({
      ...recipe,
      commands: ['pair_style eam/alloy', 'pair_coeff * * cu.setfl Ag'],
    });
    const structure = cubicCu(A, [2, 2, 2]);
    for (let k = 0; k < 2; k++) {
      await expect(wrong.evaluate(structure)).rejects.toMatchObject({
        code: 'engine-failed',
        message: expect.stringMatching(/^LAMMPS: .*potential/i) as string,
      });
    }
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => lammps.evaluate(structure)));
    expect(new Set(together.map(({ energyEv }) => energyEv.toFixed(9))).size).toBe(1);
  });

  it('refuses atoms on top of one another, and what it does not know', async () => {
    const bulk = cubicCu(A, [2, 2, 2]);
    const positions = Float64Array.from(bulk.positions);
    positions.copyWithin(0, 3, 6);
    await expect(lammps.evaluate({ ...bulk, positions })).rejects.toMatchObject({
      code: expect.stringMatching(/energy-not-finite|engine-failed/) as string,
    });
    await expect(lammps.evaluate({ ...bulk, elements: ['Ag'] })).rejects.toMatchObject({
      code: 'element-unknown',
    });
    expect((await lammps.evaluate(bulk)).energyEv / bulk.nAtoms).toBeCloseTo(-3.54, 2);
  });

  it('is shared by equal recipes until the last has closed it', async () => {
    const [one, other] = [await engines.open(recipe), await engines.open(recipe)];
    expect(other.identity).toBe(one.identity);
    await one.close();
    await one.close();
    expect((await other.evaluate(cubicCu(A))).energyEv).toBeLessThan(0);
    await other.close();
  });
});

function shifted(structure: AtomicStructure, by: number): AtomicStructure {
  return { ...structure, positions: structure.positions.map((x) => x + by) };
}

function stretchedAlongY(structure: AtomicStructure, factor: number): AtomicStructure {
  const [a, b, c] = structure.cell;
  return {
    ...structure,
    cell: [a, [0, b[1] * factor, 0], c],
    positions: structure.positions.map((x, i) => (i % 3 === 1 ? x * factor : x)),
  };
}

/** By 0.4 rad about z, then 1 rad about x. */
function turned(structure: AtomicStructure): AtomicStructure {
  const [c, s, d, t] = [Math.cos(0.4), Math.sin(0.4), Math.cos(1), Math.sin(1)];
  const rotation: Mat3 = [
    [c, -s, 0],
    [d * s, d * c, -t],
    [t * s, t * c, d],
  ];
  const positions = new Float64Array(structure.positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = structure.positions.subarray(i, i + 3);
    positions.set(apply(rotation, [x, y, z]), i);
  }
  const [a, b, e] = structure.cell.map((vector) => apply(rotation, vector));
  return { ...structure, cell: [a, b, e], positions };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}
