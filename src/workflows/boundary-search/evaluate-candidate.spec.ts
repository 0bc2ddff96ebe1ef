import { existsSync, readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from 'vitest';

import { builtInEngine } from '../../science/energetics/built-in-engine.js';
import { mishinCu2001 } from '../../science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../science/energetics/eam/potential.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import { candidateSpace } from '../../science/grain-boundaries/candidate-space.js';
import { PLAIN_CANDIDATE, type CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import { createRng } from '../../science/numerics/rng.js';
import type { BoundaryEvaluation, BoundaryFound } from './boundary-evaluation.js';
import { evaluateCandidate } from './evaluate-candidate.js';
import { prepareReference, type BoundaryReference } from './reference-state.js';
import { DEFAULT_PROTOCOL, defaultCandidates, fullSearchCandidates } from './search-defaults.js';
import type { BoundaryRecipe, CandidateRecipe, Protocol } from './search-recipe.js';

/** Of relaxed bulk, as in the data compared with. */
const LATTICE_ANGSTROM = 3.61493;
const engine = builtInEngine(eamPotential(mishinCu2001()));

type Miller = readonly [number, number, number];
const copper = (sigma: number, plane: Miller): BoundaryRecipe => ({
  crystal: { structure: 'fcc', elements: ['Cu'], latticeAngstrom: [LATTICE_ANGSTROM] },
  otherCrystal: null,
  axis: [0, 0, 1],
  sigma,
  plane,
  otherPlane: null,
  strainLimit: 0.05,
});

interface Prepared {
  readonly protocol: Protocol;
  readonly reference: BoundaryReference;
}

async function prepare(sigma: number, plane: Miller, changes: Partial<Protocol> = {}): Promise<Prepared> {
  const protocol = { ...DEFAULT_PROTOCOL, ...changes };
  const reference = await prepareReference({ boundary: copper(sigma, plane), protocol }, engine);
  return { protocol, reference };
}

const evaluate = (
  { protocol, reference }: Prepared,
  parameters: Partial<CandidateParameters>,
  by: EnergyEngine = engine,
): Promise<BoundaryEvaluation> =>
  evaluateCandidate({ protocol }, reference, { ...PLAIN_CANDIDATE, ...parameters }, by);

async function lowest(
  prepared: Prepared,
  choices: CandidateRecipe,
  reached: (found: BoundaryFound) => boolean = () => false,
): Promise<BoundaryFound> {
  const { boundary, bonds } = prepared.reference;
  const space = candidateSpace(boundary, choices, bonds.bondLengthAngstrom, createRng(1));
  let best: BoundaryFound | null = null;
  for (let i = 0; i < space.nCandidates && (best === null || !reached(best)); i++) {
    const found = await evaluate(prepared, space.at(i));
    if ('energyJPerM2' in found && (best === null || found.energyJPerM2 < best.energyJPerM2)) best = found;
  }
  if (best === null) throw new Error('nothing was found');
  return best;
}

describe('boundary energies of copper (Mishin 2001), everything free', () => {
  // The energies and volumes of independent relaxations (LAMMPS); both kinds of cells.
  it.each([
    { sigma: 5, plane: [2, 1, 0] as const, energy: 0.9511, volume: 0.322 },
    { sigma: 5, plane: [3, 1, 0] as const, energy: 0.9048, volume: 0.316 },
    { sigma: 17, plane: [4, 1, 0] as const, energy: 0.9143, volume: null },
    { sigma: 17, plane: [5, 3, 0] as const, energy: 0.8562, volume: null },
  ])('Σ$sigma ($plane.0 $plane.1 0) is $energy J/m²', async ({ sigma, plane, energy, volume }) => {
    const found: BoundaryFound[] = [];
    for (const cell of ['free-surfaces', 'periodic'] as const) {
      const prepared = await prepare(sigma, plane, { cell, grainThicknessAngstrom: 20 });
      const choices = { ...defaultCandidates(prepared.reference), overlapShares: [0.6], sample: 12 };
      found.push(await lowest(prepared, choices, (best) => best.energyJPerM2 < energy + 0.001));
    }
    const [free, periodic] = found;
    for (const { energyJPerM2, excessVolumeAngstrom } of found) {
      expect(Math.abs(energyJPerM2 - energy)).toBeLessThan(0.003);
      if (volume !== null) expect(Math.abs(excessVolumeAngstrom - volume)).toBeLessThan(0.01);
    }
    // 20 Å grains: surfaces and boundary hardly feel each other.
    expect(free.energyJPerM2).toBeCloseTo(periodic.energyJPerM2, 3);
    expect(Math.abs(free.excessVolumeAngstrom - periodic.excessVolumeAngstrom)).toBeLessThan(0.005);
    expect(free.minimumDistanceAngstrom).toBeGreaterThan(2.2);
    expect(free.coordinationDeficit).toBeGreaterThan(0);
    expect(free.converged).toBe(true);
  });

  it.each(['free-surfaces', 'periodic'] as const)('a coherent twin costs 22.2 mJ/m² (%s)', async (cell) => {
    // The value of the potential's own publication.
    const protocol = { ...DEFAULT_PROTOCOL, cell };
    const boundary = { ...copper(3, [1, 1, 1]), axis: [1, -1, 0] as const };
    const prepared = { protocol, reference: await prepareReference({ boundary, protocol }, engine) };
    const choices = { ...defaultCandidates(prepared.reference), sample: 20 };
    const best = await lowest(prepared, choices, (found) => found.energyJPerM2 < 0.0225);
    expect(best.energyJPerM2).toBeCloseTo(0.0222, 4);
  });

  it('relaxes the lattice first where it is not given', async () => {
    const boundary = {
      ...copper(5, [3, 1, 0]),
      crystal: { structure: 'fcc', elements: ['Cu'], latticeAngstrom: null },
    } as const;
    const { boundary: made, bulk } = await prepareReference({ boundary, protocol: DEFAULT_PROTOCOL }, engine);
    expect(made.grainA.crystal.cell[0][0]).toBeCloseTo(3.61493, 4);
    expect(bulk[0].energyPerFormulaEv).toBeCloseTo(-3.54022, 4);
  });

  it('has the same unrelaxed energy in both kinds of cells', async () => {
    // Cut-off 5.5 Å: grains of 20 Å are bulk inside, nothing moved yet.
    const parameters = { dxAngstrom: 0.7, dzAngstrom: 0.4, gapAngstrom: 0.8, overlapAngstrom: 1.5 };
    const [free, periodic] = await Promise.all(
      (['free-surfaces', 'periodic'] as const).map(async (cell) => {
        const prepared = await prepare(5, [3, 1, 0], { cell, grainThicknessAngstrom: 20 });
        return evaluate(prepared, parameters);
      }),
    );
    if ('failed' in free || 'failed' in periodic) throw new Error('refused');
    expect(free.unrelaxedJPerM2).toBeCloseTo(periodic.unrelaxedJPerM2, 8);
  });

  it.each([
    { sigma: 13, plane: [5, 1, 0] as const, energy: 0.865 },
    { sigma: 25, plane: [7, 1, 0] as const, energy: 0.782 },
  ])(
    'Σ$sigma ($plane.0 $plane.1 0) comes below $energy J/m² in a doubled period with an atom missing',
    async ({ sigma, plane, energy }) => {
      const prepared = await prepare(sigma, plane);
      const choices = fullSearchCandidates(prepared.reference, 120);
      const best = await lowest(prepared, choices, (found) => found.energyJPerM2 <= energy);
      expect(best.energyJPerM2).toBeLessThanOrEqual(energy);
      expect(best.energyJPerM2).toBeGreaterThan(energy - 0.02);
      expect(best.atomFraction).toBe(0.5);
    },
    60_000,
  );
});

describe('what is refused', () => {
  let sigma5: Prepared;
  beforeAll(async () => {
    sigma5 = await prepare(5, [3, 1, 0]);
  });
  const codeOf = (evaluation: BoundaryEvaluation): string =>
    'failed' in evaluation ? evaluation.failed.code : 'found';

  it('grains that came apart', async () => {
    expect(codeOf(await evaluate(sigma5, { gapAngstrom: 9 }))).toBe('collapsed');
  });

  it('atoms that are too near', async () => {
    const strict = { ...sigma5, protocol: { ...sigma5.protocol, minimumDistanceShare: 0.99 } };
    expect(codeOf(await evaluate(strict, { gapAngstrom: 0.9 }))).toBe('collapsed');
  });

  it('a relaxation that ran out far from its end', async () => {
    const short = { ...sigma5, protocol: { ...sigma5.protocol, maxEvaluations: 3 } };
    expect(codeOf(await evaluate(short, { gapAngstrom: 0.9 }))).toBe('not-converged');
  });

  it('a boundary without an atom to take', async () => {
    expect(codeOf(await evaluate(sigma5, { gapAngstrom: 7, nRemoved: 1 }))).toBe('no-atoms');
  });

  it('an engine that fails on the candidate, but not one that is not there', async () => {
    const broken = (code: 'engine-failed' | 'engine-unavailable'): EnergyEngine => ({
      ...engine,
      evaluate: async () => {
        throw new EnergeticsError(code, 'no energy');
      },
    });
    expect(codeOf(await evaluate(sigma5, {}, broken('engine-failed')))).toBe('engine-failed');
    await expect(evaluate(sigma5, {}, broken('engine-unavailable'))).rejects.toThrowError(EnergeticsError);
  });

  it('a free zone that reaches the surface', async () => {
    await expect(prepare(5, [3, 1, 0], { freeZoneAngstrom: 15 })).rejects.toThrowError(
      expect.objectContaining({ code: 'invalid-parameter' }),
    );
  });
});

const DATA = '../shared/data/gb/computed';

/** dx, gap, dz, cut-off, atoms, relaxed and unrelaxed energy; lengths were printed to 1e-4 Å. */
function table(name: string): readonly (readonly number[])[] {
  return readFileSync(`${DATA}/${name}`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
}

describe.skipIf(!existsSync(DATA))(`tables of ${DATA}: atoms beyond 8 Å (7 Å) held`, () => {
  // The tables' grains have 28, 36 and 51 planes: 15.5 Å.
  it.each([
    { file: 'vs_310_mishin1_fixed8A.csv', sigma: 5, plane: [3, 1, 0] as const, every: 9 },
    { file: 'vs_410_mishin1_fixed8A.csv', sigma: 17, plane: [4, 1, 0] as const, every: 29 },
    { file: 'vs_530_mishin1_fixed8A.csv', sigma: 17, plane: [5, 3, 0] as const, every: 19 },
  ])('gives the energies of $file again', async ({ file, sigma, plane, every }) => {
    const prepared = await prepare(sigma, plane, { freeZoneAngstrom: 8, grainThicknessAngstrom: 15.5 });
    const rows = table(file).filter((_, i) => i % every === 0);
    let nSame = 0;
    for (const [
      dxAngstrom,
      gapAngstrom,
      dzAngstrom,
      overlapAngstrom,
      nDeleted,
      nAtoms,
      relaxed,
      before,
    ] of rows) {
      const found = await evaluate(prepared, { dxAngstrom, gapAngstrom, dzAngstrom, overlapAngstrom });
      if ('failed' in found) throw new Error(found.failed.reason);
      expect(found.nAtoms).toBe(nAtoms);
      expect(nDeleted).toBeGreaterThanOrEqual(0);
      // 5e-5 Å of rounding at up to 20 J/m²/Å where atoms overlap.
      expect(Math.abs(found.unrelaxedJPerM2 - before) / Math.max(1, before)).toBeLessThan(3e-4);
      if (Math.abs(found.energyJPerM2 - relaxed) < 1e-4) nSame += 1;
    }
    // Some starts lie between two basins: another minimiser may end in the other one.
    expect(nSame / rows.length).toBeGreaterThan(0.8);
  });

  it('gives the exhaustive table of Σ5(310) again', async () => {
    const prepared = await prepare(5, [3, 1, 0], { freeZoneAngstrom: 7, grainThicknessAngstrom: 15 });
    const rows = table('S5_310_mishin1_fixed7A_grid0.2.csv').filter((_, i) => i % 60 === 0);
    let nSame = 0;
    for (const [dxAngstrom, gapAngstrom, dzAngstrom, nAtoms, relaxed] of rows) {
      const found = await evaluate(prepared, { dxAngstrom, gapAngstrom, dzAngstrom });
      if ('failed' in found) throw new Error(found.failed.reason);
      expect(found.nAtoms).toBe(nAtoms);
      if (Math.abs(found.energyJPerM2 - relaxed) < 5e-4) nSame += 1;
    }
    expect(nSame / rows.length).toBeGreaterThan(0.9);
  });
});
