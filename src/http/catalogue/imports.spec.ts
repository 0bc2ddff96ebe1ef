import { createHash } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { prototypeCrystal } from '../../science/crystal/prototypes.js';
import { buildBicrystal } from '../../science/grain-boundaries/bicrystal.js';
import { makeBoundary } from '../../science/grain-boundaries/make-boundary.js';
import { runImports } from '../testing/run-imports.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import type { CatalogueBoundaryDto } from './catalogue.dto.js';
import type { CatalogueImportDto } from './imports.dto.js';

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

const BASE = '/api/v1/catalogue';
const get = (path: string, key = alice) =>
  request(service.url)
    .get(BASE + path)
    .set('Authorization', key);
const send = (files: Record<string, string | Buffer>, query = '', key = alice) => {
  const sent = request(service.url).post(`${BASE}/imports${query}`).set('Authorization', key);
  for (const [name, content] of Object.entries(files)) sent.attach('file', Buffer.from(content), name);
  return sent;
};
const commit = (id: string, body: object = {}, key = alice) =>
  request(service.url).post(`${BASE}/imports/${id}/commit`).set('Authorization', key).send(body);
const show = async (id: string): Promise<CatalogueImportDto> =>
  (await get(`/imports/${id}`).expect(200)).body as CatalogueImportDto;
/** Sent, and read. */
async function preview(files: Record<string, string>, query = ''): Promise<CatalogueImportDto> {
  const { body, headers } = await send(files, query).expect(202);
  const { id } = body as CatalogueImportDto;
  expect(headers.location).toBe(`${BASE}/imports/${id}`);
  expect(body).toMatchObject({ state: 'reading', nRows: null, problems: [], takenFromNames: [], sample: [] });
  await runImports(service);
  return show(id);
}
/** Asked for, and taken in. */
async function taken(id: string, body: object = {}): Promise<CatalogueImportDto> {
  expect((await commit(id, body).expect(202)).body).toMatchObject({ id, state: 'committing' });
  await runImports(service);
  return show(id);
}
const count = async (): Promise<number> =>
  (await get('/boundaries?count=true').expect(200)).body.total as number;

const HEADER = 'material,sigma,rotation_axis,gb_plane,method,gb_energy (mJ/m^2)';
const TABLE = `${HEADER}\nfcc Cu,5,0 0 1,2 1 0,EAM,951\nfcc Cu,5,1 0 0,0 2 1,DFT,940\nUO2,5,0 0 1,3 1 0,EAM,1350\n`;

describe('imports', () => {
  it('are shown first, then taken in, once', async () => {
    const read = await preview({ 'a table.csv': TABLE }, '?citation=somebody');
    expect(read).toMatchObject({
      ...{ fileName: 'a table.csv', format: 'flat-csv', state: 'previewed', committed: null, problem: null },
      ...{ nRows: 3, nDrafts: 3, nNewBoundaries: 2, nKnownBoundaries: 0, nProblems: 0, problems: [] },
      sha256: createHash('sha256').update(TABLE).digest('hex'),
    });
    expect(read.sample).toHaveLength(3);
    expect(read.sample[0]).toMatchObject({
      ...{ row: 1, material: 'Cu', sigma: 5, kind: 'symmetric-tilt', boundaryId: null, nAtoms: null },
      properties: [{ name: 'gb_energy_J_m2', value: 0.951, unit: 'J/m²', method: 'EAM' }],
    });
    expect(await count()).toBe(0);
    expect((await get(`/imports/${read.id}`, reader).expect(200)).body).toEqual(read);
    await get(`/imports/${read.id}`, bob).expect(404);
    await commit(read.id, {}, reader).expect(403);
    await commit(read.id, {}, bob).expect(404);
    const done = await taken(read.id);
    expect(done).toMatchObject({ state: 'committed', nNewBoundaries: 2 });
    expect(done.committed).toMatchObject({
      ...{ nNewBoundaries: 2, nNewStructures: 0, nNewProperties: 3, nSuperseded: 0, nKnownProperties: 0 },
      by: `key:${alice.split('_')[1]}`,
    });
    expect(await count()).toBe(2);
    expect((await commit(read.id).expect(409)).body.code).toBe('already-committed');
    const [first] = done.committed!.boundaryIds;
    expect(done.sample.map(({ boundaryId }) => boundaryId).slice(0, 2)).toEqual([first, first]);
    const { properties } = (await get(`/boundaries/${first}`).expect(200)).body as CatalogueBoundaryDto;
    expect(properties.map(({ method, value }) => [method, value])).toEqual([
      ['EAM', 0.951],
      ['DFT', 0.94],
    ]);
    expect(properties[1].source).toEqual({
      ...{ kind: 'import', importId: read.id, fileName: 'a table.csv', sha256: read.sha256 },
      ...{ row: 2, citation: 'somebody' },
    });
    expect((await get('/imports').expect(200)).body.items).toMatchObject([{ id: read.id }]);
  });

  it('recognise what is known, however it is described', async () => {
    const table = `${HEADER}\nCu,5,0 1 0,1 0 -2,EAM,951\n`;
    const read = await preview({ 't.csv': table });
    expect(read).toMatchObject({ nNewBoundaries: 0, nKnownBoundaries: 1 });
    expect(read.sample[0].boundaryId).not.toBeNull();
    const { committed } = await taken(read.id);
    expect(committed).toMatchObject({ nNewBoundaries: 0, nNewProperties: 0, nKnownProperties: 1 });
  });

  it('with problems come in only when these are left out', async () => {
    const table = `${HEADER}\nNi,5,0 0 1,2 1 0,EAM,1.3e9\nNi,5,0 0 1,3 1 0,EAM,1200\n`;
    const { id, ...read } = await preview({ 't.csv': table });
    expect(read).toMatchObject({ nRows: 2, nProblems: 1, problems: [{ row: 1 }] });
    const before = await count();
    expect((await commit(id).expect(409)).body.code).toBe('import-has-problems');
    expect(await count()).toBe(before);
    await commit(id, { leaveOutProblems: 'yes' }).expect(422);
    await taken(id, { leaveOutProblems: true });
    expect(await count()).toBe(before + 1);
  });

  it('that failed or were cancelled are run again by their job, as long as their files are there', async () => {
    const retry = (jobId: string | null) =>
      request(service.url).post(`/api/v1/jobs/${jobId}/retry`).set('Authorization', alice);
    const { id, jobId } = (await send({ 't.csv': TABLE }).expect(202)).body as CatalogueImportDto;
    await service.jobs.cancel('alice', jobId!);
    expect((await show(id)).state).toBe('failed');
    const again = (await retry(jobId).expect(202)).body as { id: string; kind: string; subjectId: string };
    expect(again).toMatchObject({ kind: 'import', subjectId: id });
    expect(await show(id)).toMatchObject({ state: 'reading', jobId: again.id, problem: null });
    await runImports(service);
    const read = await show(id);
    expect(read).toMatchObject({ state: 'previewed', nRows: 3 });
    await retry(again.id).expect(409);

    const other = (await send({ 'u.csv': `${TABLE}\n` }).expect(202)).body as CatalogueImportDto;
    await service.jobs.cancel('alice', other.jobId!);
    await service.blobs.delete(other.sha256);
    const refused = await retry(other.jobId).expect(409);
    expect(refused.body).toMatchObject({ code: 'cannot-retry' });
    expect(refused.body.detail).toContain('u.csv is no longer kept');
  });

  it('may be structures, which are described', async () => {
    const crystal = prototypeCrystal('fcc', ['Cu'], [3.615]);
    const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 13, plane: [3, 2, 0] });
    const { structure } = buildBicrystal(boundary, { cell: 'free-surfaces', grainThicknessAngstrom: 12 });
    const files = { 'a.extxyz': writeExtxyz([{ structure, info: new Map([['gb_energy_J_m2', '0.8']]) }]) };
    const query = '?material=fcc%20Cu&sigma=13&axis=0,0,1&plane=3,2,0&method=EAM&lattice=3.615';
    const read = await preview(files, query);
    expect(read).toMatchObject({ format: 'structure-extxyz', nProblems: 0, nNewBoundaries: 1 });
    expect(read.sample[0]).toMatchObject({ nAtoms: structure.nAtoms, sigma: 13 });
    const { committed } = await taken(read.id);
    const body = (await get(`/boundaries/${committed!.boundaryIds[0]}`)).body as CatalogueBoundaryDto;
    expect(body.structures).toMatchObject([{ nAtoms: structure.nAtoms, hasAtomDescriptors: true }]);
    const atoms = await get(`/structures/${body.structures[0].id}?format=json`).expect(200);
    expect(JSON.parse(atoms.text)).toMatchObject({ elements: ['Cu'] });
  });

  it.each([[{ 'a.txt': 'hello' }], [{ 'a.csv': TABLE, 'b.json': '[]' }]])(
    'fail where nothing can be read, and say why: %j',
    async (files: Record<string, string>) => {
      const read = await preview(files);
      expect(read).toMatchObject({ state: 'failed', nRows: null, problem: { code: 'unknown-format' } });
      const job = (await request(service.url)
        .get(`/api/v1/jobs/${read.jobId}`)
        .set('Authorization', reader)
        .expect(200)) as { body: unknown };
      expect(job.body).toMatchObject({ kind: 'import', state: 'failed', subjectId: read.id });
      expect((await commit(read.id).expect(409)).body.code).toBe('import-failed');
    },
  );

  it('tell what they took from the name of a file', async () => {
    const table = 'n,Egb\n0.5,1\n';
    const named = await preview({ 'best_grip_data_Cu210.csv': table });
    expect(named.takenFromNames).toContainEqual({
      ...{ label: 'potential', value: 'EAM Mishin 2001 (Cu)', fileName: 'best_grip_data_Cu210.csv' },
    });
    const said = await preview({ 'best_grip_data_Cu210.csv': table }, '?method=EAM&citation=somebody');
    expect(said.takenFromNames.map(({ label }) => label)).not.toContain('potential');
  });

  it('are cancelled while they are read, or taken in', async () => {
    const { body } = await send({ 't.csv': TABLE }).expect(202);
    const { id, jobId } = body as CatalogueImportDto;
    const cancel = (job: string | null, key = alice) =>
      request(service.url).post(`/api/v1/jobs/${job}/cancel`).set('Authorization', key);
    await cancel(jobId, reader).expect(403);
    await cancel(jobId).expect(202);
    expect(await show(id)).toMatchObject({ state: 'failed', problem: { code: 'cancelled' } });
    const read = await preview({ 't.csv': TABLE });
    const before = await count();
    expect((await commit(read.id).expect(202)).body).toMatchObject({ state: 'committing' });
    expect((await commit(read.id).expect(409)).body.code).toBe('not-finished');
    await cancel((await show(read.id)).jobId).expect(202);
    await runImports(service);
    expect(await show(read.id)).toMatchObject({ state: 'previewed', problem: { code: 'cancelled' } });
    expect(await count()).toBe(before);
    expect(await taken(read.id)).toMatchObject({ state: 'committed', problem: null });
  });

  it('are refused at once where what is sent is no text, or the form is none', async () => {
    const code = async (answer: request.Test, status: number) =>
      (await answer.expect(status)).body.code as string;
    const nKept = service.blobs.nBlobs;
    const mixed = { 'a.csv': `${TABLE} `, 'a.bin': Buffer.from([1, 0, 2]), 'b.csv': `${TABLE}  ` };
    expect(await code(send(mixed), 415)).toBe('unsupported-media-type');
    expect(await code(send({ 'a.csv': `${TABLE} `, '..': TABLE }), 422)).toBe('invalid-filename');
    expect(service.blobs.nBlobs).toBe(nKept);
    expect(await code(send({ 'a.csv': 'x'.repeat(1_000_001) }), 413)).toBe('payload-too-large');
    expect(await code(send({ 'a.csv': TABLE }, '?format=xlsx'), 400)).toBe('invalid-parameter');
    expect(await code(send({ 'a.csv': TABLE }, '?plane=1,0'), 400)).toBe('invalid-parameter');
    expect(await code(send({ 'a.csv': TABLE }, '', reader), 403)).toBe('insufficient-scope');
    const post = request(service.url).post(`${BASE}/imports`).set('Authorization', alice);
    expect(await code(post.field('material', 'Cu'), 422)).toBe('validation-error');
    const other = request(service.url).post(`${BASE}/imports`).set('Authorization', alice);
    expect(await code(other.send({ a: 1 }), 415)).toBe('unsupported-media-type');
  });
});
