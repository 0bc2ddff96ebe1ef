import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MacroscopicBoundary, PropertyValue } from '../../src/science/catalogue/catalogue-records.js';
import type { CatalogueFilter, NewEvidence, PreparedDraft } from '../../src/workflows/ports/catalogue.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const { versions, postgres } = contractRepositories();
const STAMP = { at: new Date('2026-03-01T10:00:00.123Z'), by: 'key-1' };
const LATER = { at: new Date('2026-03-02T10:00:00.000Z'), by: 'key-2' };
const COPPER = {
  key: 'fcc Cu',
  name: 'fcc',
  formula: 'Cu',
  elements: ['Cu'],
  spaceGroup: 225,
  crystal: null,
};
const MAGNESIA = {
  ...{ key: 'rocksalt MgO', name: 'rocksalt', formula: 'MgO', elements: ['Mg', 'O'] },
  ...{ spaceGroup: 225, crystal: null },
};

const boundary = (change: Partial<MacroscopicBoundary> = {}): MacroscopicBoundary => ({
  key: 'a',
  label: 'Σ5 (210)[001] symmetric tilt, fcc Cu',
  kind: 'symmetric-tilt',
  crystals: [COPPER, COPPER],
  sigma: 5,
  axis: [0, 0, 1],
  misorientationDeg: 53.13,
  disorientationDeg: 36.87,
  planes: [[2, 1, 0], [2, 1, 0]], // prettier-ignore
  planeFamilies: ['m-3m {210}', 'm-3m {210}'],
  axisFamily: 'm-3m ⟨100⟩',
  ...change,
});

const energy = (value: number, change: Partial<PropertyValue> = {}): PropertyValue => ({
  ...{ name: 'gb_energy_J_m2', value, std: null, methodKind: 'empirical-potential' as const },
  ...{ method: 'EAM Mishin 2001', conditions: { protocol: 'free' }, ...change },
});

function draft(
  of: MacroscopicBoundary,
  properties: readonly PropertyValue[],
  structureBlob: string | null = null,
): PreparedDraft {
  const structure = {
    extxyz: '',
    nAtoms: 2,
    atomFraction: 0.5,
    termination: null,
    translationAngstrom: null,
  };
  const fields = {
    ...{ elements: ['Cu'], elementsRatios: [1], nSites: 2, formulaDescriptive: 'Cu2', formulaReduced: 'Cu' },
    ...{ formulaHill: 'Cu2', formulaAnonymous: 'A', dimensionTypes: [1, 0, 1] as const, species: ['Cu'] },
    sitesBlob: 's'.repeat(64),
  };
  return {
    draft: {
      boundary: of,
      structure: structureBlob === null ? null : structure,
      properties,
      source: { kind: 'user', note: 'by hand' },
    },
    structureBlob,
    descriptors: structureBlob === null ? {} : { mean_coordination: 11.5, voronoi_coordination: null },
    descriptorBlob: null,
    optimade: structureBlob === null ? null : fields,
  };
}

const evidence = (boundaryId: string, change: Partial<NewEvidence> = {}): NewEvidence => ({
  boundaryId,
  kind: 'scan-region',
  state: 'assigned',
  region: {
    analysisId: '00000000-0000-7000-8000-00000000000a',
    datasetId: '00000000-0000-7000-8000-00000000000d',
    ...{ fromPixel: 10, toPixel: 14, changePointPixel: 12 },
  },
  ...{ searchId: null, publication: null, score: null, reasons: [], note: null },
  measured: { measured_mean_valence: 3 },
  ...change,
});

describe.each(versions)('the catalogue in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  const add = (drafts: readonly PreparedDraft[], stamp = STAMP) => at.catalogue.add('lab', drafts, stamp);
  const find = (id: string) => at.catalogue.find('lab', id);
  const labels = async (filter: CatalogueFilter): Promise<string[]> => {
    const order = { by: 'label', descending: false };
    const { items } = await at.catalogue.list('lab', filter, { order, limit: 50, cursor: null });
    expect(await at.catalogue.count('lab', filter)).toBe(items.length);
    return items.map((one) => one.boundary.label);
  };

  it('keeps a boundary with its structure and values, once', async () => {
    const blob = 'b'.repeat(64);
    const drafts = [draft(boundary(), [energy(0.95)], blob)];
    const [first] = await add(drafts);
    expect(first).toMatchObject({ isNewBoundary: true, isNewStructure: true, nNewProperties: 1 });
    const [again] = await add(drafts, LATER);
    expect(again).toEqual({
      ...{ boundaryId: first.boundaryId, isNewBoundary: false },
      ...{ structureId: first.structureId, isNewStructure: false },
      ...{ nNewProperties: 0, nSuperseded: 0, nKnownProperties: 1 },
    });
    const found = (await find(first.boundaryId))!;
    const [{ id }] = found.structures;
    const structure = { ...found.structures[0], boundaryId: first.boundaryId };
    expect(await at.catalogue.structure('lab', id)).toEqual(structure);
    expect(await at.catalogue.structure('other', id)).toBeNull();
    expect(found.boundary).toEqual(boundary());
    expect(found).toMatchObject({
      material: 'Cu',
      chemsys: 'Cu',
      isPublic: false,
      energyMethod: 'EAM Mishin 2001',
    });
    expect(found).toMatchObject({ nStructures: 1, nProperties: 1, nEvidence: 0, createdAt: STAMP.at });
    expect(found.numbers).toEqual({
      ...{ sigma: 5, misorientation_deg: 53.13, disorientation_deg: 36.87 },
      ...{ mean_coordination: 11.5, gb_energy_J_m2: 0.95 },
    });
    expect(found.structures[0]).toMatchObject({ blob, nAtoms: 2, atomFraction: 0.5, stamp: STAMP });
    expect(found.properties[0]).toMatchObject({ ...energy(0.95), structureId: first.structureId });
    expect(await at.catalogue.known('lab', ['a', 'z'])).toEqual(new Map([['a', first.boundaryId]]));
  });

  it('supersedes a value of the same method and conditions, and keeps it', async () => {
    const [{ boundaryId }] = await add([draft(boundary(), [energy(0.95)])]);
    const [second] = await add([draft(boundary(), [energy(0.94)])], LATER);
    expect(second).toMatchObject({ nNewProperties: 1, nSuperseded: 1 });
    await add([draft(boundary(), [energy(0.99, { method: 'EAM Foiles 1986' })])], LATER);
    const found = (await find(boundaryId))!;
    expect(found.properties).toHaveLength(3);
    const [old, better] = found.properties;
    expect(old.supersededBy).toBe(better.id);
    expect(found.numbers.gb_energy_J_m2).toBe(0.94);
    const history = await at.catalogue.history('lab', boundaryId);
    expect(history.map(({ action }) => action)).toEqual([
      ...['boundary-added', 'property-added', 'property-added', 'property-superseded', 'property-added'],
    ]);
    expect(history.at(-1)!.stamp).toEqual(LATER);
  });

  it('shows the best kind of method', async () => {
    const [{ boundaryId }] = await add([
      draft(boundary(), [energy(0.8), energy(0.9, { methodKind: 'dft', method: 'PBE' })]),
    ]);
    expect((await find(boundaryId))!.numbers.gb_energy_J_m2).toBe(0.9);
    const names = {
      numbers: ['gb_energy_J_m2', 'sigma', 'shear_modulus_GPa'],
      texts: ['material', 'energy_method'],
    };
    const all = await at.catalogue.columns('lab', {}, names);
    expect(all.numbers.gb_energy_J_m2).toEqual(Float64Array.of(0.9));
    expect(all.numbers.shear_modulus_GPa).toEqual(Float64Array.of(NaN));
    expect(all.texts).toEqual({ material: ['Cu'], energy_method: ['PBE'] });
    const byMethod = await at.catalogue.columns('lab', { method: 'EAM Mishin 2001' }, names);
    expect(byMethod.numbers.gb_energy_J_m2).toEqual(Float64Array.of(0.8));
    expect(byMethod.numbers.sigma).toEqual(Float64Array.of(5));
    expect((await at.catalogue.columns('lab', { material: 'Fe' }, names)).ids()).toEqual([]);
  });

  it('shows of one method what a row shows: numbers of the state whose energy it is, not the lowest of each', async () => {
    const of = (name: string, value: number, method = 'EAM Mishin 2001') => energy(value, { name, method });
    const volume = 'excess_volume_angstrom';
    const state = (properties: readonly PropertyValue[], blob: string, coordination: number) => {
      const made = draft(boundary(), properties, blob.repeat(64));
      return { ...made, descriptors: { ...made.descriptors, mean_coordination: coordination } };
    };
    await add([
      state([energy(0.95), of(volume, 0.25), energy(0.7, { method: 'MEAM' })], 'a', 11),
      state([energy(0.9), of(volume, 0.3), energy(0.8, { method: 'MEAM' })], 'b', 12),
      draft(boundary(), [of(volume, 0.2), of('gb_mobility_m_per_s_GPa', 3)]),
      // Of another boundary no energy is known: the newest volume stands.
      draft(boundary({ key: 'z' }), [of(volume, 0.5)]),
      draft(boundary({ key: 'z' }), [energy(0.4, { name: volume, conditions: { protocol: 'other' } })]),
      draft(boundary({ key: 'z' }), [of(volume, 0.1, 'MEAM')]),
      // The lowest energy is told of the boundary as such: descriptors are of the lowest state.
      state([energy(0.6, { method: 'PBE' }), of(volume, 0.4, 'PBE')], 'c', 8),
      state([energy(0.5, { method: 'PBE' })], 'd', 9),
      draft(boundary(), [energy(0.1, { method: 'PBE', conditions: {} })]),
    ]);
    const names = { numbers: ['gb_energy_J_m2', volume, 'mean_coordination', 'sigma'], texts: ['material'] };
    const shown = async (method: string) => {
      const { numbers } = await at.catalogue.columns('lab', { method }, names);
      return names.numbers.map((name) => [...numbers[name]]);
    };
    expect(await shown('EAM Mishin 2001')).toEqual([[0.9, NaN], [0.3, 0.4], [12, NaN], [5, 5]]); // prettier-ignore
    expect(await shown('PBE')).toEqual([[0.1], [0.4], [9], [5]]);
    expect(await shown('MEAM')).toEqual([[0.7, NaN], [NaN, 0.1], [11, NaN], [5, 5]]); // prettier-ignore
  });

  it('gives columns in order of id, whichever numbers each boundary has', async () => {
    const drafts = Array.from({ length: 12 }, (_, i) =>
      draft(boundary({ key: `k${i}`, label: `b${i}` }), [
        ...(i % 2 === 0 ? [energy(i / 10)] : []),
        ...(i % 3 === 0 ? [energy(i, { name: 'excess_volume_angstrom' })] : []),
      ]),
    );
    const added = await add(drafts);
    const numbers = ['excess_volume_angstrom', 'gb_energy_J_m2'];
    const found = await at.catalogue.columns('lab', {}, { numbers, texts: ['kind', 'label'] });
    const order = added.map((_, i) => i).sort((a, b) => (added[a].boundaryId < added[b].boundaryId ? -1 : 1));
    expect(found.ids()).toEqual(order.map((i) => added[i].boundaryId));
    expect(found.texts.label).toEqual(order.map((i) => `b${i}`));
    expect(found.texts.kind).toHaveLength(12);
    expect([...found.numbers.gb_energy_J_m2]).toEqual(order.map((i) => (i % 2 === 0 ? i / 10 : NaN)));
    expect([...found.numbers.excess_volume_angstrom]).toEqual(order.map((i) => (i % 3 === 0 ? i : NaN)));
  });

  it('of another owner does not exist', async () => {
    const [{ boundaryId }] = await add([draft(boundary(), [energy(0.95)])]);
    expect(await at.catalogue.find('other', boundaryId)).toBeNull();
    expect(await at.catalogue.count('other', {})).toBe(0);
    expect(await at.catalogue.history('other', boundaryId)).toEqual([]);
    expect(await at.catalogue.publish('other', boundaryId, true, STAMP)).toBeNull();
    expect(await at.catalogue.addEvidence('other', [evidence(boundaryId)], STAMP)).toEqual([]);
  });

  it('links evidence, and lets a suggestion count for nothing before it is accepted', async () => {
    const [{ boundaryId }] = await add([draft(boundary(), [])]);
    const [assigned] = await at.catalogue.addEvidence('lab', [evidence(boundaryId)], STAMP);
    const guess = { state: 'suggested', score: 0.7, reasons: ['both hold Mn'] } as const;
    const measured = { measured_mean_valence: 5 };
    const [suggested] = await at.catalogue.addEvidence(
      'lab',
      [evidence(boundaryId, { ...guess, measured })],
      STAMP,
    );
    expect(suggested).toMatchObject({ ...guess, decided: null });
    expect((await find(boundaryId))!).toMatchObject({ nEvidence: 1, numbers: { measured_mean_valence: 3 } });
    const accepted = await at.catalogue.decideEvidence('lab', suggested.id, 'accepted', LATER);
    expect(accepted).toEqual({ ...suggested, state: 'accepted', decided: LATER });
    expect(await at.catalogue.decideEvidence('lab', suggested.id, 'accepted', LATER)).toBeNull();
    expect(await at.catalogue.decideEvidence('lab', assigned.id, 'accepted', LATER)).toBeNull();
    expect((await find(boundaryId))!).toMatchObject({ nEvidence: 2, numbers: { measured_mean_valence: 4 } });
    // Each decision can be taken back, and what was assigned as well.
    const decide = (id: string, state: 'accepted' | 'rejected') =>
      at.catalogue.decideEvidence('lab', id, state, LATER);
    expect(await decide(suggested.id, 'rejected')).toMatchObject({ state: 'rejected' });
    expect((await find(boundaryId))!).toMatchObject({ nEvidence: 1, numbers: { measured_mean_valence: 3 } });
    expect(await decide(suggested.id, 'accepted')).toMatchObject({ state: 'accepted' });
    expect(await decide(assigned.id, 'rejected')).toMatchObject({ state: 'rejected' });
    expect((await find(boundaryId))!).toMatchObject({ nEvidence: 1, numbers: { measured_mean_valence: 5 } });
    expect(await decide(assigned.id, 'accepted')).toMatchObject({ state: 'accepted' });
    const { analysisId } = assigned.region!;
    expect(await at.catalogue.evidenceOfAnalysis('lab', analysisId)).toHaveLength(2);
    expect(await at.catalogue.measuredNames('lab')).toEqual(['measured_mean_valence']);
    expect(await at.catalogue.measuredNames('other')).toEqual([]);
    expect(await labels({ analysisId, hasEvidence: true })).toHaveLength(1);
  });

  it('keeps what one hand says of a region once, also when it is said at the same time', async () => {
    const [{ boundaryId }] = await add([draft(boundary(), [])]);
    const say = (change: Partial<NewEvidence> = {}, stamp = STAMP) =>
      at.catalogue.addEvidence('lab', [evidence(boundaryId, change)], stamp);
    const answers = await Promise.all([say(), say(), say()]);
    expect(new Set(answers.map(([{ id }]) => id)).size).toBe(1);
    expect((await say())[0]).toEqual(answers[0][0]);
    expect((await find(boundaryId))!.evidence).toHaveLength(1);
    expect(await at.catalogue.history('lab', boundaryId)).toHaveLength(2);
    await say({ note: 'another one' });
    await say({}, LATER);
    expect((await find(boundaryId))!.evidence).toHaveLength(3);
  });

  it('answers questions', async () => {
    const twin = boundary({
      ...{ key: 'b', label: 'Σ3 twin', kind: 'twist', sigma: 3, misorientationDeg: 60 },
      ...{ planeFamilies: ['m-3m {111}', 'm-3m {111}'], axisFamily: 'm-3m ⟨111⟩', axis: [1, 1, 1] },
    });
    const oxide = boundary({ key: 'c', label: 'oxide', crystals: [MAGNESIA, MAGNESIA], sigma: 85 });
    const pair = boundary({
      ...{ key: 'd', label: 'pair', kind: 'coherent-heterophase', crystals: [COPPER, MAGNESIA] },
      ...{ sigma: null, axis: null, axisFamily: null, misorientationDeg: null, disorientationDeg: null },
    });
    const blob = 'c'.repeat(64);
    const energies = [0.95, 0.03, 1.4];
    await add(
      [boundary(), twin, oxide].map((one, i) => draft(one, [energy(energies[i])], i === 0 ? blob : null)),
    );
    await add([draft(pair, [])]);
    const first = boundary().label;
    expect(await labels({})).toEqual(['oxide', 'pair', 'Σ3 twin', first]);
    expect(await labels({ material: 'Cu' })).toEqual(['Σ3 twin', first]);
    expect(await labels({ material: 'Cu/MgO' })).toEqual(['pair']);
    expect(await labels({ chemsys: 'Mg-O' })).toEqual(['oxide']);
    expect(await labels({ elements: ['O', 'Mg'] })).toEqual(['oxide', 'pair']);
    expect(await labels({ sigma: [3, 85] })).toEqual(['oxide', 'Σ3 twin']);
    expect(await labels({ sigmaMin: 4, sigmaMax: 50 })).toEqual([first]);
    expect(await labels({ isGeneral: true })).toEqual(['oxide', 'pair']);
    expect(await labels({ isGeneral: false })).toEqual(['Σ3 twin', first]);
    expect(await labels({ axis: [0, -1, 0] })).toEqual(['oxide', first]);
    expect(await labels({ plane: [0, -1, 2] })).toEqual(['oxide', 'pair', first]);
    expect(await labels({ angleMinDeg: 55, angleMaxDeg: 61 })).toEqual(['Σ3 twin']);
    expect(await labels({ kind: ['twist', 'mixed'] })).toEqual(['Σ3 twin']);
    expect(await labels({ ranges: { gb_energy_J_m2: [0.5, null] } })).toEqual(['oxide', first]);
    expect(await labels({ ranges: { gb_energy_J_m2: [0, 1], sigma: [4, 9] } })).toEqual([first]);
    expect(await labels({ method: 'EAM Mishin 2001' })).toEqual(['oxide', 'Σ3 twin', first]);
    expect(await labels({ hasStructure: true })).toEqual([first]);
    expect(await labels({ isPublic: true })).toEqual([]);
    expect(await labels({ text: 'TWI' })).toEqual(['Σ3 twin']);
    expect(await labels({ text: 'mishin' })).toHaveLength(3);
    await expect(labels({ ranges: { "x') --": [0, 1] } })).rejects.toMatchObject({
      code: 'invalid-parameter',
    });
  });

  it.each([
    ['gb_energy_J_m2', false],
    ['gb_energy_J_m2', true],
    ['createdAt', true],
    ['label', false],
  ])(
    'lists by %s, descending %s, in pages that make up the whole, unknown ones last',
    async (by, descending) => {
      const values = [0.3, null, 0.1, 0.3, null, 0.2, -0.5];
      const drafts = values.map((value, i) =>
        draft(boundary({ key: `k${i}`, label: `L${i % 3}` }), value === null ? [] : [energy(value)]),
      );
      for (const [i, one] of drafts.entries())
        await add([one], { at: new Date(1e12 + (i % 3) * 1000), by: 'me' });
      const seen: (number | undefined)[] = [];
      const ids: string[] = [];
      for (let cursor: string | null = null, more = true; more;) {
        const request = { order: { by, descending }, limit: 2, cursor };
        const page = await at.catalogue.list('lab', {}, request);
        ids.push(...page.items.map(({ id }) => id));
        seen.push(...page.items.map(({ numbers }) => numbers.gb_energy_J_m2));
        cursor = page.nextCursor;
        more = cursor !== null;
      }
      expect(new Set(ids).size).toBe(values.length);
      const known = values.filter((v) => v !== null).sort((a, b) => (descending ? b - a : a - b));
      if (by === 'gb_energy_J_m2') expect(seen).toEqual([...known, undefined, undefined]);
    },
  );

  it('tells of each value that it is superseded, also by one of the same drafts', async () => {
    const imported = (value: number, row: number): PreparedDraft => {
      const made = draft(boundary(), [energy(value)]);
      const source = {
        kind: 'import',
        importId: 'i',
        fileName: 'a.csv',
        sha256: 'f',
        row,
        citation: null,
      } as const;
      return { ...made, draft: { ...made.draft, source } };
    };
    const values = [1.2, 0.95, 1.1, 0.94];
    const [{ boundaryId }] = await add(values.map(imported));
    const { properties } = (await find(boundaryId))!;
    expect(properties.map(({ value }) => value)).toEqual(values);
    const history = await at.catalogue.history('lab', boundaryId);
    expect(history.map(({ action, subjectId, detail }) => [action, subjectId, detail.by ?? null])).toEqual([
      ['boundary-added', boundaryId, null],
      ...properties.map(({ id }) => ['property-added', id, null]),
      ...properties.slice(0, 3).map(({ id, supersededBy }) => ['property-superseded', id, supersededBy]),
    ]);
    // The one after the lowest gave way to it when it came, and so does what was lowest.
    const [, second, , fourth] = properties.map(({ id }) => id);
    expect(properties.map(({ supersededBy }) => supersededBy)).toEqual([second, fourth, second, null]);
  });

  it('is published and withdrawn, which the history tells', async () => {
    const [{ boundaryId }] = await add([draft(boundary(), [])]);
    expect(await at.catalogue.publish('lab', boundaryId, true, LATER)).toMatchObject({ isPublic: true });
    expect(await labels({ isPublic: true })).toHaveLength(1);
    const history = await at.catalogue.history('lab', boundaryId);
    expect(history.at(-1)).toMatchObject({ action: 'published', stamp: LATER });
  });

  it('gives whole boundaries block by block', async () => {
    await add(Array.from({ length: 5 }, (_, i) => draft(boundary({ key: `k${i}` }), [energy(i)])));
    const sizes: number[] = [];
    const values: number[] = [];
    for await (const block of at.catalogue.blocks('lab', {}, 2)) {
      sizes.push(block.length);
      values.push(...block.map(({ properties }) => properties[0].value));
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(values.sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('makes one boundary of two that come at once', async () => {
    const both = await Promise.all([0.9, 0.8].map((value) => add([draft(boundary(), [energy(value)])])));
    expect(both[0][0].boundaryId).toBe(both[1][0].boundaryId);
    expect(both.flat().filter(({ isNewBoundary }) => isNewBoundary)).toHaveLength(1);
    const { properties } = (await find(both[0][0].boundaryId))!;
    expect(properties.filter(({ supersededBy }) => supersededBy === null)).toHaveLength(1);
  });
});

describe('the catalogue in PostgreSQL', () => {
  it('takes all drafts or none, and never changes its history', async () => {
    const at = await postgres().emptied();
    try {
      const nameless = energy(1, { name: null as unknown as string });
      const drafts = [draft(boundary(), [energy(1)]), draft(boundary({ key: 'z' }), [nameless])];
      await expect(at.catalogue.add('lab', drafts, STAMP)).rejects.toThrow('null value');
      expect(await at.catalogue.count('lab', {})).toBe(0);
      await at.catalogue.add('lab', drafts.slice(0, 1), STAMP);
      await expect(at.db.query('UPDATE catalogue_event SET by = $1', ['me'])).rejects.toThrow('append only');
      await expect(at.db.query('DELETE FROM catalogue_event')).rejects.toThrow('append only');
    } finally {
      await at.close();
    }
  });
});
