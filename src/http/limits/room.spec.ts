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
  /** All of it but so many bytes, as long as another answer takes. */
  const holdAllBut = (bytes: number): ExpressResponse => {
    const memory = service.app.get(RequestMemory);
    const [one, other] = [answerOf(false), answerOf(false)];
    memory.hold(one, 2 ** 30);
    memory.hold(other, 2 ** 27 - bytes);
    return other;
  };

  it('is bounded: who finds none comes again, at the door or where the upload was', async () => {
    const { headers } = await begin('begun.msa').expect(201);
    const others = holdAllBut(10);
    const json = ask('post', '/api/v1/analyses').send({ datasetId: 'x' });
    for (const refused of [upload('a.msa'), finish(headers.location), json]) {
      expectComeAgain(await refused.expect(503), '2');
    }
    await ask('get', '/api/v1/datasets').expect(200);
    others.emit('close');
    await finish(headers.location).expect(200);
    await ask('post', '/api/v1/analyses').send({ datasetId: 'x' }).expect(422);
  });

  it('is given back with every answer, whatever it was', async () => {
    holdAllBut(8 * SMALL_MSA.length);
    for (let i = 0; i < 20; i++) await ask('post', '/api/v1/analyses').send({ datasetId: 'x' }).expect(422);
    for (let i = 0; i < 20; i++) await upload('../').expect(422);
    await upload('a.msa').expect(202);
  });

  /** A search of 16 MB of which one byte comes. @returns the status it is answered with */
  const dripping = async (authorization: string): Promise<number> => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    const headers = ['Host: localhost', 'Content-Type: application/json', `Content-Length: ${2 ** 24}`];
    socket.write(['POST /api/v1/searches HTTP/1.1', ...headers, authorization, '', '{'].join('\r\n'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return Number(answer.toString().split(' ')[1]);
  };

  it('is not kept for who is unknown, and not for long for who is slow', async () => {
    const analysis = () => ask('post', '/api/v1/analyses').send({ datasetId: 'x' });
    const unknown = Array.from({ length: 5 }, () => dripping('X-Nobody: 1'));
    expect(await Promise.all(unknown)).toEqual([401, 401, 401, 401, 401]);
    await analysis().expect(422);
    const { arrivesMs } = JSON_TIMING;
    JSON_TIMING.arrivesMs = 3000;
    try {
      const slow = Array.from({ length: 4 }, () => dripping(`Authorization: ${key}`));
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
