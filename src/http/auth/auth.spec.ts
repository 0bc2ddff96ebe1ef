import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManageKeys } from '../../workflows/manage-keys.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import { SignInTokens } from './sign-in-tokens.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const get = (path: string, authorization?: string) => {
  const sent = request(service.url).get(path);
  return authorization === undefined ? sent : sent.set('Authorization', authorization);
};

describe('keys', () => {
  it('answers a missing, malformed, unknown, wrong, revoked and expired key alike', async () => {
    const keys = service.app.get(ManageKeys);
    const request_ = { name: 'k', ownerId: 'alice', scopes: ['datasets:read'] as const };
    const good = await keys.create({ ...request_, expiresAt: null });
    const revoked = await keys.create({ ...request_, expiresAt: null });
    await keys.revoke(revoked.key.id);
    const expired = await keys.create({ ...request_, expiresAt: service.clock.now() });
    const wrong = good.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const unknown = good.token.replace(good.key.id, '00000000-0000-7000-8000-00000000ffff');
    const sent = [undefined, 'Bearer nonsense', 'Basic eDp5', `Bearer ${wrong}`, `Bearer ${unknown}`];
    sent.push(`Bearer ${revoked.token}`, `Bearer ${expired.token}`, `Bearer ${good.token} x`, good.token, '');
    const answers = await Promise.all(sent.map((key) => get('/api/v1/datasets', key).expect(401)));
    for (const { body, headers } of answers) {
      expect(headers['www-authenticate']).toBe('Bearer realm="kaimen"');
      const anonymous = (answer: object) => ({ ...answer, requestId: null });
      expect(anonymous(body as object)).toEqual(anonymous(answers[0].body as object));
      expect(body.code).toBe('unauthorized');
    }
    await get('/api/v1/datasets', `Bearer ${good.token}`).expect(200);
    await get('/api/v1/datasets', `bearer ${good.token}`).expect(200);
  });

  it('asks for the scope of each route', async () => {
    const key = `Bearer ${await service.key('alice', ['datasets:read'])}`;
    await get('/api/v1/datasets', key).expect(200);
    await get('/api/v1/jobs', key).expect(200);
    expect((await get('/api/v1/session', key).expect(200)).body).toEqual({
      ...{ ownerId: 'alice', scopes: ['datasets:read'], instrument: null },
      keyId: key.split('_')[1],
    });
    const refused = [
      get('/api/v1/analyses', key),
      get('/api/v1/keys', key),
      get('/api/v1/metrics', key),
      request(service.url)
        .post('/api/v1/datasets')
        .set('Authorization', key)
        .attach('file', Buffer.from('x'), 'x'),
      request(service.url).post('/api/v1/analyses').set('Authorization', key).send({}),
    ];
    for (const answer of refused) expect((await answer.expect(403)).body.code).toBe('insufficient-scope');
  });

  it('makes, lists and revokes keys; the secret is shown once', async () => {
    const admin = `Bearer ${await service.key('root', ['admin'])}`;
    const body = { name: 'microscope', owner: 'dave', scopes: ['datasets:write', 'datasets:read'] };
    const post = (sent: object) =>
      request(service.url).post('/api/v1/keys').set('Authorization', admin).send(sent);
    const made = (await post(body).expect(201)).body as { id: string; token: string };
    expect(made).toMatchObject({ name: 'microscope', ownerId: 'dave', revokedAt: null });
    expect((await get('/api/v1/session', `Bearer ${made.token}`).expect(200)).body.ownerId).toBe('dave');
    const list = await get('/api/v1/keys', admin).expect(200);
    expect(JSON.stringify(list.body)).not.toContain(made.token.split('_')[2]);
    expect(JSON.stringify(list.body)).not.toContain('secretSha256');
    const remove = () => request(service.url).delete(`/api/v1/keys/${made.id}`).set('Authorization', admin);
    await remove().expect(204);
    await remove().expect(404);
    await get('/api/v1/session', `Bearer ${made.token}`).expect(401);
    const bad = { ...body, scopes: ['root'], id: '1', owner: '../x' };
    const refused = (await post(bad).expect(422)).body as { errors: { pointer: string }[] };
    expect(refused.errors.map(({ pointer }) => pointer).sort()).toEqual(['#/id', '#/owner', '#/scopes']);
  });
});

describe('sign-in', () => {
  const signIn = (token: string) => get(`/auth/sign-in?token=${token}`).redirects(0);
  const issue = () =>
    service.app.get(SignInTokens).issue({ ownerId: 'alice', scopes: ['datasets:read', 'admin'] });
  const cookieOf = (answer: request.Response) => (answer.headers['set-cookie'] as unknown as string[])[0];

  it('works once, within a day', async () => {
    const token = issue();
    const answer = await signIn(token).expect(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(cookieOf(answer)).toMatch(/^kaimen_session_\d+=[0-9a-f]{64};.* HttpOnly; SameSite=Strict$/);
    await signIn(token).expect(401);
    const late = issue();
    service.clock.advance(25 * 3600);
    await signIn(late).expect(401);
    await signIn('x').expect(401);
    await get('/auth/sign-in?token=a&token=b').expect(401);
  });

  it('lets a signed-in browser change things from our own page only', async () => {
    const cookie = cookieOf(await signIn(issue())).split(';')[0];
    await get('/api/v1/datasets').set('Cookie', cookie).expect(200);
    const post = () =>
      request(service.url)
        .post('/api/v1/keys')
        .set('Cookie', `other=1; ${cookie}`)
        .send({ name: 'k', scopes: ['admin'] });
    expect((await post().expect(403)).body.code).toBe('forbidden-origin');
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1']) {
      await post().set('Origin', origin).expect(403);
    }
    await post().set('Origin', service.url).expect(201);
  });

  it('ends with sign-out and after a week', async () => {
    const cookie = cookieOf(await signIn(issue())).split(';')[0];
    const session = () => get('/api/v1/session').set('Cookie', cookie);
    expect((await session().expect(200)).body.ownerId).toBe('alice');
    const signOut = request(service.url).post('/api/v1/session/sign-out').set('Cookie', cookie);
    await signOut.set('Origin', service.url).expect(204);
    await session().expect(401);
    const next = cookieOf(await signIn(issue())).split(';')[0];
    service.clock.advance(7 * 24 * 3600);
    await get('/api/v1/session').set('Cookie', next).expect(401);
  });
});
