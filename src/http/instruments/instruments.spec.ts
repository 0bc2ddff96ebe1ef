import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManageKeys } from '../../workflows/manage-keys.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let token: string;
beforeAll(async () => {
  service = await startTestService();
  token = await service.key('lab', ['datasets:read', 'datasets:write']);
});
afterAll(() => service.close());

const REPORT = {
  ...{ agent: 'kaimen 0.1.0', host: 'gms-pc', watching: ['D:\\scans'], nPending: 2, pendingBytes: 9000 },
  ...{ nRejected: 0, lastFile: 'a.dm4', lastFileAt: '2026-01-01T00:00:00+09:00', at: '2031-01-01T00:00:00Z' },
};
const put = (name: string, body: object, key = token) =>
  request(service.url)
    .put(`/api/v1/instruments/${encodeURIComponent(name)}`)
    .set('Authorization', `Bearer ${key}`)
    .send(body);
const list = async (key = token) =>
  (await request(service.url).get('/api/v1/instruments').set('Authorization', `Bearer ${key}`).expect(200))
    .body.items as Record<string, unknown>[];

describe('instruments', () => {
  it('are here, late and gone by the clock of the service, and warn of files that nobody will send', async () => {
    await put('ARM 200', REPORT).expect(204);
    const seen = service.clock.now().toISOString();
    expect(await list()).toEqual([
      {
        ...REPORT,
        ...{
          id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown,
          name: 'ARM 200',
          ownerId: 'lab',
          state: 'here',
          warning: null,
          leaving: false,
          lastSeenAt: seen,
        },
        lastFileAt: '2025-12-31T15:00:00.000Z',
        at: '2031-01-01T00:00:00.000Z',
      },
    ]);
    service.clock.advance(121);
    expect(await list()).toMatchObject([{ state: 'late', warning: null }]);
    service.clock.advance(480);
    const [gone] = await list();
    expect(gone).toMatchObject({ state: 'gone', lastSeenAt: seen });
    expect(gone.warning).toMatch(/on gms-pc has not been heard of while 2 files were still to be sent/);
    await put('ARM 200', { ...REPORT, nPending: 0, leaving: true }).expect(204);
    expect(await list()).toMatchObject([{ state: 'gone', leaving: true, warning: null }]);
    await put('ARM 200', { ...REPORT, nPending: 1, nRejected: 3 }).expect(204);
    expect((await list())[0].warning).toMatch(/^3 files were refused/);
  });

  it.each([
    ['on another PC', { host: 'second-pc' }, /The watcher of D:\\scans on gms-pc has not/],
    [
      'for another folder',
      { watching: ['E:\\b', 'D:\\scans'] },
      /The watcher of D:\\scans on gms-pc has not/,
    ],
  ])('have several watchers: one %s hides none that is gone', async (_, change, warning) => {
    const own = await service.key(`lab ${Object.keys(change)[0]}`, ['datasets:read', 'datasets:write']);
    const other = { ...REPORT, ...change, nPending: 0 };
    await put('Titan', REPORT, own).expect(204);
    service.clock.advance(601);
    await put('Titan', other, own).expect(204);
    const byState = async (state: string) => (await list(own)).filter((one) => one.state === state);
    expect(await byState('gone')).toMatchObject([{ warning: expect.stringMatching(warning) as unknown }]);
    expect(await byState('here')).toMatchObject([{ ...change, warning: null }]);
    // Started again, its folders in another order: the one that it was.
    await put('Titan', { ...other, watching: other.watching.toReversed() }, own).expect(204);
    await put('Titan', REPORT, own).expect(204);
    expect(await byState('gone')).toEqual([]);
    expect(await byState('here')).toHaveLength(2);
  });

  it('are forgotten a watcher at a time', async () => {
    const own = await service.key('forgetful', ['datasets:read', 'datasets:write']);
    await put('Titan', { ...REPORT, leaving: true }, own).expect(204);
    await put('Titan', { ...REPORT, host: 'second-pc' }, own).expect(204);
    const [{ id }] = (await list(own)).filter(({ state }) => state === 'gone');
    const forget = (name: string) =>
      request(service.url)
        .delete(`/api/v1/instruments/${name}/watchers/${id as string}`)
        .set('Authorization', `Bearer ${own}`);
    await forget('ARM').expect(404);
    await forget('Titan').expect(204);
    await forget('Titan').expect(404);
    expect(await list(own)).toMatchObject([{ host: 'second-pc', state: 'here' }]);
  });

  it('are reported by their own key or one that is bound to none', async () => {
    const { token: bound } = await service.app.get(ManageKeys).create({
      ...{ name: 'k', ownerId: 'lab', scopes: ['datasets:write'], expiresAt: null, instrument: 'Titan' },
    });
    await put('Titan', REPORT, bound).expect(204);
    expect((await put('ARM 200', REPORT, bound).expect(403)).body.code).toBe('wrong-instrument');
    await put('x', REPORT, await service.key('lab', ['datasets:read'])).expect(403);
  });

  it('lend their key to what lies on their PC: it sends and reads, removes and stops nothing', async () => {
    const { token: bound } = await service.app.get(ManageKeys).create({
      ...{ name: 'k', ownerId: 'lab', scopes: ['datasets:write', 'datasets:read'], expiresAt: null },
      instrument: 'Titan',
    });
    await put('Titan', REPORT, bound).expect(204);
    const ask = (method: 'delete' | 'get' | 'post', path: string, key: string) =>
      request(service.url)[method](`/api/v1${path}`).set('Authorization', `Bearer ${key}`);
    const [{ id }] = (await list(bound)).filter(({ name }) => name === 'Titan');
    const titan = `/instruments/Titan/watchers/${id as string}`;
    const sent = await ask('post', '/datasets', bound)
      .attach('file', Buffer.from(SMALL_MSA), 'a.msa')
      .expect(202);
    const { dataset, job } = sent.body as Record<'dataset' | 'job', { id: string }>;
    await ask('get', `/datasets/${dataset.id}`, bound).expect(200);
    for (const [method, path] of [
      ['delete', `/datasets/${dataset.id}`],
      ['post', `/jobs/${job.id}/cancel`],
      ['post', `/jobs/${job.id}/retry`],
      ['delete', titan],
    ] as const)
      expect((await ask(method, path, bound).expect(403)).body.code, path).toBe('insufficient-scope');
    const free = await service.key('lab', ['datasets:write']);
    await ask('post', `/jobs/${job.id}/cancel`, free).expect(202);
    await ask('delete', `/datasets/${dataset.id}`, free).expect(204);
    await ask('delete', titan, free).expect(204);
  });

  it('are seen by their owner, and by administrators', async () => {
    const other = await service.key('other', ['datasets:read', 'datasets:write']);
    expect(await list(other)).toEqual([]);
    await put('µ-STEM', REPORT, other).expect(204);
    const names = (await list(await service.key('root', ['admin']))).map(({ name }) => name);
    expect(names).toContain('µ-STEM');
    const [{ id }] = await list(other);
    const forget = (key: string) =>
      request(service.url)
        .delete(`/api/v1/instruments/${encodeURIComponent('µ-STEM')}/watchers/${id as string}`)
        .set('Authorization', `Bearer ${key}`);
    await forget(token).expect(404);
    await forget(other).expect(204);
    expect(await list(other)).toEqual([]);
    await put('µ-STEM', REPORT, other).expect(204);
    await forget(await service.key('root', ['admin'])).expect(204);
    expect(await list(other)).toEqual([]);
  });

  it.each(['../x', ' x', 'x'.repeat(65), 'a\u0000', 'a/b'])('have no name %j', async (name) => {
    const { body, status } = await put(name, REPORT);
    expect([status, body.code]).toEqual([422, 'validation-error']);
  });

  it('say all of it and nothing else', async () => {
    for (const bad of [
      { ...REPORT, nPending: -1 },
      { ...REPORT, secret: 1 },
      { ...REPORT, at: 'now' },
      { ...REPORT, watching: [1] },
      { agent: 'x' },
    ]) {
      await put('ARM 200', bad).expect(422);
    }
  });
});
