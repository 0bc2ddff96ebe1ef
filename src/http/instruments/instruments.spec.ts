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
    const sent = await ask('post', '/datasets', bound)
      .attach('file', Buffer.from(SMALL_MSA), 'a.msa')
      .expect(202);
    const { dataset, job } = sent.body as Record<'dataset' | 'job', { id: string }>;
    await ask('get', `/datasets/${dataset.id}`, bound).expect(200);
    for (const [method, path] of [
      ['delete', `/datasets/${dataset.id}`],
      ['post', `/jobs/${job.id}/cancel`],
      ['post', `/jobs/${job.id}/retry`],
      ['delete', '/instruments/Titan'],
    ] as const)
      expect((await ask(method, path, bound).expect(403)).body.code, path).toBe('insufficient-scope');
    const free = await service.key('lab', ['datasets:write']);
    await ask('post', `/jobs/${job.id}/cancel`, free).expect(202);
    await ask('delete', `/datasets/${dataset.id}`, free).expect(204);
    await ask('delete', '/instruments/Titan', free).expect(204);
  });

  it('are seen by their owner, and by administrators', async () => {
    const other = await service.key('other', ['datasets:read', 'datasets:write']);
    expect(await list(other)).toEqual([]);
    await put('µ-STEM', REPORT, other).expect(204);
    const names = (await list(await service.key('root', ['admin']))).map(({ name }) => name);
    expect(names).toContain('µ-STEM');
    const forget = (key: string) =>
      request(service.url)
        .delete(`/api/v1/instruments/${encodeURIComponent('µ-STEM')}`)
        .set('Authorization', `Bearer ${key}`);
    await forget(token).expect(404);
    await forget(other).expect(204);
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
