import { connect } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let key: string;

beforeAll(async () => {
  service = await startTestService();
  key = `Bearer ${await service.key('alice')}`;
});
afterAll(() => service.close());

const post = (path: string, body: string, type = 'application/json') =>
  request(service.url).post(path).set('Authorization', key).set('Content-Type', type).send(body);
const get = (path: string) => request(service.url).get(path).set('Authorization', key);

describe('bodies', () => {
  it.each([
    ['not JSON', '{'],
    ['__proto__', '{"__proto__": {"isAdmin": true}}'],
    ['nested __proto__', '{"recipe": {"__proto__": {"isAdmin": true}}}'],
    ['the same key twice', '{"datasetId": "a", "datasetId": "b"}'],
    ['ten thousand levels', '['.repeat(10_000)],
    ['beyond doubles', '{"scanIndex": 1e400}'],
    ['NaN', '{"scanIndex": NaN}'],
    ['an empty body', ''],
    ['text after it', '{} {}'],
  ])('refuses %s as invalid JSON', async (_, body) => {
    const answer = await post('/api/v1/analyses', body).expect(400);
    expect(answer.body.code).toBe('invalid-json');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('points at what a body must not or should hold', async () => {
    const body = { datasetId: 'x', ownerId: 'bob', state: 'succeeded', scanIndex: -1, recipe: [] };
    const answer = await post('/api/v1/analyses', JSON.stringify(body)).expect(422);
    expect(answer.body.code).toBe('validation-error');
    const pointers = new Set((answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer));
    expect([...pointers].sort()).toEqual(['#/datasetId', '#/ownerId', '#/recipe', '#/scanIndex', '#/state']);
    expect((await post('/api/v1/analyses', '[]').expect(422)).body.code).toBe('validation-error');
  });

  it('points into a recipe', async () => {
    const body = {
      datasetId: '00000000-0000-7000-8000-000000000001',
      recipe: { spikes: { thresholdSigma: 1 } },
    };
    const answer = await post('/api/v1/analyses', JSON.stringify(body)).expect(422);
    expect(answer.body.code).toBe('invalid-recipe');
    expect(answer.body.errors[0].pointer).toBe('#/recipe/spikes/thresholdSigma');
  });

  it('takes JSON only, not compressed, up to 1 MB', async () => {
    expect((await post('/api/v1/analyses', '{}', 'text/plain').expect(415)).body.code).toBe(
      'unsupported-media-type',
    );
    const large = await post('/api/v1/analyses', `"${'x'.repeat(1_100_000)}"`).expect(413);
    expect(large.body.code).toBe('payload-too-large');
    const packed = post('/api/v1/analyses', '{}').set('Content-Encoding', 'gzip');
    expect((await packed.expect(415)).body.code).toBe('unsupported-media-type');
    const latin = post('/api/v1/analyses', '{}', 'application/json; charset=nonsense');
    expect((await latin.expect(415)).body.code).toBe('unsupported-media-type');
  });
});

describe('addresses', () => {
  it.each([
    'limit=1&limit=9',
    'limit=-1',
    'limit=1e9',
    'limit=1000000000',
    'limit=',
    'limit=0x10',
    'cursor=%00',
    'q=1',
  ])('refuses the query %s', async (query) => {
    for (const list of ['datasets', 'analyses', 'jobs']) {
      const answer = await get(`/api/v1/${list}?${query}`).expect(400);
      expect(answer.body.code).toBe('invalid-parameter');
    }
  });

  it('refuses a cursor that no list gave out', async () => {
    expect((await get('/api/v1/datasets?cursor=nonsense').expect(400)).body.code).toBe('invalid-parameter');
  });

  it('answers 404 for what is not there', async () => {
    const nowhere = [
      '/api/v1/nothing',
      '/api/v2/datasets',
      '/nothing',
      '/api/v1/datasets/1',
      '/api/v1/jobs/%00',
    ];
    for (const path of [...nowhere, '/api/v1/jobs/00000000-0000-7000-8000-00000000ffff']) {
      const answer = await get(path).expect(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ code: 'not-found', status: 404, instance: path });
      expect(answer.body.type).toBe('urn:kaimen:problem:not-found');
    }
    expect((await get('/api/v1/datasets/%ff').expect(400)).body.code).toBe('invalid-request');
  });

  it('says which methods there are', async () => {
    const answer = await request(service.url).patch('/api/v1/datasets').expect(405);
    expect(answer.body.code).toBe('method-not-allowed');
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
    const one = await request(service.url).put('/api/v1/datasets/1').expect(405);
    expect(one.headers.allow).toBe('DELETE, GET, HEAD');
    expect((await request(service.url).trace('/api/v1/jobs').expect(405)).headers.allow).toBe('GET, HEAD');
  });

  it('refuses to send what is not accepted', async () => {
    for (const path of ['/api/v1/datasets', '/api/v1/jobs', '/api/v1/analyses', '/api/v1/health']) {
      const answer = await get(path).set('Accept', 'text/xml').expect(406);
      expect(answer.body.code).toBe('not-acceptable');
    }
    await get('/api/v1/datasets').set('Accept', 'text/html, */*;q=0.1').expect(200);
  });
});

describe('the wire', () => {
  it('does not tell of an unexpected error more than its id', async () => {
    const failing = vi.spyOn(service.jobs, 'list');
    failing.mockRejectedValueOnce(new Error('password of the database is 1234'));
    const answer = await get('/api/v1/jobs').expect(500);
    expect(answer.body).toMatchObject({ code: 'internal-error', status: 500 });
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    expect(answer.text).not.toMatch(/1234|at .*\.ts/);
  });

  it('says that the disk is full', async () => {
    const failing = vi.spyOn(service.blobs, 'put');
    failing.mockRejectedValueOnce(Object.assign(new Error('ENOSPC: write /secret/path'), { code: 'ENOSPC' }));
    const upload = request(service.url).post('/api/v1/datasets').set('Authorization', key);
    const answer = await upload.attach('file', Buffer.from('x'), 'a.msa').expect(507);
    expect(answer.body.code).toBe('quota-exceeded');
    expect(answer.text).not.toContain('secret');
  });

  it('refuses a length and chunks together', async () => {
    const answer = await rawAnswer(
      `POST /api/v1/analyses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    );
    expect(answer === '' || answer.startsWith('HTTP/1.1 400')).toBe(true);
  });

  it('is not kept by browsers, and says nothing of what it is made with', async () => {
    const { headers } = await get('/api/v1/datasets').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|upgrade/);
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('lets nobody send without end', async () => {
    const limited = await startTestService({ requestsPerMinute: 3 });
    for (let i = 0; i < 3; i++) await request(limited.url).get('/api/v1/health').expect(200);
    const answer = await request(limited.url).get('/api/v1/health').expect(429);
    expect(answer.body.code).toBe('rate-limited');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await limited.close();
  });

  it('counts by the address that the proxy in front saw, not by one that the client made up', async () => {
    const limited = await startTestService({ requestsPerMinute: 2, trustProxy: 1 });
    const from = (address: string) =>
      request(limited.url).get('/api/v1/health').set('X-Forwarded-For', address);
    for (const madeUp of ['', '10.0.0.1, ']) await from(`${madeUp}192.0.2.1`).expect(200);
    await from('10.0.0.2, 192.0.2.1').expect(429);
    await from('192.0.2.2').expect(200);
    await limited.close();
    const alone = await startTestService({ requestsPerMinute: 1 });
    for (const [address, status] of [
      ['192.0.2.1', 200],
      ['192.0.2.2', 429],
    ] as const) {
      await request(alone.url).get('/api/v1/health').set('X-Forwarded-For', address).expect(status);
    }
    await alone.close();
  });
});

function rawAnswer(message: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(message));
    socket.on('data', (part) => (answer += part.toString()));
    socket.on('close', () => resolve(answer)).on('error', () => undefined);
    socket.setTimeout(1000, () => socket.destroy());
  });
}
