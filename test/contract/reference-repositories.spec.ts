import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReferenceFilter, SpectrumReference } from '../../src/workflows/ports/references.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const { versions } = contractRepositories();
const ALL: ReferenceFilter = { element: null, edge: null, kind: null, text: null, energyRangeEv: null };
const PAGE = { limit: 10, cursor: null };

describe.each(versions)('references in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  async function kept(change: Partial<SpectrumReference> = {}) {
    const reference: SpectrumReference = {
      id: randomUUID(),
      ownerId: 'lab',
      name: 'Sr_Ti%O3\u00b5',
      compound: null,
      element: 'O',
      edge: 'K',
      source: null,
      licence: 'ODbL',
      kind: 'EELS',
      origin: { fileName: 'a.msa', sha256: 'f'.repeat(64), format: 'msa' },
      energy: { offsetEv: 510.25, scaleEv: 0.1, nChannels: 3 },
      createdAt: new Date('2026-03-01T10:00:00.123Z'),
      ...change,
    };
    const stored = { reference, values: Float64Array.of(1 / 3, -1e-300, 1e300) };
    await at.references.add(stored);
    return stored;
  }

  it('are kept whole, to the last bit', async () => {
    const stored = await kept();
    expect(await at.references.find('lab', stored.reference.id)).toEqual(stored);
    expect(await at.references.load('lab', ALL, 5)).toEqual([stored]);
    expect(await at.references.list('lab', ALL, PAGE)).toEqual({
      items: [stored.reference],
      nextCursor: null,
    });
  });

  it('of another owner do not exist', async () => {
    const { reference } = await kept();
    expect(await at.references.find('other', reference.id)).toBeNull();
    expect(await at.references.load('other', ALL, 5)).toEqual([]);
    expect((await at.references.list('other', ALL, PAGE)).items).toEqual([]);
    expect(await at.references.remove('other', reference.id)).toBe(false);
    expect(await at.references.remove('lab', reference.id)).toBe(true);
    expect(await at.references.remove('lab', reference.id)).toBe(false);
    expect(await at.references.find('lab', reference.id)).toBeNull();
  });

  it('are found by element, edge, text and range', async () => {
    await kept({ name: 'one', createdAt: new Date('2026-03-02T10:00:00Z') });
    await kept({
      name: 'two',
      element: 'Mn',
      edge: 'L3',
      kind: 'X-ray',
      compound: 'MnO_%',
      energy: { offsetEv: 630, scaleEv: 1, nChannels: 3 },
    });
    const found = async (change: Partial<ReferenceFilter>): Promise<string[]> =>
      (await at.references.list('lab', { ...ALL, ...change }, PAGE)).items.map((r) => r.name);
    expect(await found({})).toEqual(['one', 'two']);
    expect(await found({ element: 'Mn' })).toEqual(['two']);
    expect(await found({ edge: 'K' })).toEqual(['one']);
    expect(await found({ kind: 'X-ray' })).toEqual(['two']);
    expect(await found({ text: 'ONE' })).toEqual(['one']);
    expect(await found({ text: 'o_%' })).toEqual(['two']);
    expect(await found({ text: '%' })).toEqual(['two']);
    expect(await found({ energyRangeEv: [510.45, 600] })).toEqual(['one']);
    expect(await found({ energyRangeEv: [511, 629] })).toEqual([]);
    expect((await at.references.load('lab', ALL, 1)).map((s) => s.reference.name)).toEqual(['one']);
  });
});
