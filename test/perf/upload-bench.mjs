/**
 * How fast a file comes in, beside `curl -T` to a bare Node server that writes to a file and does nothing else: ours hashes,
 * syncs and takes the file in. Run alone: node test/perf/upload-bench.mjs [BYTES]
 */
import { execFile } from 'node:child_process';
import { closeSync, createWriteStream, existsSync, openSync, truncateSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { fileSource } from '../../dist/src/agent/service/file-source.js';
import { createClient, dataOf } from '../../dist/src/api-client/client.js';
import { followJob } from '../../dist/src/api-client/follow-job.js';
import { resumableUpload } from '../../dist/src/api-client/resumable-upload.js';
import { writeLargeDm4 } from '../support/write-large-dm4.mjs';
import { startService } from './service-side.mjs';

const REPEATS = 3;
const PYTHON = '/usr/bin/python3';
const run = promisify(execFile);

let nFiles = 0;
/** Each time it is another file: the same one would be there already. */
function change(path) {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from(String(nFiles++).padStart(8, '0')), 0, 8, 2 ** 20 + 999);
  closeSync(file);
}

/** A small scan and nothing behind it: large on the way, read in no time. */
function writeFile(path, nBytes) {
  writeLargeDm4(path, { height: 8, width: 10, nChannels: 100 });
  truncateSync(path, nBytes);
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
async function byCurl({ baseUrl: url, apiKey: key }, file, sizeBytes) {
  const headers = { Authorization: `Bearer ${key}`, 'Tus-Resumable': '1.0.0' };
  const metadata = `filename ${Buffer.from('map.dm4').toString('base64')}`;
  const begun = await fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...headers, 'Upload-Length': String(sizeBytes), 'Upload-Metadata': metadata },
  });
  const all = { ...headers, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
  const told = Object.entries(all).flatMap(([header, value]) => ['-H', `${header}: ${value}`]);
  await curl(['-X', 'PATCH', '-T', file, ...told, new URL(begun.headers.get('location'), url).href]);
}

/** So that nothing is read while the next is measured. */
async function removeAll(client) {
  const { items } = await dataOf(client.api.GET('/api/v1/datasets'));
  if (items.length === 0) throw new Error('No file was taken in: nothing was measured.');
  for (const { id, jobId } of items) {
    await followJob(client, jobId);
    await dataOf(client.api.DELETE('/api/v1/datasets/{id}', { params: { path: { id } } }));
  }
}

/** The ways a file comes in, each with its name in the table. */
function waysIn(client, folder, file, nBytes) {
  const env = { ...process.env, KAIMEN_URL: client.baseUrl, KAIMEN_KEY: client.apiKey };
  const push = (program, ...args) =>
    run(program, [...args, 'push', file, '--journal', join(folder, program)], { env });
  const ways = [
    ['curl, one PATCH', () => byCurl(client, file, nBytes)],
    ['our client, in pieces', async () => resumableUpload(client, await fileSource(file), 'map.dm4')],
    ['kaimen push, hash and start of the program too', () => push('node', 'dist/agent/kaimen-agent.mjs')],
  ];
  const python = ['kaimen_upload.py push, the same', () => push(PYTHON, 'dist/agent/kaimen_upload.py')];
  return existsSync(PYTHON) ? [...ways, python] : ways;
}

/** Milliseconds of each way, the plain sink first. */
async function measureUploads(nBytes) {
  const folder = await mkdtemp(join(tmpdir(), 'kaimen-bench-uploads-'));
  const { child, url } = await startService(join(folder, 'data'));
  const sink = await openSink(join(folder, 'sink'));
  try {
    const file = join(folder, 'map.dm4');
    writeFile(file, nBytes);
    const key = (await readFile(join(folder, 'data', 'local-key'), 'utf8')).trim();
    const client = createClient({ baseUrl: url, apiKey: key });
    const ways = waysIn(client, folder, file, nBytes);
    const plain = ['curl -T to a plain file sink', () => curl(['-T', file, sink.url])];
    const times = new Map([plain, ...ways].map(([what]) => [what, []]));
    for (let i = 0; i < REPEATS; i++) {
      times.get(plain[0]).push(await timed(plain[1]));
      for (const [what, send] of ways) {
        change(file);
        times.get(what).push(await timed(send));
        await removeAll(client);
      }
    }
    return times;
  } finally {
    sink.close();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

export async function reportUploads(nBytes = 1e9) {
  const times = await measureUploads(nBytes);
  // The best of each: whatever else the machine does meanwhile only slows one or the other.
  const [sinkMs] = [...times.values()].map((list) => Math.min(...list));
  console.log(
    `\nUploads over loopback, ${nBytes / 1e6} MB (asked of our client: 60 % of the plain file sink)`,
  );
  for (const [what, list] of times) {
    const ms = Math.min(...list);
    const [speed, share] = [nBytes / 1e3 / ms, (100 * sinkMs) / ms].map((number) => number.toFixed(0));
    console.log(`${what.padEnd(48)} ${speed.padStart(5)} MB/s ${share.padStart(4)} %`);
  }
}

if (process.argv[1]?.endsWith('upload-bench.mjs')) {
  await reportUploads(process.argv[2] === undefined ? undefined : Number(process.argv[2]));
}
