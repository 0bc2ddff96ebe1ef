import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import type { Response as ExpressResponse } from 'express';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JSON_TIMING } from '../requests/json-body.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';
import { RequestMemory } from './request-memory.js';

let service: TestService;
let key: string;

beforeEach(async () => {
  service = await startTestService({ maxQueuedJobs: 2 });
  key = `Bearer ${await service.key('alice')}`;
});
afterEach(() => service.close());

const ask = (method: 'get' | 'post' | 'patch', path: string) =>
  request(service.url)[method](path).set('Authorization', key).set('Tus-Resumable', '1.0.0');
const upload = (name: string) => ask('post', '/api/v1/datasets').attach('file', Buffer.from(SMALL_MSA), name);
const begin = (name: string) =>
  ask('post', '/api/v1/uploads')
    .set('Upload-Length', String(SMALL_MSA.length))
    .set('Upload-Metadata', `filename ${Buffer.from(name).toString('base64')}`);
const finish = (url: string) =>
  ask('patch', url)
    .set('Content-Type', 'application/offset+octet-stream')
    .set('Upload-Offset', '0')
    .send(Buffer.from(SMALL_MSA));

function expectComeAgain({ body, headers }: request.Response, waitS: string): void {
  expect(body).toMatchObject({ code: 'overloaded', status: 503 });
  expect(headers['retry-after']).toBe(waitS);
}

describe('a full queue', () => {
  it('takes nothing in but what has begun to come, and is read as ever', async () => {
    const { headers } = await begin('begun.msa').expect(201);
    const jobs = [await upload('a.msa').expect(202), await upload('b.msa').expect(202)];
    const analysis = ask('post', '/api/v1/analyses').send({ datasetId: jobs[0].body.dataset.id });
    for (const refused of [upload('c.msa'), upload('a.msa'), begin('c.msa'), analysis]) {
      expectComeAgain(await refused.expect(503), '10');
    }
    expect(service.database.datasets.size).toBe(2);
    expect(service.database.uploads.size).toBe(1);
    await ask('get', '/api/v1/datasets').expect(200);
    await finish(headers.location).expect(200);
    expect(service.database.datasets.size).toBe(3);
  });

  it('has room again when a job was begun', async () => {
    const first = await upload('a.msa').expect(202);
    await upload('b.msa').expect(202);
    await upload('c.msa').expect(503);
    await service.jobs.report((first.body as { job: { id: string } }).job.id, 0, 'reading');
    await upload('c.msa').expect(202);
  });
});

describe('memory for what is being sent', () => {
  const answerOf = (closed: boolean) =>
    Object.assign(new EventEmitter(), { closed }) as unknown as ExpressResponse;
  /** All of a kind but so many bytes, as long as another answer takes. */
  const holdAllBut = (bytes: number, kind: 'whole' | 'streamed'): ExpressResponse => {
    const memory = service.app.get(RequestMemory);
    const [one, other] = [answerOf(false), answerOf(false)];
    const halfBytes = { whole: 2 ** 27, streamed: 96 * 2 ** 20 }[kind];
    memory.hold(one, 2 ** 30, kind);
    memory.hold(other, halfBytes - bytes, kind);
    return other;
  };
  const analysis = () => ask('post', '/api/v1/analyses').send({ datasetId: 'x' });
  const table = () => ask('post', '/api/v1/catalogue/imports').attach('file', Buffer.from('a,b'), 'a.csv');

  it('is bounded: who finds none comes again', async () => {
    const others = holdAllBut(10, 'whole');
    expectComeAgain(await analysis().expect(503), '2');
    await upload('a.msa').expect(202); // is written away while it arrives
    await ask('get', '/api/v1/datasets').expect(200);
    others.emit('close');
    await analysis().expect(422);
  });

  it('that is written away while it arrives is bounded for itself: at the door, or where the upload was', async () => {
    const { headers } = await begin('begun.msa').expect(201);
    const others = holdAllBut(10, 'streamed');
    for (const refused of [upload('a.msa'), finish(headers.location), table()]) {
      expectComeAgain(await refused.expect(503), '2');
    }
    await analysis().expect(422);
    others.emit('close');
    await finish(headers.location).expect(200);
  });

  it('is given back with every answer, whatever it was', async () => {
    holdAllBut(100, 'whole');
    holdAllBut(8 * SMALL_MSA.length, 'streamed');
    for (let i = 0; i < 20; i++) await analysis().expect(422);
    for (let i = 0; i < 20; i++) await upload('../').expect(422);
    await upload('a.msa').expect(202);
  });

  /** A body of which only the beginning comes. */
  const dripping = (path: string, headers: readonly string[], beginning: string) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write([`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', beginning].join('\r\n'));
    return socket;
  };
  /** A search of 16 MB of which one byte comes. @returns the status it is answered with */
  const slowSearch = async (authorization: string): Promise<number> => {
    const json = ['Content-Type: application/json', `Content-Length: ${2 ** 24}`];
    const socket = dripping('/api/v1/searches', [...json, authorization], '{');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return Number(answer.toString().split(' ')[1]);
  };
  /** An import of 64 MB of which one line comes. */
  const slowImport = () => {
    const form = ['Content-Type: multipart/form-data; boundary=b', `Content-Length: ${2 ** 26}`];
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n';
    return dripping('/api/v1/catalogue/imports', [...form, `Authorization: ${key}`], part);
  };

  it('is left to the others by imports that come slowly, and nothing is kept of what breaks off', async () => {
    const arriving = vi.spyOn(service.blobs, 'put');
    const slow = Array.from({ length: 8 }, slowImport);
    await vi.waitFor(() => expect(arriving).toHaveBeenCalledTimes(8), 5000);
    await analysis().expect(422);
    await upload('a.msa').expect(202);
    await table().expect(202);
    const nKept = service.blobs.nBlobs;
    for (const socket of slow) socket.destroy();
    const broken = arriving.mock.results.slice(0, 8).map(({ value }) => value as Promise<unknown>);
    for (const put of broken) await expect(put).rejects.toThrow('broke off');
    expect(service.blobs.nBlobs).toBe(nKept);
  });

  it('is not kept for who is unknown, and not for long for who is slow', async () => {
    const unknown = Array.from({ length: 5 }, () => slowSearch('X-Nobody: 1'));
    expect(await Promise.all(unknown)).toEqual([401, 401, 401, 401, 401]);
    await analysis().expect(422);
    const { arrivesMs } = JSON_TIMING;
    JSON_TIMING.arrivesMs = 3000;
    try {
      const slow = Array.from({ length: 4 }, () => slowSearch(`Authorization: ${key}`));
      await vi.waitFor(async () => void (await analysis().expect(503)), 2500);
      expect(await Promise.all(slow)).toEqual([408, 408, 408, 408]);
      await vi.waitFor(async () => void (await analysis().expect(422)));
    } finally {
      JSON_TIMING.arrivesMs = arrivesMs;
    }
  });

  it('is not kept for a client that has gone', () => {
    const memory = new RequestMemory();
    for (let i = 0; i < 3; i++) memory.hold(answerOf(true), 2 ** 28);
    memory.hold(answerOf(false), 2 ** 28);
    memory.hold(answerOf(false), 2 ** 28);
    expect(() => memory.hold(answerOf(false), 1)).toThrow('at once');
  });
});

it.each([
  new Error('timeout exceeded when trying to connect'),
  Object.assign(new Error('sorry, too many clients already'), { code: '53300' }),
])('a database without a free connection is told as such: $message', async (error) => {
  vi.spyOn(service.jobs, 'list').mockRejectedValueOnce(error);
  const answer = await ask('get', '/api/v1/jobs').expect(503);
  expectComeAgain(answer, '2');
  expect(answer.text).not.toContain('clients');
});
