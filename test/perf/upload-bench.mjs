/**
 * How fast a file comes in, beside `curl -T` to a bare Node server that writes to a file and does nothing else: ours hashes,
 * syncs and takes the file in. Run alone: node test/perf/upload-bench.mjs [BYTES]
 */
import { execFile } from 'node:child_process';
import { createWriteStream, openAsBlob, openSync, writeSync, closeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createClient } from '../../dist/src/api-client/client.js';
import { resumableUpload } from '../../dist/src/api-client/resumable-upload.js';
import { writeLargeDm4 } from '../support/write-large-dm4.mjs';
import { startService } from './service-side.mjs';

const REPEATS = 3;
const run = promisify(execFile);

/** Each repeat is another file: the same one would be there already. */
function change(path, i) {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from(String(i).padStart(8, '0')), 0, 8, 2 ** 20 + 999);
  closeSync(file);
}

async function timed(what) {
  const started = performance.now();
  await what();
  return performance.now() - started;
}

const curl = (args) => run('curl', ['-sSf', '-o', '/dev/null', ...args]);

/** A server that writes what it gets to a file. */
async function openSink(path) {
  const server = createServer(async (request, response) => {
    await pipeline(request, createWriteStream(path));
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** One PATCH by curl: the service alone, without a client of ours. */
async function byCurl({ url, key, sizeBytes }, file, name) {
  const headers = { Authorization: `Bearer ${key}`, 'Tus-Resumable': '1.0.0' };
  const metadata = `filename ${Buffer.from(name).toString('base64')}`;
  const begun = await fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...headers, 'Upload-Length': String(sizeBytes), 'Upload-Metadata': metadata },
  });
  const all = { ...headers, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
  const told = Object.entries(all).flatMap(([header, value]) => ['-H', `${header}: ${value}`]);
  await curl(['-X', 'PATCH', '-T', file, ...told, new URL(begun.headers.get('location'), url).href]);
}

/** So that nothing is read while the next is measured. */
async function removeAll({ api }) {
  const { data } = await api.GET('/api/v1/datasets');
  for (const { id } of data.items) {
    await api.DELETE('/api/v1/datasets/{id}', { params: { path: { id } } });
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

export async function measureUploads(nBytes = 1e9) {
  const folder = await mkdtemp(join(tmpdir(), 'kaimen-bench-uploads-'));
  const { child, url } = await startService(join(folder, 'data'));
  const sink = await openSink(join(folder, 'sink'));
  try {
    const file = join(folder, 'map.dm4');
    writeLargeDm4(file, { height: 100, width: 100, nChannels: Math.round(nBytes / 2e4), sparse: true });
    const key = (await readFile(join(folder, 'data', 'local-key'), 'utf8')).trim();
    const client = createClient({ baseUrl: url, apiKey: key });
    const times = { sink: [], curl: [], client: [] };
    for (let i = 0; i < REPEATS; i++) {
      const blob = await openAsBlob(file);
      times.sink.push(await timed(() => curl(['-T', file, sink.url])));
      change(file, 2 * i);
      times.curl.push(await timed(() => byCurl({ url, key, sizeBytes: blob.size }, file, `c${i}.dm4`)));
      await removeAll(client);
      change(file, 2 * i + 1);
      const changed = await openAsBlob(file);
      times.client.push(await timed(() => resumableUpload(client, changed, `k${i}.dm4`)));
      await removeAll(client);
    }
    const of = (list) => ({ mbPerS: nBytes / 1e3 / median(list), share: median(times.sink) / median(list) });
    return { sink: of(times.sink), curl: of(times.curl), client: of(times.client) };
  } finally {
    sink.close();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

export async function reportUploads(nBytes) {
  const { sink, curl: bare, client } = await measureUploads(nBytes);
  const line = (what, { mbPerS, share }) =>
    console.log(`${what.padEnd(46)} ${mbPerS.toFixed(0).padStart(5)} MB/s  ${(100 * share).toFixed(0)} %`);
  console.log('\nUploads over loopback (asked: 60 % of the plain file sink)');
  line('curl -T to a plain file sink', sink);
  line('curl, one PATCH: hashed, synced, taken in', bare);
  line("our client's pieces: hashed, synced, taken in", client);
}

if (process.argv[1]?.endsWith('upload-bench.mjs')) {
  await reportUploads(process.argv[2] === undefined ? undefined : Number(process.argv[2]));
}
