import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileSource } from './file-source.js';
import { verdictOf } from './verdict.js';

const BYTES = randomBytes(3_000_001);
let folder: string;
let path: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-file-source-'));
  path = join(folder, 'a.dm4');
  await writeFile(path, BYTES);
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}

const PATCH: RequestInit = { method: 'PATCH', headers: { 'Upload-Offset': '7' } };
const verdict = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'taken',
    (error: unknown) => verdictOf(error).kind,
  );

it('sends the bytes of a part, none too, and gives the answer', async () => {
  const got: { headers: IncomingMessage['headers']; body: Buffer }[] = [];
  const url = await serve((request, response) => {
    void buffer(request).then((body) => {
      got.push({ headers: request.headers, body });
      response.writeHead(got.length === 1 ? 204 : 200, { 'Upload-Offset': '9' });
      response.end(got.length === 1 ? undefined : '{"a":1}');
    });
  });
  const source = await fileSource(path);
  expect(source.sizeBytes).toBe(BYTES.length);
  const [first, last] = [
    await source.part(5, 2_500_000)(url, PATCH),
    await source.part(BYTES.length, BYTES.length)(url, PATCH),
  ];
  expect([first.status, first.headers.get('Upload-Offset'), await first.text()]).toEqual([204, '9', '']);
  expect([last.status, await last.json()]).toEqual([200, { a: 1 }]);
  expect(got.map(({ body }) => Buffer.compare(body, BYTES.subarray(5, 5 + body.length)))).toEqual([0, 0]);
  expect(got.map(({ headers }) => headers['content-length'])).toEqual(['2499995', '0']);
  expect(got[0].headers['upload-offset']).toBe('7');
});

it('fails as changed when the file was written to since, also while it is sent', async () => {
  const url = await serve((request) => void request.once('data', () => truncateSync(path, 10)).resume());
  const source = await fileSource(path);
  await truncate(path, 400_000_000);
  const longer = await fileSource(path);
  expect(await verdict(longer.part(0, 400_000_000)(url, PATCH))).toBe('changed');
  await appendFile(path, 'more');
  expect(await verdict(source.part(0, 10)(url, PATCH))).toBe('changed');
  await rm(path);
  expect(await verdict(source.part(0, 10)(url, PATCH))).toBe('changed');
});

it('gives the answer of who refuses before all was sent', async () => {
  await truncate(path, 400_000_000);
  const url = await serve((request, response) => {
    request.once('data', () => response.writeHead(413).end('too large'));
  });
  const answer = await (await fileSource(path)).part(0, 400_000_000)(url, PATCH);
  expect([answer.status, await answer.text()]).toEqual([413, 'too large']);
});

it('stops when told to, and fails as away when the line breaks', async () => {
  const stop = new AbortController();
  const url = await serve((request) => void request.once('data', () => stop.abort()));
  const source = await fileSource(path);
  await expect(source.part(0, BYTES.length)(url, { ...PATCH, signal: stop.signal })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  server.removeAllListeners('request').on('request', (request: IncomingMessage) => request.destroy());
  const broken = source
    .part(0, BYTES.length)(url, PATCH)
    .catch((error: unknown) => error);
  expect([await broken, verdictOf(await broken).kind]).toEqual([expect.any(TypeError), 'away']);
});
