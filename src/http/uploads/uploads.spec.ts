import { createHash } from 'node:crypto';
import { request as rawRequest } from 'node:http';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryWorkLocks } from '../../workflows/testing/memory-work-locks.js';
import { WorkLocks } from '../../workflows/ports/work-locks.js';
import { ManageKeys } from '../../workflows/manage-keys.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let alice: string;
let bob: string;

beforeEach(async () => {
  service = await startTestService({ quotaBytes: 5000 });
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
});
afterEach(() => service.close());

const UPLOADS = '/api/v1/uploads';
const bytes = Buffer.from(SMALL_MSA);
const sha256 = createHash('sha256').update(bytes).digest('hex');

const metadata = (told: Record<string, string>): string =>
  Object.entries(told)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

type Method = 'post' | 'head' | 'patch' | 'delete' | 'get' | 'options';
const ask = (method: Method, path: string, authorization = alice) =>
  request(service.url)[method](path).set('Authorization', authorization).set('Tus-Resumable', '1.0.0');

const begin = (told: Record<string, string>, length = bytes.length, authorization = alice) =>
  ask('post', UPLOADS, authorization)
    .set('Upload-Length', String(length))
    .set('Upload-Metadata', metadata(told));

async function begun(told: Record<string, string> = { filename: 'small.msa' }, authorization = alice) {
  const { headers } = await begin(told, bytes.length, authorization).expect(201);
  return headers.location;
}

const patch = (path: string, offset: number, part: Buffer, authorization = alice) =>
  ask('patch', path, authorization)
    .set('Content-Type', 'application/offset+octet-stream')
    .set('Upload-Offset', String(offset))
    .send(part);

const record = async (path: string) => (await ask('get', path).expect(200)).body as Record<string, unknown>;

describe('an upload in pieces', () => {
  it('becomes a dataset with the last byte, and tells so again', async () => {
    const sidecar = { sample: 'S1', material: 'MnO' };
    const told = { filename: 'Größe µ.msa', sha256, instrument: 'Titan', session: 'night 1' };
    const modified = '2026-11-29T23:00:00.250+01:00';
    const url = await begun({ ...told, modified, sidecar: JSON.stringify(sidecar) });
    expect(url).toMatch(/^\/api\/v1\/uploads\/[0-9a-f-]{36}$/);
    const head = await ask('head', url).expect(200);
    expect(head.headers).toMatchObject({ 'upload-offset': '0', 'upload-length': String(bytes.length) });
    expect(Date.parse(head.headers['upload-expires'])).toBe(service.clock.now().getTime() + 24 * 3_600_000);
    expect(head.headers['cache-control']).toContain('no-store');
    const first = await patch(url, 0, bytes.subarray(0, 100)).expect(204);
    expect(first.headers).toMatchObject({ 'upload-offset': '100', 'tus-resumable': '1.0.0' });
    expect(await record(url)).toMatchObject({ state: 'receiving', receivedBytes: 100, sha256 });
    const last = await patch(url, 100, bytes.subarray(100)).expect(200);
    expect(last.body).toMatchObject({
      dataset: { fileName: 'Größe µ.msa', sha256, instrument: 'Titan', session: 'night 1', sidecar },
      job: { kind: 'ingest', state: 'queued' },
    });
    expect(last.body.dataset.modifiedAt).toBe('2026-11-29T22:00:00.250Z');
    expect((await service.blobs.stat(sha256))!.sizeBytes).toBe(bytes.length);
    expect(await service.uploadBytes.list()).toEqual([]);
    // A client that did not hear the answer asks where it is, and sends nothing.
    expect((await ask('head', url).expect(200)).headers['upload-offset']).toBe(String(bytes.length));
    const again = await patch(url, bytes.length, Buffer.alloc(0)).expect(200);
    expect(again.body.dataset.id).toBe(last.body.dataset.id);
    const datasetId = last.body.dataset.id as string;
    expect(await record(url)).toMatchObject({ state: 'accepted', datasetId, expiresAt: null });
    expect((await ask('delete', url).expect(409)).body.code).toBe('already-ended');
    expect(service.database.datasets.size).toBe(1);
  });

  it('is listed for its owner, newest first, and is not there for others', async () => {
    const url = await begun();
    service.clock.advance(1);
    await begun({ filename: 'b.msa' });
    const { body } = await ask('get', UPLOADS).expect(200);
    expect((body.items as { fileName: string }[]).map(({ fileName }) => fileName)).toEqual([
      'b.msa',
      'small.msa',
    ]);
    expect((await ask('get', UPLOADS, bob).expect(200)).body.items).toEqual([]);
    await ask('get', url, bob).expect(404);
    await ask('head', url, bob).expect(404);
    await ask('delete', url, bob).expect(404);
    expect((await patch(url, 0, bytes, bob).expect(404)).body.code).toBe('not-found');
    const reader = `Bearer ${await service.key('alice', ['datasets:read'])}`;
    expect((await patch(url, 0, bytes, reader).expect(403)).body.code).toBe('insufficient-scope');
    expect((await patch(url, 0, bytes, 'Bearer nonsense').expect(401)).body.code).toBe('unauthorized');
    expect((await record(url)).receivedBytes).toBe(0);
  });

  it('that hashes to something else is refused, keeps nothing, and says so again', async () => {
    const url = await begun({ filename: 'small.msa', sha256: '0'.repeat(64) });
    const { body, headers } = await patch(url, 0, bytes).expect(422);
    expect(body).toMatchObject({ code: 'checksum-mismatch', status: 422, instance: url });
    expect(headers['content-type']).toContain('application/problem+json');
    expect(await service.uploadBytes.list()).toEqual([]);
    expect(await service.blobs.stat(sha256)).toBeNull();
    await ask('head', url).expect(422);
    expect((await patch(url, bytes.length, Buffer.alloc(0)).expect(422)).body.code).toBe('checksum-mismatch');
    expect(await record(url)).toMatchObject({ state: 'refused', problem: { code: 'checksum-mismatch' } });
  });

  it.each([
    ['unsupported-media-type', 415, '\x89PNG\r\n\x1a\n0000', 'png_as.dm4'],
    ['empty-file', 422, '', 'empty.dm4'],
  ])('that is no file of ours is refused as in one piece: %s', async (code, status, content, filename) => {
    const body = Buffer.from(content, 'latin1');
    const answer = await begin({ filename }, body.length);
    const refused = body.length === 0 ? answer : await patch(answer.headers.location, 0, body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(service.database.datasets.size).toBe(0);
    expect(await service.uploadBytes.list()).toEqual([]);
  });

  it('can come whole with its beginning', async () => {
    const answer = await begin({ filename: 'small.msa' })
      .set('Content-Type', 'application/offset+octet-stream')
      .send(bytes)
      .expect(201);
    expect(answer.headers.location).toContain(UPLOADS);
    expect(answer.body.dataset).toMatchObject({ fileName: 'small.msa', sha256 });
  });

  it('can be given up', async () => {
    const url = await begun();
    await patch(url, 0, bytes.subarray(0, 10)).expect(204);
    await ask('delete', url).expect(204);
    await ask('head', url).expect(404);
    await ask('get', url).expect(404);
    expect(await service.uploadBytes.list()).toEqual([]);
  });

  it('expires when nothing is added for too long', async () => {
    const url = await begun();
    service.clock.advance(23 * 3600);
    await patch(url, 0, bytes.subarray(0, 10)).expect(204);
    service.clock.advance(23 * 3600);
    await patch(url, 10, bytes.subarray(10, 20)).expect(204);
    service.clock.advance(24 * 3600);
    await ask('head', url).expect(410);
    expect((await patch(url, 20, bytes.subarray(20)).expect(410)).body.code).toBe('upload-expired');
  });

  it('keeps what came before the line broke', async () => {
    const url = await begun();
    await new Promise<void>((resolve) => {
      const headers = {
        ...{ Authorization: alice, 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' },
        ...{ 'Content-Type': 'application/offset+octet-stream', 'Content-Length': String(bytes.length) },
      };
      const sent = rawRequest(service.url + url, { method: 'PATCH', headers });
      sent.on('error', () => undefined).on('close', resolve);
      sent.write(bytes.subarray(0, 50), () => setTimeout(() => sent.destroy(), 100));
    });
    expect((await ask('head', url).expect(200)).headers['upload-offset']).toBe('50');
    await patch(url, 50, bytes.subarray(50)).expect(200);
  });

  it('takes over from a request that is stuck', async () => {
    const url = await begun();
    const headers = {
      ...{ Authorization: alice, 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' },
      ...{ 'Content-Type': 'application/offset+octet-stream', 'Content-Length': String(bytes.length) },
    };
    const stuck = rawRequest(service.url + url, { method: 'PATCH', headers });
    const broken = new Promise((resolve) => stuck.once('error', resolve));
    stuck.write(bytes.subarray(0, 60));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await ask('head', url).expect(200)).headers['upload-offset']).toBe('60');
    await broken;
    await patch(url, 60, bytes.subarray(60)).expect(200);
  });

  it('is finished once, also when the end is asked for many times at once', async () => {
    const url = await begun();
    await patch(url, 0, bytes.subarray(0, 100)).expect(204);
    const { length } = bytes;
    const id = url.slice(UPLOADS.length + 1);
    await service.uploadBytes.append(
      id,
      100,
      (async function* () {
        yield bytes.subarray(100);
      })(),
    );
    const answers = await Promise.all([1, 2, 3].map(() => patch(url, length, Buffer.alloc(0))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => (body as { dataset: { id: string } }).dataset.id)).size).toBe(1);
  });
});

describe('the protocol', () => {
  it('says what is spoken, and lets no other site in', async () => {
    const { headers } = await request(service.url)
      .options(UPLOADS)
      .set('Origin', 'https://evil.example')
      .expect(204);
    expect(headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-max-size': '1000000' });
    expect(headers['tus-extension']).toBe('creation,creation-with-upload,expiration,termination');
    const answers = [await begin({ filename: 'a.msa' }).set('Origin', 'https://evil.example'), { headers }];
    for (const answer of answers) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('refuses in its own words', async () => {
    const url = await begun();
    const wrong = await request(service.url).post(UPLOADS).set('Authorization', alice).expect(412);
    expect(wrong.body.code).toBe('unsupported-protocol');
    expect(wrong.headers['tus-version']).toBe('1.0.0');
    await ask('head', url).set('Tus-Resumable', '0.2.2').expect(412);
    const typed = ask('patch', url).set('Upload-Offset', '0').set('Content-Type', 'text/plain').send('x');
    expect((await typed.expect(415)).body.code).toBe('unsupported-media-type');
    expect((await patch(url, 7, bytes).expect(409)).body.code).toBe('offset-conflict');
    const noOffset = ask('patch', url).set('Content-Type', 'application/offset+octet-stream').send(bytes);
    expect((await noOffset.expect(400)).body.code).toBe('invalid-request');
    const over = await patch(url, 0, Buffer.concat([bytes, bytes])).expect(413);
    expect(over.body.code).toBe('payload-too-large');
    expect((await ask('post', UPLOADS).expect(400)).body.code).toBe('invalid-request');
    await ask('head', `${UPLOADS}/nonsense`).expect(404);
    await ask('head', `${UPLOADS}/00000000-0000-7000-8000-00000000ffff`).expect(404);
    const plain = await patch(url, 7, bytes).set('Accept', 'text/plain').expect(409);
    expect(plain.headers['content-type']).toContain('text/plain');
    expect(plain.text).toMatch(/another offset: /);
  });

  it('waits for who holds an upload elsewhere, and says when that takes too long', async () => {
    const url = await begun();
    const locks = service.app.get<MemoryWorkLocks>(WorkLocks);
    const release = (await locks.tryHold(url.slice(UPLOADS.length + 1)))!;
    setTimeout(() => void release(), 200);
    await patch(url, 0, bytes).expect(200);
  });
});

describe('the beginning of an upload', () => {
  const refused = async (told: Record<string, string>, length?: number) => {
    const answer = await begin(told, length);
    const body = answer.body as { code: string; errors?: { pointer: string }[] };
    return [answer.status, body.code, body.errors?.[0].pointer];
  };

  it('checks what is told', async () => {
    const filename = 'a.msa';
    const invalid = [422, 'validation-error'];
    expect(await refused({ sha256 })).toEqual([...invalid, '#/filename']);
    expect(await refused({ filename, sha256: 'abc' })).toEqual([...invalid, '#/sha256']);
    expect(await refused({ filename, instrument: '../x' })).toEqual([...invalid, '#/instrument']);
    expect(await refused({ filename, session: 'a\nb' })).toEqual([...invalid, '#/session']);
    expect(await refused({ filename, modified: '2026-01-01 10:00' })).toEqual([...invalid, '#/modified']);
    expect(await refused({ filename, modified: '2026-13-01T10:00:00Z' })).toEqual([...invalid, '#/modified']);
    expect(await refused({ filename, sidecar: '{"sample": 1}' })).toEqual([...invalid, '#/sidecar/sample']);
    expect(await refused({ filename, sidecar: '{' })).toEqual([...invalid, '#/sidecar']);
    expect(await refused({ filename, ownerId: 'bob' })).toEqual([...invalid, '#/ownerId']);
    expect(await refused({ filename: 'a\0.msa' })).toEqual([422, 'invalid-filename', undefined]);
    expect(await refused({ filename }, 1_000_001)).toEqual([413, 'payload-too-large', undefined]);
    expect(service.database.uploads.size).toBe(0);
  });

  it('takes a sidecar of 16 kB in its header', async () => {
    const sidecar = JSON.stringify({ note: 'µ'.repeat(3900), sample: 'S'.repeat(190) });
    await begin({ filename: 'a.msa', sidecar }).expect(201);
    const tooLong = JSON.stringify({ note: 'x'.repeat(17_000) });
    expect(await refused({ filename: 'a.msa', sidecar: tooLong })).toEqual([
      422,
      'validation-error',
      '#/sidecar',
    ]);
  });

  it('leaves room for one of two forms that come at once', async () => {
    const carol = `Bearer ${await service.key('carol')}`;
    const large = (end: string) => Buffer.concat([bytes, Buffer.alloc(2500, 32), Buffer.from(end)]);
    const send = (end: string) =>
      request(service.url)
        .post('/api/v1/datasets')
        .set('Authorization', carol)
        .attach('file', large(end), 'a.msa');
    // Each has looked for room when the other is not yet there.
    const put = service.blobs.put.bind(service.blobs);
    let nWaiting = 0;
    const waiting = vi.spyOn(service.blobs, 'put').mockImplementation(async (...given) => {
      nWaiting += 1;
      await vi.waitFor(() => expect(nWaiting).toBe(2), 5000);
      return put(...given);
    });
    const answers = await Promise.all([send(' '), send('\n')]);
    waiting.mockRestore();
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 507]);
  });

  it('reserves room: datasets and what is on its way count', async () => {
    const url = (await begin({ filename: 'a.msa' }, 3000).expect(201)).headers.location;
    expect(await refused({ filename: 'b.msa' }, 2500)).toEqual([507, 'quota-exceeded', undefined]);
    const whole = request(service.url).post('/api/v1/datasets').set('Authorization', alice);
    const large = Buffer.concat([bytes, Buffer.alloc(2500, 32)]);
    expect((await whole.attach('file', large, 'b.msa').expect(507)).body.code).toBe('quota-exceeded');
    await begin({ filename: 'b.msa' }, 2500, bob).expect(201);
    await ask('delete', url).expect(204);
    await begin({ filename: 'b.msa' }, 2500).expect(201);
  });

  it('is of the instrument that the key is bound to, and within what it may send a day', async () => {
    const { token } = await service.app.get(ManageKeys).create({
      ...{ name: 'Titan', ownerId: 'alice', scopes: ['datasets:write'], expiresAt: null },
      ...{ instrument: 'Titan', requestsPerMinute: null, uploadBytesPerDay: 2 * bytes.length },
    });
    const key = `Bearer ${token}`;
    const wrong = await begin({ filename: 'a.msa', instrument: 'Nion' }, bytes.length, key).expect(403);
    expect(wrong.body.code).toBe('wrong-instrument');
    const url = await begun({ filename: 'a.msa' }, key);
    expect(await record(url)).toMatchObject({ instrument: 'Titan', by: expect.stringMatching(/^key:/) });
    await begun({ filename: 'b.msa' }, key);
    const full = await begin({ filename: 'c.msa' }, bytes.length, key).expect(429);
    expect(Number(full.headers['retry-after'])).toBeGreaterThan(0);
    await ask('delete', url, key).expect(204);
    await begun({ filename: 'c.msa' }, key);
  });

  it('of another instrument, or of none, is out of reach of a key that is bound to one', async () => {
    const bound = {
      ownerId: 'alice',
      scopes: ['datasets:write'],
      expiresAt: null,
      instrument: 'Titan',
    } as const;
    const { token } = await service.app.get(ManageKeys).create({ name: 'Titan', ...bound });
    const key = `Bearer ${token}`;
    const others: Record<string, string>[] = [
      { filename: 'a.msa', instrument: 'Nion' },
      { filename: 'a.msa' },
    ];
    for (const told of others) {
      const url = await begun(told);
      await ask('head', url, key).expect(403);
      for (const refused of [patch(url, 0, bytes, key), ask('delete', url, key)])
        expect((await refused.expect(403)).body.code).toBe('wrong-instrument');
      expect((await ask('head', url).expect(200)).headers['upload-offset']).toBe('0');
      await patch(url, 0, bytes).expect(200);
    }
    const own = await begun({ filename: 'own.msa', instrument: 'Titan' });
    await patch(own, 0, bytes, key).expect(200);
  });
});
