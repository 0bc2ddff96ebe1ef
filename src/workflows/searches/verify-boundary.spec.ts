import { beforeAll, describe, expect, it } from 'vitest';
import { builtInEngine } from '../../science/energetics/built-in-engine.js';
import { MISHIN_CU_2001_SHA256, mishinCu2001 } from '../../science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../science/energetics/eam/potential.js';
import { PLAIN_CANDIDATE } from '../../science/grain-boundaries/candidate.js';
import { evaluateCandidate } from '../boundary-search/evaluate-candidate.js';
import { prepareReference } from '../boundary-search/reference-state.js';
import { DEFAULT_PROTOCOL } from '../boundary-search/search-defaults.js';
import type { EnergyEngines } from '../ports/energy-engines.js';
import { relaxedText } from './candidate-text.js';
import { type FoundBoundary, verifyBoundary } from './verify-boundary.js';

const engine = builtInEngine(eamPotential(mishinCu2001()), { potentialSha256: MISHIN_CU_2001_SHA256 });
const engines: Pick<EnergyEngines, 'open'> = { open: async () => engine };
const verify = (found: FoundBoundary) => verifyBoundary(found, engines as EnergyEngines);

const protocol = { ...DEFAULT_PROTOCOL, grainThicknessAngstrom: 12 };
const recipe: FoundBoundary['recipe'] = {
  boundary: {
    crystal: { structure: 'fcc', elements: ['Cu'], latticeAngstrom: [3.615] },
    ...{ otherCrystal: null, axis: [0, 0, 1], sigma: 5, plane: [2, 1, 0], otherPlane: null, strainLimit: 0 },
  },
  protocol,
  candidates: { preset: 'translations', sample: null },
  engine: { name: 'eam', potential: 'mishin-cu-2001', sha256: null },
};
const PARAMETERS = { ...PLAIN_CANDIDATE, dxAngstrom: 1, dzAngstrom: 0.9, overlapAngstrom: 1.5 };
let found: FoundBoundary;

beforeAll(async () => {
  const reference = await prepareReference(recipe, engine);
  const made = await evaluateCandidate(recipe, reference, PARAMETERS, engine);
  if ('failed' in made) throw new Error(made.failed.reason);
  const { energyJPerM2, excessVolumeAngstrom, relaxed } = made;
  found = {
    recipe,
    properties: { energyJPerM2, excessVolumeAngstrom },
    origin: { parameters: PARAMETERS, engine: engine.identity, protocol, nEvaluations: 1 },
    extxyz: relaxedText(relaxed),
  };
});

describe('a boundary that was found', () => {
  it('is the same when it is made again: the engine is deterministic, text has 1e-10 Å', async () => {
    const { isEqual, compared } = await verify(found);
    expect(isEqual).toBe(true);
    expect(compared.map(({ quantity }) => quantity)).toEqual(['energy', 'excess volume', 'farthest atom']);
    for (const { recorded, computed } of compared) expect(Math.abs(computed - recorded!)).toBeLessThan(1e-9);
  });

  it('differs where a number, an atom or the parameters were changed', async () => {
    const differing = async (change: Partial<FoundBoundary>) =>
      (await verify({ ...found, ...change })).compared
        .filter((one) => !one.isEqual)
        .map(({ quantity }) => quantity);
    const { properties, extxyz } = found;
    const higher = { ...properties, energyJPerM2: properties.energyJPerM2 + 2e-6 };
    expect(await differing({ properties: higher })).toEqual(['energy']);
    const lines = extxyz!.split('\n');
    const moved = lines.map((line, i) =>
      i === 2 ? line.replace(/\d(?=\.\d{10})/, (d) => String((Number(d) + 1) % 10)) : line,
    );
    expect(await differing({ extxyz: moved.join('\n') })).toEqual(['farthest atom']);
    expect(
      await differing({ extxyz: null, properties: { ...properties, excessVolumeAngstrom: null } }),
    ).toEqual([]);
  });

  it('differs where it has no energy when it is made again', async () => {
    // Cut and put together as they are, atoms of both grains lie in one place.
    const origin = { ...found.origin, parameters: PLAIN_CANDIDATE };
    const { isEqual, refused } = await verify({ ...found, origin });
    expect(isEqual).toBe(false);
    expect(refused).toContain('on top of one another');
  });

  it('is not computed with another potential, nor where its energy was told', async () => {
    const { origin } = found;
    const other = { ...origin, engine: { ...engine.identity, potentialSha256: 'ab'.repeat(32) } };
    await expect(verify({ ...found, origin: other })).rejects.toMatchObject({ code: 'checksum-mismatch' });
    const told = { ...origin, engine: null };
    await expect(verify({ ...found, origin: told })).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});
