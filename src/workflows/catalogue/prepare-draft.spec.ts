import { describe, expect, it } from 'vitest';
import { macroscopicBoundary } from '../../science/catalogue/macroscopic-boundary.js';
import { writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { buildBicrystal } from '../../science/grain-boundaries/bicrystal.js';
import { makeBoundary } from '../../science/grain-boundaries/make-boundary.js';
import { readBlob } from '../blob-bytes.js';
import { MemoryBlobStore } from '../testing/memory-blob-store.js';
import { TestClock } from '../testing/test-clock.js';
import { prepareDraft, type StoredDescription } from './prepare-draft.js';

const boundary = makeBoundary({
  crystal: prototypeCrystal('fcc', ['Cu'], [3.615]),
  axis: [0, 0, 1],
  sigma: 5,
  plane: [2, 1, 0],
});

async function prepared(structure: AtomicStructure) {
  const blobs = new MemoryBlobStore(new TestClock());
  const extxyz = writeExtxyz([{ structure, info: new Map(), columns: new Map() }]);
  const state = { atomFraction: null, termination: null, translationAngstrom: null };
  const draft = await prepareDraft(blobs, {
    boundary: macroscopicBoundary(boundary),
    structure: { extxyz, nAtoms: structure.nAtoms, ...state },
    properties: [],
    source: { kind: 'user', note: null },
  });
  const read = async (blob: string | null) =>
    JSON.parse(textOfBytes(await readBlob(blobs, blob!))) as unknown;
  return { draft, read };
}

describe('prepareDraft', () => {
  it('keeps a structure, its descriptors and what OPTIMADE serves', async () => {
    const { structure } = buildBicrystal(boundary, {
      cell: 'free-surfaces',
      grainThicknessAngstrom: 20,
      gapAngstrom: 0.8,
      dxAngstrom: 1.2,
    });
    const { draft, read } = await prepared(structure);
    expect(draft.descriptors.coordination_mean).toBeGreaterThan(9);
    expect(draft.descriptors.coordination_mean).toBeLessThan(12.5);
    const description = (await read(draft.descriptorBlob)) as StoredDescription & { perAtom: object };
    expect(description.schema).toBe('kaimen.structure-description/1');
    expect(
      Object.values(description.perAtom).every((v) => (v as unknown[]).length === structure.nAtoms),
    ).toBe(true);
    expect(draft.optimade).toMatchObject({ formulaReduced: 'Cu', nSites: structure.nAtoms });
    const sites = (await read(draft.optimade!.sitesBlob)) as { speciesAtSites: string[] };
    expect(sites.speciesAtSites).toHaveLength(structure.nAtoms);
  });

  it('keeps one in which no boundary is found, and why', async () => {
    const perfect: AtomicStructure = {
      cell: [[3.6, 0, 0], [0, 3.6, 0], [0, 0, 3.6]], // prettier-ignore
      periodic: [true, true, true],
      elements: ['Cu'],
      kinds: new Uint8Array(4),
      positions: Float64Array.of(0, 0, 0, 1.8, 1.8, 0, 1.8, 0, 1.8, 0, 1.8, 1.8),
      nAtoms: 4,
    };
    const { draft, read } = await prepared(perfect);
    expect(draft.structureBlob).not.toBeNull();
    expect(draft.descriptors).toEqual({});
    expect(await read(draft.descriptorBlob)).toMatchObject({
      schema: 'kaimen.structure-problem/1',
      code: 'boundary-not-found',
    });
  });
});
