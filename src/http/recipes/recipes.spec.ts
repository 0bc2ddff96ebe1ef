import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let alice: string;
let bob: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
});
afterAll(() => service.close());

const get = (path: string, key = alice) =>
  request(service.url).get(`/api/v1${path}`).set('Authorization', key);
const post = (path: string, body: object, key = alice) =>
  request(service.url).post(`/api/v1${path}`).set('Authorization', key).send(body);

describe('recipes', () => {
  it('have a schema', async () => {
    const { body } = await get('/recipe-schema').expect(200);
    expect(body.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(body.properties.seed).toMatchObject({ type: 'integer', minimum: 0, default: 1 });
  });

  it('are saved whole, in versions that stay', async () => {
    const { body, headers } = await post('/recipes', { recipe: { name: 'NMC' }, note: 'first' }).expect(201);
    expect(headers.location).toBe(`/api/v1/recipes/${body.id}`);
    expect(body.latest).toMatchObject({
      version: 1,
      note: 'first',
      recipe: { schema: 'kaimen.recipe/1', seed: 1 },
    });
    const at = `/recipes/${body.id}`;
    const second = await post(`${at}/versions`, { recipe: { seed: 7 } }).expect(201);
    expect(second.body).toMatchObject({ version: 2, recipe: { name: 'NMC', seed: 7 }, note: null });
    expect(second.body.sha256).not.toBe(body.latest.sha256);
    expect(
      (await post(`${at}/versions`, { recipe: { seed: 7, name: 'NMC' } }).expect(200)).body.version,
    ).toBe(2);
    const history = (await get(`${at}/versions`).expect(200)).body.items;
    expect(history).toEqual([second.body, body.latest]);
    expect((await get(`${at}/versions/1`).expect(200)).body).toEqual(body.latest);
    await get(`${at}/versions/3`).expect(404);
    await get(`${at}/versions/x`).expect(404);
    expect((await get(at).expect(200)).body.latest).toEqual(second.body);
  });

  it('have a name each, until they are archived', async () => {
    const { body } = await post('/recipes', { recipe: { name: 'LSMO' } }).expect(201);
    expect((await post('/recipes', { recipe: { name: 'LSMO' } }).expect(409)).body.code).toBe('name-taken');
    const renamed = await post(`/recipes/${body.id}/versions`, { recipe: { name: 'x' } }).expect(422);
    expect(renamed.body.errors[0].pointer).toBe('#/recipe/name');
    const wrong = await post('/recipes', { recipe: { edges: { elements: ['Xx'] } } }).expect(422);
    expect(wrong.body.errors[0].pointer).toBe('#/recipe/edges/elements');
    const remove = () =>
      request(service.url).delete(`/api/v1/recipes/${body.id}`).set('Authorization', alice);
    await remove().expect(204);
    await remove().expect(204);
    expect((await get(`/recipes/${body.id}`).expect(200)).body.archivedAt).not.toBeNull();
    expect((await post(`/recipes/${body.id}/versions`, { recipe: {} }).expect(409)).body.code).toBe(
      'recipe-archived',
    );
    await post('/recipes', { recipe: { name: 'LSMO' } }).expect(201);
  });

  it('of another owner do not exist', async () => {
    const { body } = await post('/recipes', { recipe: { name: 'mine' } }).expect(201);
    for (const path of ['', '/versions', '/versions/1'])
      await get(`/recipes/${body.id}${path}`, bob).expect(404);
    await post(`/recipes/${body.id}/versions`, { recipe: {} }, bob).expect(404);
    await request(service.url).delete(`/api/v1/recipes/${body.id}`).set('Authorization', bob).expect(404);
    expect((await get('/recipes', bob).expect(200)).body.items).toEqual([]);
    await post('/batches', { recipeId: body.id, filter: {} }, bob).expect(404);
    await post('/analyses', { recipeId: body.id, datasetId: body.id }, bob).expect(404);
  });
});
