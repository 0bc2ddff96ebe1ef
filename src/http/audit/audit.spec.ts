import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SignInTokens } from '../auth/sign-in-tokens.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';
import { AuditTrail } from './audit-trail.js';
import { isOfInterest } from './audited.js';

let service: TestService;
let admin: string;
beforeEach(async () => {
  service = await startTestService();
  admin = await service.key('root');
});
afterEach(() => service.close());

const send = (method: 'get' | 'post' | 'put' | 'delete', path: string, token: string | null = admin) => {
  const sent = request(service.url)[method](path);
  return token === null ? sent : sent.set('Authorization', `Bearer ${token}`);
};

async function lines() {
  await service.app.get(AuditTrail).settled();
  return service.database.audit.map(({ actor, action, subject, status }) => [actor, action, subject, status]);
}

const actorOf = (token: string): string => `key:${token.split('_')[1]}`;
const NONE = '00000000-0000-7000-8000-00000000ffff';

describe('the audit log', () => {
  it('has a line of each change with who, what and how it ended, and none of reading', async () => {
    await send('get', '/api/v1/datasets').expect(200);
    const key = { name: 'k', scopes: ['datasets:read'] };
    const made = (await send('post', '/api/v1/keys').send(key).expect(201)).body as { id: string };
    await send('delete', `/api/v1/keys/${made.id}`).expect(204);
    await send('delete', `/api/v1/datasets/${NONE}?secret=x`).expect(404);
    const file = Buffer.from(SMALL_MSA);
    await send('post', '/api/v1/datasets').attach('file', file, 'a.msa').expect(202);
    const [dataset] = service.database.datasets.keys();
    expect(await lines()).toEqual([
      [actorOf(admin), 'POST /api/v1/keys', made.id, 201],
      [actorOf(admin), 'DELETE /api/v1/keys/:id', made.id, 204],
      [actorOf(admin), 'DELETE /api/v1/datasets/:id', NONE, 404],
      [actorOf(admin), 'POST /api/v1/datasets', dataset, 202],
    ]);
    const [first] = service.database.audit;
    expect(first).toMatchObject({ ownerId: 'root', address: '127.0.0.1', at: service.clock.now() });
    expect(first.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const text = JSON.stringify(service.database.audit);
    expect(text).not.toContain(admin.split('_')[2]);
    expect(text).not.toContain('secret=x');
  });

  it('tells of sign-ins, and of keys that were refused: by their id, never by their secret', async () => {
    const token = service.app.get(SignInTokens).issue({ ownerId: 'alice', scopes: ['datasets:read'] });
    await request(service.url).get(`/auth/sign-in?token=${token}`).redirects(0).expect(303);
    await request(service.url).get(`/auth/sign-in?token=${token}`).redirects(0).expect(401);
    const id = admin.split('_')[1];
    await send('get', '/api/v1/datasets', `kaimen_${id}_${'0'.repeat(64)}`).expect(401);
    const reader = await service.key('bob', ['datasets:read']);
    await send('get', '/api/v1/audit', reader).expect(403);
    expect(await lines()).toEqual([
      ['session', 'sign-in', null, 303],
      ['nobody', 'sign-in', null, 401],
      ['nobody', 'key-refused', id, 401],
      [actorOf(reader), 'GET /api/v1/audit', null, 403],
    ]);
    expect(service.database.audit[0].ownerId).toBe('alice');
    expect(JSON.stringify(service.database.audit)).not.toContain(token);
  });

  it('does not fill with refusals: 20 of an address a minute are written', async () => {
    for (let i = 0; i < 25; i++) await send('get', '/api/v1/datasets', `wrong${i}`).expect(401);
    expect(await lines()).toHaveLength(20);
    service.clock.advance(61);
    await send('get', '/api/v1/datasets', 'wrong').expect(401);
    expect(await lines()).toHaveLength(21);
  });

  it('is read in pages, by subject, actor and time, by administrators', async () => {
    for (let i = 0; i < 3; i++) await send('delete', `/api/v1/recipes/${NONE}`).expect(404);
    service.clock.advance(3600);
    const other = await service.key('root');
    await send('delete', `/api/v1/datasets/${NONE}`, other).expect(404);
    await lines();
    const page = await send('get', '/api/v1/audit?limit=2').expect(200);
    expect(page.body).toMatchObject({ items: [{ seq: 4 }, { seq: 3 }] });
    const rest = await send('get', `/api/v1/audit?limit=2&cursor=${page.body.nextCursor}`).expect(200);
    expect(rest.body).toMatchObject({ items: [{ seq: 2 }, { seq: 1 }], nextCursor: null });
    const of = async (query: string) => {
      const { body } = await send('get', `/api/v1/audit?${query}`).expect(200);
      return (body as { items: object[] }).items.length;
    };
    expect(await of(`actor=${actorOf(other)}`)).toBe(1);
    expect(await of(`subject=${NONE}`)).toBe(4);
    expect(await of(`since=${service.clock.now().toISOString()}`)).toBe(1);
    expect(await of(`until=${service.clock.now().toISOString()}`)).toBe(3);
    await send('get', '/api/v1/audit?cursor=1.x').expect(400);
    await send('get', '/api/v1/audit?since=yesterday').expect(400);
    await send('get', '/api/v1/audit', await service.key('root', ['datasets:read'])).expect(403);
  });

  it('is taken away as CSV that no spreadsheet runs, and as lines of JSON', async () => {
    await send('delete', `/api/v1/instruments/${encodeURIComponent('=1+1')}/watchers/${NONE}`).expect(422);
    await send('delete', `/api/v1/datasets/${NONE}`).expect(404);
    await lines();
    const csv = await send('get', '/api/v1/audit').set('Accept', 'text/csv').expect(200);
    expect(csv.headers['content-disposition']).toContain('audit.csv');
    const [head, ...rows] = csv.text.trimEnd().split('\r\n');
    expect(head).toBe('seq,at,ownerId,actor,action,subject,status,address,requestId');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toContain(",'=1+1,422,");
    const ndjson = await send('get', '/api/v1/audit')
      .set('Accept', 'application/x-ndjson')
      .buffer()
      .expect(200);
    const text = ndjson.text ?? (ndjson.body as Buffer).toString();
    const parsed = text
      .trimEnd()
      .split('\n')
      .map((line: string) => JSON.parse(line) as object);
    expect(parsed).toMatchObject([
      { seq: 2, status: 404 },
      { seq: 1, subject: '=1+1' },
    ]);
  });
});

describe('isOfInterest', () => {
  it.each([
    ['PUT', '/api/v1/instruments/:name', 204, false],
    ['PUT', '/api/v1/instruments/:name', 403, true],
    ['PATCH', '/api/v1/uploads/:id', 204, false],
    ['PATCH', '/api/v1/uploads/:id', 200, true],
    ['GET', '/api/v1/datasets', 200, false],
    ['GET', '/api/v1/datasets', 401, true],
    ['POST', '/optimade/v1/structures', 404, false],
    ['HEAD', '/', 200, false],
  ])('%s %s %i: %s', (method, route, status, is) => {
    expect(isOfInterest({ method, route, status }, true)).toBe(is);
  });
});
