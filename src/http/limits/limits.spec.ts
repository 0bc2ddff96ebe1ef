import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManageKeys } from '../../workflows/manage-keys.js';
import type { KeyLimits, Scope } from '../../workflows/ports/records.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';
import { UploadBudget } from './upload-budget.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ requestsPerMinute: 5 });
});
afterAll(() => service.close());

const post = (path: string, token: string) =>
  request(service.url).post(path).set('Authorization', `Bearer ${token}`);

const get = (path: string, token?: string) => {
  const sent = request(service.url).get(path);
  return token === undefined ? sent : sent.set('Authorization', `Bearer ${token}`);
};

async function statuses(n: number, path: string, token?: string): Promise<number[]> {
  const seen: number[] = [];
  for (let i = 0; i < n; i++) seen.push((await get(path, token)).status);
  return seen;
}

const keyWith = async (limits: Partial<KeyLimits> & { scopes?: readonly Scope[] }): Promise<string> => {
  const asked = { name: 'k', ownerId: 'alice', scopes: ['datasets:read', 'analyses:read'] as const };
  return (await service.app.get(ManageKeys).create({ ...asked, expiresAt: null, ...limits })).token;
};

describe('requests a minute', () => {
  it('are counted by key: one that has used up its number does not stop another from the same address', async () => {
    const [first, second] = [await keyWith({}), await keyWith({})];
    expect(await statuses(6, '/api/v1/datasets', first)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await statuses(5, '/api/v1/datasets', second)).toEqual([200, 200, 200, 200, 200]);
  });

  it('of a key with a number of its own are counted over all routes, and say when to come again', async () => {
    const token = await keyWith({ requestsPerMinute: 3 });
    expect(await statuses(2, '/api/v1/datasets', token)).toEqual([200, 200]);
    const third = await get('/api/v1/analyses', token).expect(200);
    expect(third.headers['x-ratelimit-limit']).toBe('3');
    expect(third.headers['x-ratelimit-remaining']).toBe('0');
    const refused = await get('/api/v1/jobs', token).expect(429);
    expect(refused.body).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(await statuses(1, '/api/v1/datasets', await keyWith({}))).toEqual([200]);
  });

  it('may be more than those of the service', async () => {
    const seen = await statuses(8, '/api/v1/datasets', await keyWith({ requestsPerMinute: 8 }));
    expect(seen).toEqual(Array.from({ length: 8 }, () => 200));
  });

  it('with wrong keys are counted together by address, whatever key is tried', async () => {
    const path = '/api/v1/recipes';
    const seen: number[] = [];
    for (let i = 0; i < 7; i++) seen.push((await get(path, `kaimen_wrong_${i}`)).status);
    expect(seen).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await get(path, await keyWith({}))).status).toBe(200);
  });
});

describe('bytes a day', () => {
  const uploader = (uploadBytesPerDay: number | null) => ({
    keyId: `k${uploadBytesPerDay}`,
    limits: { requestsPerMinute: null, uploadBytesPerDay },
  });

  it('are refused beyond the limit until midnight, and given back where they did not come', async () => {
    const budget = service.app.get(UploadBudget);
    const one = uploader(1000);
    await budget.claim(one, 700);
    await expect(budget.claim(one, 301)).rejects.toMatchObject({ code: 'rate-limited' });
    const refused = await budget.claim(one, 400).catch((error: unknown) => error);
    const { 'Retry-After': wait } = (refused as { extra: { headers: Record<string, string> } }).extra.headers;
    const now = service.clock.now();
    const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
    expect(Number(wait)).toBe(Math.ceil((midnight - now.getTime()) / 1000));
    await budget.giveBack(one, 200);
    await budget.claim(one, 500);
    await expect(budget.claim(one, 1)).rejects.toMatchObject({ code: 'rate-limited' });
    service.clock.advance(Number(wait));
    await budget.claim(one, 1000);
  });

  it('of a form that broke off or was refused before its file are given back; without its length it is not taken', async () => {
    const token = await keyWith({
      requestsPerMinute: 99,
      uploadBytesPerDay: 4 * SMALL_MSA.length,
      scopes: ['datasets:write'],
    });
    const send = () => post('/api/v1/datasets', token);
    for (let i = 0; i < 8; i++) await send().field('file', SMALL_MSA).expect(422);
    await send().set('Content-Type', 'text/plain').send(SMALL_MSA.repeat(2)).expect(415);
    await send().set('Content-Type', 'text/plain').send(SMALL_MSA.repeat(3)).expect(415);
    const whole = { filename: 'small.msa' };
    await send().attach('file', Buffer.from(SMALL_MSA), whole).expect(202);
    const chunked = await fetch(`${service.url}/api/v1/datasets`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'multipart/form-data; boundary=b' },
      body: new Blob([SMALL_MSA]).stream(),
      duplex: 'half',
    });
    expect(await chunked.json()).toMatchObject({ code: 'length-required', status: 411 });
    const counted = await send().attach('file', Buffer.from(SMALL_MSA.repeat(3)), whole);
    expect(counted.body).toMatchObject({ code: 'rate-limited', status: 429 });
  });

  it('of a file that is larger than a whole day are not waited for', async () => {
    const budget = service.app.get(UploadBudget);
    await expect(budget.claim(uploader(999), 1000)).rejects.toMatchObject({ code: 'payload-too-large' });
  });

  it('are not limited for sessions and keys without a number', async () => {
    const budget = service.app.get(UploadBudget);
    await budget.claim(uploader(null), 2 ** 50);
    await budget.claim({ ...uploader(1), keyId: null, limits: uploader(null).limits }, 2 ** 50);
  });
});
