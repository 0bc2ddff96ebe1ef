import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDataset, anAnalysis } from '../../../test/support/records.js';
import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import { structureOf } from '../../science/crystal/build.js';
import { writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import type { NewEvidence, PreparedDraft } from '../../workflows/ports/catalogue.js';
import { inOnePiece, startTestService, type TestService } from '../testing/test-service.js';
import type { CatalogueBoundaryDto, CatalogueEvidenceDto, CatalogueListDto } from './catalogue.dto.js';

let service: TestService;
let alice: string;
let bob: string;
let reader: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
  reader = `Bearer ${await service.key('alice', ['catalogue:read'])}`;
});
afterAll(() => service.close());

const get = (path: string, key = alice) =>
  request(service.url).get(`/api/v1${path}`).set('Authorization', key);
const post = (path: string, body: object, key = alice) =>
  request(service.url).post(`/api/v1${path}`).set('Authorization', key).send(body);
const list = async (query: string, key = alice): Promise<CatalogueListDto> =>
  (await get(`/catalogue/boundaries?${query}`, key).expect(200)).body as CatalogueListDto;

const named = async (change: object = {}): Promise<CatalogueBoundaryDto> => {
  const body = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0], ...change };
  return (await post('/catalogue/boundaries', body)).body as CatalogueBoundaryDto;
};
const EAM = { methodKind: 'empirical-potential', method: 'EAM Mishin 2001' };
const energy = (value: number, change: object = {}) => ({ name: 'gb_energy_J_m2', value, ...EAM, ...change });

describe('boundaries', () => {
  it('are named once, whichever of the equivalent names is used', async () => {
    const body = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0] };
    const answer = await post('/catalogue/boundaries', body).expect(201);
    const first = answer.body as CatalogueBoundaryDto;
    expect(answer.headers.location).toBe(`/api/v1/catalogue/boundaries/${first.id}`);
    expect(first).toMatchObject({
      ...{ material: 'Cu', chemsys: 'Cu', kind: 'symmetric-tilt', sigma: 5, axisFamily: 'm-3m ⟨100⟩' },
      ...{ planeFamilies: ['m-3m {310}', 'm-3m {310}'], structures: [], properties: [], evidence: [] },
      ...{ isPublic: false, energyMethod: null, nStructures: 0, numbers: { sigma: 5 } },
    });
    expect(first.disorientationDeg).toBeCloseTo(36.87, 2);
    const other = { material: 'fcc Cu', sigma: 5, axis: [1, 0, 0], plane: [0, 3, 1] };
    const again = await post('/catalogue/boundaries', other).expect(200);
    expect((again.body as CatalogueBoundaryDto).id).toBe(first.id);
  });

  it('are refused with the reason', async () => {
    const body = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0] };
    const code = async (change: object, status = 422) =>
      (await post('/catalogue/boundaries', { ...body, ...change }).expect(status)).body.code as string;
    expect(await code({ material: 'unobtainium' })).toBe('unknown-material');
    expect(await code({ material: 'Ti' })).toBe('lattice-needed');
    expect(await code({ sigma: 6 })).toBe('no-such-sigma');
    expect(await code({ axis: [0, 1] })).toBe('validation-error');
    expect(await code({ potential: 'x' })).toBe('validation-error');
  });

  it('are found by what is asked for, in the order that is asked for', async () => {
    const [a, b, c] = [
      await named(),
      await named({ plane: [2, 1, 0] }),
      await named({ sigma: 3, axis: [1, 1, 0], plane: [1, -1, 1], material: 'Al' }),
    ];
    await post(`/catalogue/boundaries/${b.id}/properties`, energy(0.9511)).expect(201);
    await post(`/catalogue/boundaries/${c.id}/properties`, energy(0.07)).expect(201);
    const ids = async (query: string) => (await list(query)).items.map(({ id }) => id);
    expect(await ids('sort=gb_energy_J_m2')).toEqual([c.id, b.id, a.id]);
    expect(await ids('sigma=5&gb_plane=0,1,-2')).toEqual([b.id]);
    expect(await ids('chemsys=Al&sigma_max=4')).toEqual([c.id]);
    expect(await ids('min=gb_energy_J_m2:0.05&max=gb_energy_J_m2:0.5,sigma:5')).toEqual([c.id]);
    expect(await ids('rotation_axis=1,0,1&angle_min=60')).toEqual([c.id]);
    expect(await ids('text=mishin&sort=label')).toHaveLength(2);
    expect(await ids('sigma=general')).toEqual([]);
    expect(await ids('has_structure=true')).toEqual([]);
    const first = await list('sort=gb_energy_J_m2&limit=1&count=true');
    expect(first).toMatchObject({ total: 3, items: [{ id: c.id }] });
    const next = await list(`sort=gb_energy_J_m2&limit=5&cursor=${encodeURIComponent(first.nextCursor!)}`);
    expect(next.items.map(({ id }) => id)).toEqual([b.id, a.id]);
    expect(next).toMatchObject({ total: null, nextCursor: null });
    expect((await list('', bob)).items).toEqual([]);
    const refused = ['sigma=five', 'min=gb_energy_J_m2', 'min=gb_energy_J_m2:x', 'sort=a;b', 'nonsense=1'];
    const unknown = ['sort=nosuch', 'min=nosuch:1', 'gb_plane=0,0,0', 'rotation_axis=0,0,0'];
    for (const query of [
      ...refused,
      ...unknown,
      'cursor=x',
      'angle_min=0x10',
      'gb_plane=1,0',
      'sigma=3&sigma=5',
    ])
      expect((await get(`/catalogue/boundaries?${query}`).expect(400)).body.code).toBe('invalid-parameter');
  });

  it('belong to their owner, and need their scopes', async () => {
    const { id } = await named();
    for (const path of ['', '/history', '/similar'])
      await get(`/catalogue/boundaries/${id}${path}`, bob).expect(404);
    await post(`/catalogue/boundaries/${id}/properties`, energy(1), bob).expect(404);
    await get(`/catalogue/boundaries/${id}`, reader).expect(200);
    await post(`/catalogue/boundaries/${id}/properties`, energy(1), reader).expect(403);
    const old = `Bearer ${await service.key('alice', ['datasets:read', 'searches:read'])}`;
    await get('/catalogue/boundaries', old).expect(403);
  });

  it('are alike for reasons', async () => {
    const [a, b] = [await named(), await named({ material: 'Ni' })];
    const { body } = await get(`/catalogue/boundaries/${a.id}/similar?limit=2`).expect(200);
    const [best, second] = body.items as {
      boundary: { id: string };
      score: number;
      reasons: string[];
    }[];
    expect(best.boundary.id).toBe(b.id);
    expect(best.reasons).toEqual(['plane {310}', 'Σ5', 'axis ⟨100⟩', 'disorientation 0.0° off']);
    // 0.3 + 0.2 + 0.1 + 0.15 of the weights.
    expect(best.score).toBe(0.75);
    expect(second.score).toBeLessThan(0.75);
  });

  it('are published and withdrawn, and the history says by whom', async () => {
    const { id } = await named({ plane: [2, 1, 0] });
    const patch = (isPublic: unknown) =>
      request(service.url)
        .patch(`/api/v1/catalogue/boundaries/${id}`)
        .set('Authorization', alice)
        .send({ isPublic });
    expect((await patch(true).expect(200)).body).toMatchObject({ id, isPublic: true });
    await patch(false).expect(200);
    await patch('yes').expect(422);
    const { body } = await get(`/catalogue/boundaries/${id}/history`).expect(200);
    const items = body.items as { action: string; by: string }[];
    expect(items.map(({ action }) => action)).toEqual([
      ...['boundary-added', 'property-added', 'published', 'withdrawn'],
    ]);
    for (const { by } of items) expect(by).toBe(`key:${alice.split('_')[1]}`);
  });
});

describe('values', () => {
  it('supersede those of the same method and stand beside those of others', async () => {
    const { id } = await named({ sigma: 13, plane: [3, 2, 0] });
    const add = (body: object) => post(`/catalogue/boundaries/${id}/properties`, body);
    await add(energy(0.8)).expect(201);
    await add(energy(0.8)).expect(200);
    const noted = { note: 'longer relaxation', conditions: { temperature_K: 0 } };
    await add(energy(0.75, { std: 0.01, ...noted })).expect(201);
    await add(energy(0.79)).expect(201);
    const body = (await get(`/catalogue/boundaries/${id}`).expect(200)).body as CatalogueBoundaryDto;
    const [old, conditioned, current] = body.properties;
    expect(old).toMatchObject({ value: 0.8, unit: 'J/m²', std: null, supersededBy: current.id });
    expect(conditioned).toMatchObject({ supersededBy: null, source: { kind: 'user', note: noted.note } });
    expect(conditioned.conditions).toEqual({ temperature_K: 0 });
    expect(body).toMatchObject({ nProperties: 2, numbers: { gb_energy_J_m2: 0.75 } });
    const code = async (change: object) => (await add(energy(0.8, change)).expect(422)).body.code as string;
    expect(await code({ name: 'colour' })).toBe('unknown-property');
    expect(await code({ value: 800 })).toBe('out-of-range');
    expect(await code({ methodKind: 'guess' })).toBe('validation-error');
    expect(await code({ conditions: { deep: {} } })).toBe('validation-error');
    await add(energy(0.7, { structureId: '00000000-0000-7000-8000-0000000000aa' })).expect(404);
  });
});

describe('structures', () => {
  it('are given out in every format, take values, and tell their descriptors', async () => {
    const copper = structureOf(prototypeCrystal('fcc', ['Cu'], [3.615]));
    const extxyz = writeExtxyz([{ structure: copper }]);
    const put = async (text: string) =>
      (await service.blobs.put(inOnePiece(new TextEncoder().encode(text)))).sha256;
    const { id: boundaryId } = await named({ sigma: 17, plane: [4, 1, 0] });
    const { boundary } = (await service.catalogue.find('alice', boundaryId))!;
    const structure = {
      ...{ extxyz, nAtoms: 4, atomFraction: 0.5, termination: null, translationAngstrom: null },
    };
    const draft: PreparedDraft = {
      draft: { boundary, structure, properties: [], source: { kind: 'user', note: null } },
      structureBlob: await put(extxyz),
      descriptors: { coordination_mean: 11.5, bond_strain_mean: null },
      descriptorBlob: await put('{"perAtom":{"coordination":[12,12,12,11]}}'),
      optimade: null,
    };
    const stamp = { at: new Date('2026-03-01T10:00:00Z'), by: 'key:1' };
    const [{ structureId: id }] = await service.catalogue.add('alice', [draft], stamp);
    const value = energy(0.85, { structureId: id });
    const { body } = await post(`/catalogue/boundaries/${boundaryId}/properties`, value).expect(201);
    expect((body as CatalogueBoundaryDto).structures).toMatchObject([
      { id, boundaryId, nAtoms: 4, energyJPerM2: 0.85, rank: 1, method: EAM.method, atomFraction: 0.5 },
    ]);
    expect(body).toMatchObject({ numbers: { coordination_mean: 11.5, gb_energy_J_m2: 0.85 } });
    const textOf = async (format: string) =>
      (await get(`/catalogue/structures/${id}?format=${format}`).expect(200)).text;
    expect(await textOf('extxyz')).toBe(extxyz);
    expect(await textOf('cif')).toContain('_cell_length_a');
    expect(await textOf('poscar')).toContain('Direct');
    expect(await textOf('lammps')).toContain('4 atoms');
    expect(JSON.parse(await textOf('pymatgen'))).toMatchObject({ '@class': 'Structure' });
    expect(JSON.parse(await textOf('json'))).toMatchObject({ elements: ['Cu'], kinds: [0, 0, 0, 0] });
    await get(`/catalogue/structures/${id}?format=pdb`).expect(400);
    await get(`/catalogue/structures/${id}`, bob).expect(404);
    expect((await get(`/catalogue/structures/${id}/descriptors`).expect(200)).body).toEqual({
      structureId: id,
      zone: { coordination_mean: 11.5, bond_strain_mean: null },
      detail: { perAtom: { coordination: [12, 12, 12, 11] } },
    });
  });
});

/** A finished analysis of 4 pixels: the last lies outside of what the network knows. */
async function finishedAnalysis(): Promise<string> {
  const { dataset } = aDataset('alice');
  const verdicts = [true, true, true, false].map((inside) => ({ inside, score: 0, limit: 1, reason: null }));
  const mean = { kind: 'scalar', id: 'mn-l23-valence.mean-valence', values: [3, 3.2, null, 9] };
  const classes = { kind: 'classes', id: 'o-k.coordination', labels: ['≤2', '3'] };
  const estimates = [mean, { ...classes, probabilities: [[1, 0.5, 0, 0], [0, 0.5, 1, 0]] }]; // prettier-ignore
  const result = { scan: { nPixels: 4 }, descriptors: [{ verdicts, estimates }] };
  const bytes = new TextEncoder().encode(JSON.stringify(result));
  const { sha256: resultBlob } = await service.blobs.put(inOnePiece(bytes));
  const { analysis } = anAnalysis(dataset, { resultBlob, preprocessedBlob: resultBlob });
  service.database.analyses.set(analysis.id, analysis);
  return analysis.id;
}

describe('evidence', () => {
  it('of a region carries what networks say inside their domain', async () => {
    const { id } = await named({ sigma: 25, plane: [7, 1, 0] });
    const analysisId = await finishedAnalysis();
    const region = { kind: 'scan-region', analysisId, fromPixel: 1, toPixel: 4, changePointPixel: 1.5 };
    const path = `/catalogue/boundaries/${id}/evidence`;
    const { body } = await post(path, { ...region, note: 'seen in HAADF' }).expect(201);
    expect(body).toMatchObject({
      ...{ boundaryId: id, kind: 'scan-region', state: 'assigned', note: 'seen in HAADF', score: null },
      region: { analysisId, fromPixel: 1, toPixel: 4, changePointPixel: 1.5 },
    });
    expect((body as CatalogueEvidenceDto).measured).toEqual({
      measured_mn_l23_valence_mean_valence: 3.2,
      measured_o_k_coordination_2: 0.25,
      measured_o_k_coordination_3: 0.75,
    });
    const boundary = (await get(`/catalogue/boundaries/${id}`).expect(200)).body as CatalogueBoundaryDto;
    expect(boundary).toMatchObject({ nEvidence: 1, numbers: { measured_mn_l23_valence_mean_valence: 3.2 } });
    expect(boundary.evidence).toEqual([body]);
    expect((await get(`/analyses/${analysisId}/evidence`).expect(200)).body).toEqual({ items: [body] });
    expect((await list(`analysis_id=${analysisId}&has_evidence=true`)).items).toHaveLength(1);
    const status = async (change: object) => (await post(path, { ...region, ...change })).status;
    expect(await status({ toPixel: 5 })).toBe(400);
    expect(await status({ fromPixel: 3, toPixel: 3 })).toBe(400);
    expect(await status({ changePointPixel: 0.5 })).toBe(400);
    expect(await status({ analysisId: id })).toBe(404);
    expect(await status({ fromPixel: undefined })).toBe(422);
    expect(await status({ publication: '10.1/x' })).toBe(422);
  });

  it('may be a publication or a search that there is', async () => {
    const { id } = await named({ sigma: 29, plane: [5, 2, 0] });
    const path = `/catalogue/boundaries/${id}/evidence`;
    const doi = { kind: 'publication', publication: 'doi:10.1016/j.actamat.2009.04.007' };
    expect((await post(path, doi).expect(201)).body).toMatchObject({ ...doi, region: null, measured: {} });
    await post(path, { kind: 'search', searchId: id }).expect(404);
    await post(path, { kind: 'hearsay' }).expect(422);
    await post(`/catalogue/boundaries/${await finishedAnalysis()}/evidence`, doi).expect(404);
  });

  it('that is suggested counts when it is accepted, once, and a decision can be taken back', async () => {
    const { id } = await named({ sigma: 37, plane: [6, 1, 0] });
    const suggestion: NewEvidence = {
      ...{ boundaryId: id, kind: 'publication', state: 'suggested', region: null, searchId: null },
      ...{ publication: 'x', score: 0.4, reasons: ['why not'], measured: { measured_a: 1 }, note: null },
    };
    const stamp = { at: new Date('2026-03-01T10:00:00Z'), by: 'kaimen' };
    const [one, two] = await service.catalogue.addEvidence('alice', [suggestion, suggestion], stamp);
    const count = async () =>
      ((await get(`/catalogue/boundaries/${id}`)).body as CatalogueBoundaryDto).nEvidence;
    expect(await count()).toBe(0);
    await post(`/catalogue/evidence/${one.id}/accept`, {}, bob).expect(404);
    const { body } = await post(`/catalogue/evidence/${one.id}/accept`, {}).expect(200);
    expect(body).toMatchObject({ state: 'accepted', decidedBy: `key:${alice.split('_')[1]}`, score: 0.4 });
    expect(await count()).toBe(1);
    await post(`/catalogue/evidence/${one.id}/accept`, {}).expect(404);
    await post(`/catalogue/evidence/${one.id}/reject`, {}).expect(200);
    expect(await count()).toBe(0);
    await post(`/catalogue/evidence/${one.id}/accept`, {}).expect(200);
    expect((await post(`/catalogue/evidence/${two.id}/reject`, {}).expect(200)).body.state).toBe('rejected');
    expect(await count()).toBe(1);
  });
});
