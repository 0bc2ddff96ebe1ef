import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headlineOf } from '../../workflows/batches/headline.js';
import { SMALL_RESULT } from '../../workflows/exports/testing/small-result.js';
import { problemOf } from '../../workflows/problems.js';
import { lineScanSummary, SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let alice: string;
let bob: string;
let count = 0;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
});
afterAll(() => service.close());

const get = (path: string, key = alice) =>
  request(service.url).get(`/api/v1${path}`).set('Authorization', key);
const post = (path: string, body?: object, key = alice) =>
  request(service.url).post(`/api/v1${path}`).set('Authorization', key).send(body);

/** A dataset that is ready; or one that is still being read. */
async function dataset(fileName: string, isReady = true): Promise<string> {
  const { body } = await request(service.url)
    .post('/api/v1/datasets')
    .set('Authorization', alice)
    .attach('file', Buffer.from(SMALL_MSA + String((count += 1))), fileName)
    .expect(202);
  if (isReady)
    await service.jobs.finishIngest(body.job.id as string, { summary: await lineScanSummary(service.blobs) });
  return body.dataset.id as string;
}

const finish = (jobId: string) =>
  service.jobs.finishAnalysis(jobId, {
    resultBlob: 'r',
    preprocessedBlob: 'p',
    headline: headlineOf(SMALL_RESULT),
    softwareVersion: '0.0.0',
  });
const jobOf = (analysisId: string): string => service.database.analyses.get(analysisId)!.jobId;

describe('batches', () => {
  it('analyse many datasets, go on past a bad one, and reuse what is the same', async () => {
    const datasetIds = [await dataset('a.msa'), await dataset('b.msa'), await dataset('c.msa', false)];
    const recipe = { name: 'three', seed: 3 };
    const { body, headers } = await post('/batches', { recipe, datasetIds }).expect(202);
    expect(headers.location).toBe(`/api/v1/batches/${body.id}`);
    expect(body).toMatchObject({ name: 'three', savedRecipe: null, recipe: { seed: 3 } });
    expect(body.counts).toMatchObject({ total: 3, queued: 2, failed: 1, reused: 0 });
    const rows = await get(`/batches/${body.id}/rows`).expect(200);
    expect(rows.body.items[2]).toMatchObject({ analysisId: null, problem: { code: 'dataset-not-ready' } });
    await finish(jobOf(rows.body.items[0].analysisId as string));
    await service.jobs.finishAnalysis(jobOf(rows.body.items[1].analysisId as string), {
      problem: problemOf('no-counts', 'x'),
    });
    expect((await get(`/batches/${body.id}`)).body.counts).toMatchObject({ succeeded: 1, failed: 2 });
    const failed = await get(`/batches/${body.id}/rows?state=failed&limit=1`).expect(200);
    expect(failed.body).toMatchObject({
      items: [{ position: 1, problem: { code: 'no-counts' } }],
      nextCursor: '1',
    });

    const again = await post('/batches', { recipe, datasetIds }).expect(202);
    expect(again.body.counts).toMatchObject({ total: 3, succeeded: 1, queued: 1, failed: 1, reused: 1 });
    const other = await post('/batches', { recipe: { ...recipe, seed: 4 }, datasetIds }).expect(202);
    expect(other.body.counts.reused).toBe(0);

    const retried = await post(`/batches/${body.id}/retry`).expect(202);
    expect(retried.body.counts).toMatchObject({ succeeded: 1, queued: 1, failed: 1 });
    const csv = await get(`/batches/${body.id}/table.csv`).expect(200);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')[1]).toMatch(/^dataset,state,problem,/);
    expect(csv.text.split('\r\n')[2]).toMatch(/^a\.msa,succeeded,,,/);

    expect((await post(`/batches/${again.body.id}/cancel`).expect(202)).body.counts.cancelled).toBe(1);
    expect((await post(`/batches/${again.body.id}/cancel`).expect(409)).body.code).toBe('already-ended');
    for (const path of ['', '/rows', '/table.csv'])
      expect((await get(`/batches/${body.id}${path}`, bob).expect(404)).body.code).toBe('not-found');
    for (const path of ['cancel', 'retry'])
      await post(`/batches/${body.id}/${path}`, undefined, bob).expect(404);
    expect((await get('/batches', bob).expect(200)).body.items).toEqual([]);
    expect((await get('/batches').expect(200)).body.items).toHaveLength(3);
    await post('/batches', { datasetIds }, bob).expect(404);
  });

  it('choose datasets by a filter, and a recipe that was saved', async () => {
    await dataset('NMC 1.msa');
    await dataset('NMC 2.msa');
    const saved = await post('/recipes', { recipe: { name: 'NMC', seed: 9 } }).expect(201);
    const filter = { name: 'nmc ?.*', format: 'dm4', uploadedSince: '2020-01-01T00:00:00Z' };
    const { body } = await post('/batches', { recipeId: saved.body.id, filter }).expect(202);
    expect(body.counts.total).toBe(2);
    expect(body).toMatchObject({ savedRecipe: { id: saved.body.id, version: 1 }, recipe: { seed: 9 } });
    expect(body.recipeSha256).toBe(saved.body.latest.sha256);
    const { items } = (await get(`/batches/${body.id}/rows`)).body;
    const analysis = (await get(`/analyses/${items[0].analysisId}`).expect(200)).body;
    expect(analysis).toMatchObject({ savedRecipe: body.savedRecipe, recipeSha256: body.recipeSha256 });
    await post('/batches', { filter: { name: 'nothing*' } }).expect(400);
  });

  it.each([
    [{}, '#/datasetIds'],
    [{ datasetIds: [], filter: {} }, '#/datasetIds'],
    [{ filter: { nme: 'x' } }, '#/filter/nme'],
    [{ filter: {}, recipe: { seed: -1 } }, '#/recipe/seed'],
    [{ datasetIds: ['x'] }, '#/datasetIds'],
  ])('refuse %j and say where', async (body, pointer) => {
    const answer = await post('/batches', body).expect(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});
