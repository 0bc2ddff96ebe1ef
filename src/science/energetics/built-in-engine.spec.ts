import { describe, expect, it } from 'vitest';
import { builtInEngine } from './built-in-engine.js';
import { mishinCu2001 } from './eam/mishin-cu-2001.js';
import { eamPotential } from './eam/potential.js';
import { cubicCu, rattled } from './testing/structures.js';

const engine = builtInEngine(eamPotential(mishinCu2001()));
const options = { fixed: null, forceTolerance: 1e-4, maxEvaluations: 500, relaxNormal: false };

describe('built-in engine', () => {
  it('brings a shaken crystal back', async () => {
    const relaxed = await engine.relax(rattled(cubicCu(3.61493, [2, 3, 2]), 0.1, 1), options);
    expect(relaxed.converged).toBe(true);
    expect(relaxed.maxForce).toBeLessThanOrEqual(1e-4);
    expect(relaxed.energyEv / 48).toBeCloseTo(-3.54022, 5);
  });

  it('finds the lattice parameter along the normal', async () => {
    const wrong = cubicCu(3.61493, [2, 3, 2]);
    const structure = {
      ...wrong,
      cell: [wrong.cell[0], [0, 3 * 3.7, 0], wrong.cell[2]] as const,
      positions: wrong.positions.map((v, i) => (i % 3 === 1 ? (v * 3.7) / 3.61493 : v)),
    };
    const relaxed = await engine.relax(rattled(structure, 0.05, 2), { ...options, relaxNormal: true });
    expect(relaxed.converged).toBe(true);
    // Tolerance 1e-4 eV/Å over a stiffness of some eV/Å²: 1e-4 of the length.
    expect(relaxed.normalLengthAngstrom / 3).toBeCloseTo(3.61493, 3);
  });

  it('does not move fixed atoms and tells when it did not converge', async () => {
    const structure = rattled(cubicCu(3.61493, [2, 2, 2]), 0.1, 3);
    const fixed = new Uint8Array(32).fill(1, 0, 10);
    const relaxed = await engine.relax(structure, { ...options, fixed });
    expect(relaxed.converged).toBe(true);
    expect(relaxed.positions.subarray(0, 30)).toEqual(structure.positions.subarray(0, 30));
    const short = await engine.relax(structure, { ...options, fixed, maxEvaluations: 3 });
    expect(short).toMatchObject({ converged: false, nEvaluations: 3 });
  });

  it('has nothing to do where all atoms are fixed', async () => {
    const fixed = new Uint8Array(4).fill(1);
    const relaxed = await engine.relax(rattled(cubicCu(3.6), 0.1, 4), { ...options, fixed });
    expect(relaxed).toMatchObject({ converged: true, nEvaluations: 1, maxForce: 0 });
  });

  it('refuses what it cannot do', async () => {
    const structure = cubicCu(3.615);
    await expect(engine.evaluate({ ...structure, elements: ['Ag'] })).rejects.toMatchObject({
      code: 'element-unknown',
    });
    const empty = { ...structure, nAtoms: 0, kinds: new Uint8Array(0), positions: new Float64Array(0) };
    await expect(engine.evaluate(empty)).rejects.toMatchObject({ code: 'structure-invalid' });
    const together = { ...structure, positions: new Float64Array(12) };
    await expect(engine.evaluate(together)).rejects.toMatchObject({ code: 'energy-not-finite' });
    await expect(
      engine.relax(cubicCu(3.615, [1, 1, 1], [true, false, true]), { ...options, relaxNormal: true }),
    ).rejects.toMatchObject({ code: 'normal-not-relaxable' });
  });
});
