import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { writeCif } from '../../science/crystal/exchange/cif.js';
import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import { builtInEngine } from '../../science/energetics/built-in-engine.js';
import { mishinCu2001 } from '../../science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../science/energetics/eam/potential.js';
import { readSetfl } from '../../science/energetics/eam/setfl.js';
import { makeBoundary } from '../../science/grain-boundaries/make-boundary.js';
import { PLAIN_CANDIDATE } from '../../science/grain-boundaries/candidate.js';
import { evaluateCandidate } from './evaluate-candidate.js';
import { prepareReference } from './reference-state.js';
import { searchBoundary } from './search-boundary.js';
import { DEFAULT_PROTOCOL, defaultCandidates } from './search-defaults.js';
import type { BoundaryRecipe, CrystalRecipe } from './search-recipe.js';
import { relaxStrainedNormal } from './strained-normal.js';

const engine = builtInEngine(eamPotential(mishinCu2001()));
const fcc = (element: string, a: number | null): CrystalRecipe => ({
  structure: 'fcc',
  elements: [element],
  latticeAngstrom: a === null ? null : [a],
});
const grainBoundary: BoundaryRecipe = {
  crystal: fcc('Cu', 3.615),
  otherCrystal: null,
  axis: [0, 0, 1],
  sigma: 5,
  plane: [3, 1, 0],
  otherPlane: null,
  strainLimit: 0.05,
};
const pair: BoundaryRecipe = {
  ...grainBoundary,
  otherCrystal: fcc('Ni', 3.52),
  axis: null,
  sigma: null,
  plane: [0, 0, 1],
};

describe('searchBoundary', () => {
  it('makes the boundary of a prototype and of its CIF alike', async () => {
    const text = writeCif(prototypeCrystal('fcc', ['Cu'], [3.615]));
    const [made, read] = [
      await searchBoundary(grainBoundary, null),
      await searchBoundary({ ...grainBoundary, crystal: { file: 'cif', text } }, null),
    ];
    expect(made.sigma).toBe(5);
    expect(made.periods[0][0]).toBeCloseTo((3.615 * Math.sqrt(10)) / 2, 9);
    expect(read.periods[0][0]).toBeCloseTo(made.periods[0][0], 4);
  });

  it('takes the other face of an asymmetric boundary', async () => {
    const boundary = await searchBoundary(
      { ...grainBoundary, plane: [1, 0, 0], otherPlane: [4, 3, 0] },
      null,
    );
    expect(boundary.kind).toBe('asymmetric-tilt');
  });

  it('strains the second crystal of a pair within the limit, and says when only a longer period fits', async () => {
    const coherent = await searchBoundary(pair, null);
    expect(coherent.kind).toBe('coherent-heterophase');
    expect(coherent.grainB.strain?.[0][0]).toBeCloseTo(3.615 / 3.52 - 1, 9);
    const tight = await searchBoundary({ ...pair, strainLimit: 0.01 }, null);
    expect(tight.kind).toBe('semi-coherent-heterophase');
  });

  it.each([
    [{ crystal: fcc('Cu', null) }, 'invalid-parameter'],
    [{ sigma: null }, 'invalid-parameter'],
    [{ sigma: 7 }, 'no-such-sigma'],
    [
      { crystal: { structure: 'rocksalt', elements: ['Mg'], latticeAngstrom: [4.2] } as const },
      'wrong-element-count',
    ],
  ])('refuses %o', async (change, code) => {
    await expect(searchBoundary({ ...grainBoundary, ...change }, null)).rejects.toThrowError(
      expect.objectContaining({ code }),
    );
  });
});

describe('relaxStrainedNormal', () => {
  it('contracts copper along [001] as its elastic constants say when it is stretched across', async () => {
    const crystal = prototypeCrystal('fcc', ['Cu'], [3.614924974]);
    const { grainA } = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 5, plane: [0, 0, 1] });
    const strain = [
      [1e-4, 0, 0],
      [0, 0, 0],
      [0, 0, 1e-4],
    ] as const;
    const relaxed = await relaxStrainedNormal({ ...grainA, strain }, engine);
    // −2 C12/C11, C11 = 169.9 GPa and C12 = 122.6 GPa of the potential's publication; anharmonic terms are 1e-4 of it.
    expect((relaxed.strain?.[1][1] ?? 0) / 1e-4).toBeCloseTo((-2 * 122.6) / 169.9, 2);
    expect(relaxed.planeSpacingAngstrom).toBeLessThan(grainA.planeSpacingAngstrom);
  });

  it('leaves a grain without strain alone', async () => {
    const { grainA } = await searchBoundary(grainBoundary, null);
    expect(await relaxStrainedNormal(grainA, engine)).toBe(grainA);
  });
});

const CUNI = '/usr/share/lammps/potentials/CuNi.eam.alloy';

describe.skipIf(!existsSync(CUNI))(`a pair of crystals with ${CUNI}`, () => {
  it('has one energy in both kinds of cells, against strained bulk and surfaces', async () => {
    const cuni = builtInEngine(eamPotential(readSetfl(readFileSync(CUNI, 'utf8'), 'CuNi')));
    const found = [];
    for (const cell of ['free-surfaces', 'periodic'] as const) {
      const protocol = { ...DEFAULT_PROTOCOL, cell };
      const boundary = { ...pair, crystal: fcc('Cu', null), otherCrystal: fcc('Ni', null) };
      const reference = await prepareReference({ boundary, protocol }, cuni);
      const [[dx], [, dz]] = reference.boundary.periods;
      const [gapAngstrom] = defaultCandidates(reference).gapsAngstrom;
      // Cube on cube: each atom above the hollow of four.
      const state = { ...PLAIN_CANDIDATE, dxAngstrom: dx / 2, dzAngstrom: dz / 2, gapAngstrom };
      found.push(await evaluateCandidate({ protocol }, reference, state, cuni));
    }
    const [free, periodic] = found;
    if ('failed' in free || 'failed' in periodic) throw new Error('refused');
    expect(free.energyJPerM2).toBeCloseTo(periodic.energyJPerM2, 4);
    // Layers of 1.8 Å: where a relaxed surface ends is known to a few mÅ.
    expect(Math.abs(free.excessVolumeAngstrom - periodic.excessVolumeAngstrom)).toBeLessThan(0.01);
    expect(free.energyJPerM2).toBeGreaterThan(0);
  });
});
