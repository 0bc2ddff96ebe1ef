import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SMALL_MSA, startTestService, type TestService } from '../http/testing/test-service.js';
import { addReference } from './add-reference.js';
import { createClient, dataOf, type KaimenClient } from './client.js';
import { blobSource, resumableUpload } from './resumable-upload.js';
import { steadyFetch } from './steady-fetch.js';

let service: TestService;
let line: Line;
let client: KaimenClient;
beforeEach(async () => {
  service = await startTestService();
  line = await Line.to(service.url);
  client = createClient({ baseUrl: line.url, apiKey: await service.key('alice') });
});
afterEach(async () => {
  await line.close();
  await service.close();
});

/** What an attempt meets: the service works and its answer is lost, an answer in its place, or (null) nothing odd. */
type Fault = 'lost' | { readonly status: number; readonly headers?: Record<string, string> } | null;

/** Stands between a client and a service. */
class Line {
  faults: Fault[] = [];
  readonly keys: (string | undefined)[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(service: string): Promise<Line> {
    const server = createServer((request, response) => void line.pass(service, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const line = new Line(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return line;
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(service: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.shift() ?? null;
    this.keys.push(request.headers['idempotency-key'] as string | undefined);
    const body = await buffer(request);
    if (fault !== null && fault !== 'lost')
      return void response.writeHead(fault.status, fault.headers).end('{}');
    const answer = await fetch(service + request.url!, {
      ...{ method: request.method, headers: ofContent(request.headers) },
      ...(request.method === 'GET' ? {} : { body }),
    });
    const text = await answer.text();
    if (fault === 'lost') return void request.socket.destroy();
    response.writeHead(answer.status, ofContent(Object.fromEntries(answer.headers))).end(text);
  }
}

/** Without what is said of a connection. */
const ofContent = (headers: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
  );

const make = (signal?: AbortSignal) =>
  client.api.POST('/api/v1/rules', { body: { name: 'night', enabled: true, run: { link: true } }, signal });

describe('a POST of the client', () => {
  it('whose answer is lost is done once, and answered', async () => {
    line.faults = ['lost', 'lost'];
    const rule = await dataOf(make());
    expect([...service.database.rules.keys()]).toEqual([rule.id]);
    expect(line.keys).toHaveLength(3);
    expect(new Set(line.keys).size).toBe(1);
    expect(line.keys[0]).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('with a file is done once, too', async () => {
    line.faults = ['lost'];
    const { id } = await addReference(client, new Blob([SMALL_MSA]), 'a.msa');
    expect([...service.database.references.keys()]).toEqual([id]);
  });

  it('that begins an upload in pieces begins one', async () => {
    line.faults = ['lost'];
    await resumableUpload(client, blobSource(new Blob([SMALL_MSA])), 'a.msa');
    expect(service.database.uploads.size).toBe(1);
    expect(line.keys).toEqual([line.keys[0], line.keys[0], undefined]);
  });

  it('waits as long as a busy service asks, unless that is long', async () => {
    line.faults = [
      { status: 503, headers: { 'Retry-After': '0' } },
      { status: 409, headers: { 'Retry-After': '0' } },
    ];
    expect((await make()).response.status).toBe(201);
    line.faults = [{ status: 429, headers: { 'Retry-After': '60' } }];
    expect((await make()).response.status).toBe(429);
    line.faults = [{ status: 503 }];
    expect((await make()).response.status).toBe(503);
    expect(line.keys).toHaveLength(5);
  });

  it('gives the last answer, or the last fault, when it stays so', async () => {
    line.faults = Array.from({ length: 3 }, () => ({ status: 503, headers: { 'Retry-After': '0' } }));
    expect((await make()).response.status).toBe(503);
    expect(line.keys).toHaveLength(3);
    line.faults = ['lost', 'lost', 'lost'];
    await expect(make()).rejects.toThrow(TypeError);
    expect(line.keys).toHaveLength(6);
    expect(service.database.rules.size).toBe(1);
  });

  it('ends at once when it is aborted, also while it waits', async () => {
    line.faults = [{ status: 503, headers: { 'Retry-After': '10' } }];
    const abort = new AbortController();
    const made = make(abort.signal).catch((error: unknown) => error);
    await expect.poll(() => line.keys.length).toBe(1);
    abort.abort(new Error('the user has left'));
    expect(await made).toMatchObject({ message: 'the user has left' });
    expect(service.database.rules.size).toBe(0);
  });
});

it('sends once what is no POST', async () => {
  line.faults = ['lost'];
  await expect(steadyFetch(`${line.url}/api/v1/health`)).rejects.toThrow(TypeError);
  expect(line.keys).toEqual([undefined]);
});
