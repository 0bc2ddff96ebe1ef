/** From upload to result on the warm, built service, as a user's script would do it. */
import { spawn } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, dataOf } from '../../dist/src/api-client/client.js';
import { followJob } from '../../dist/src/api-client/follow-job.js';
import { uploadFile } from '../../dist/src/api-client/upload-file.js';

const REPEATS = 3;

export async function startService(dataDir) {
  const child = spawn('node', ['dist/src/main.cli.js', 'serve'], {
    env: { ...process.env, KAIMEN_PORT: '0', KAIMEN_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const part of child.stdout) {
    output += part;
    const [url] = /http:\S+token=\S+/.exec(output) ?? [];
    if (url !== undefined) return { child, url: new URL(url).origin };
  }
  throw new Error(`kaimen serve ended: ${output}`);
}

async function interpret(client, blob, name) {
  const { dataset, job } = await uploadFile(client, blob, name);
  if (job !== null) await followJob(client, job.id);
  const submitted = await dataOf(client.api.POST('/api/v1/analyses', { body: { datasetId: dataset.id } }));
  const done = await followJob(client, submitted.job.id);
  if (done.state !== 'succeeded') throw new Error(`analysis ${done.state}: ${done.problem?.detail}`);
  await dataOf(
    client.api.GET('/api/v1/analyses/{id}/result', { params: { path: { id: submitted.analysis.id } } }),
  );
  await dataOf(client.api.DELETE('/api/v1/datasets/{id}', { params: { path: { id: dataset.id } } }));
}

/** Median over a few uploads of the same file (deleted in between), after one that warms the worker. */
export async function measureUploadToResult(path) {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaimen-bench-service-'));
  const { child, url } = await startService(dataDir);
  try {
    const key = (await readFile(join(dataDir, 'local-key'), 'utf8')).trim();
    const client = createClient({ baseUrl: url, apiKey: key });
    const blob = await openAsBlob(path);
    await interpret(client, blob, 'warm-up.hspy');
    const times = [];
    for (let i = 0; i < REPEATS; i++) {
      const started = performance.now();
      await interpret(client, blob, 'line.hspy');
      times.push(performance.now() - started);
    }
    return { medianMs: times.sort((a, b) => a - b)[REPEATS >> 1] };
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}
