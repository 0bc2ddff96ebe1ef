import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { importFiles, type ImportFilesOptions } from './import-files.js';

/** Reads what it is sent by a job, with a problem in files that are called bad, not at all what is called odd; commits. */
const seen: { url: string; body: string }[] = [];
const NAMED = [{ label: 'potential', value: 'EAM', fileName: 'a.csv' }];
let [name, state] = ['', ''];

/** Two events, and that it has ended. */
function answerOfJob(url: string, response: ServerResponse): void {
  const isStream = url.endsWith('/events');
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  const event = (seq: number, progress: number): string =>
    `id: ${seq}\nevent: job\ndata: ${JSON.stringify({ seq, progress, stage: 'reading rows' })}\n\n`;
  response.end(isStream ? event(1, 0.25) + event(2, 0.5) : JSON.stringify({ id: 'j1', finishedAt: 'now' }));
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
  request.on('end', () => {
    const url = request.url ?? '';
    if (url.startsWith('/api/v1/jobs/')) return answerOfJob(url, response);
    if (request.method === 'POST') {
      seen.push({ url, body });
      if (!url.endsWith('/commit')) name = /filename="([a-z]*)/.exec(body)?.[1] ?? '';
      state = url.endsWith('/commit') ? 'committed' : 'previewed';
    }
    const isBad = name === 'bad';
    const reason = {
      code: 'unknown-format',
      status: 422,
      title: 'unknown',
      detail: 'odd.csv is of no known form',
    };
    const preview = {
      ...{
        id: 'i1',
        jobId: 'j1',
        state: 'previewed',
        problem: null,
        takenFromNames: NAMED,
        format: 'flat-csv',
        nRows: 2,
        nDrafts: 2,
        nNewBoundaries: 1,
        nKnownBoundaries: 1,
      },
      ...{
        nProblems: Number(isBad),
        problems: isBad ? [{ row: 2, message: 'no plane' }] : [],
        committed: null,
      },
      sample: [
        { row: 1, label: 'Σ5', boundaryId: null, properties: [{ name: 'gb_energy_J_m2', value: 0.9 }] },
      ],
    };
    const counts = { nNewBoundaries: 1, nNewStructures: 0, nNewProperties: 2, nSuperseded: 0 };
    const committed = { ...preview, state, committed: { ...counts, nKnownProperties: 0 } };
    const odd = { ...preview, state: 'failed', problem: reason, format: null };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(state === 'committed' ? committed : name === 'odd' ? odd : preview));
  });
});

let folder = '';
let url = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimen-catalogue-'));
  for (const name of ['a.csv', 'b.csv', 'bad.csv', 'odd.csv']) writeFileSync(join(folder, name), 'x');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  seen.length = 0;
});

async function run(names: string[], given: Partial<ImportFilesOptions> = {}, watched = false) {
  const [out, err, drawn]: string[][] = [[], [], []];
  const io = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void err.push(line),
    draw: (text: string) => void drawn.push(text),
    ...{ watched, columns: 80, env: {} },
  };
  const options = { ...{ json: false, dryRun: false, leaveOutProblems: false, url, key: 'k' }, ...given };
  const paths = names.map((name) => join(folder, name));
  const context = { io, dataDir: async () => join(folder, 'data') };
  const failure = await importFiles(paths, options, context).then(
    () => null,
    (error: unknown) => error,
  );
  return { out, err, drawn, failure };
}

it('sends files together with what is said of them, shows them and commits', async () => {
  const { out, err, failure } = await run(['a.csv', 'b.csv'], { material: 'fcc Cu', sigma: 5 });
  expect(failure).toBeNull();
  expect(seen.map((one) => one.url)).toEqual([
    '/api/v1/catalogue/imports?material=fcc+Cu&sigma=5',
    '/api/v1/catalogue/imports/i1/commit',
  ]);
  expect(seen[0].body.match(/filename="[^"]*"/g)).toEqual(['filename="a.csv"', 'filename="b.csv"']);
  expect(err).toContain('taken from the file name a.csv: potential EAM');
  expect(out[1]).toBe('1    Σ5        new  gb_energy_J_m2 0.9');
  expect(err.at(-1)).toContain('Import i1: 1 new boundaries, 0 new structures, 2 new values');
});

it('commits nothing on a dry run, nor with problems unless these are left out', async () => {
  expect((await run(['a.csv'], { dryRun: true })).failure).toBeNull();
  expect(seen).toHaveLength(1);
  const refused = await run(['bad.csv']);
  expect(seen).toHaveLength(2);
  expect(refused.err).toContain('row 2: no plane');
  expect(refused.failure).toMatchObject({ exitCode: EXIT.rejected, code: 'import-has-problems' });
  const { out, failure } = await run(['bad.csv'], { leaveOutProblems: true, json: true });
  expect(failure).toBeNull();
  expect(JSON.parse(seen.at(-1)!.body)).toEqual({ leaveOutProblems: true });
  expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { id: 'i1', committed: { nNewProperties: 2 } },
  ]);
});

it('draws how far it is where somebody watches, and writes nothing of it elsewhere', async () => {
  const seenBy = await run(['a.csv'], { dryRun: true }, true);
  expect(seenBy.drawn.join('')).toMatch(/reading .* 25 % .*50 % {2}reading rows/s);
  const unwatched = await run(['a.csv'], { dryRun: true });
  expect([unwatched.drawn, unwatched.err.filter((line) => line.includes('rows:'))]).toEqual([[], []]);
});

it('ends with the reason of what could not be read', async () => {
  const { failure, out } = await run(['odd.csv'], { json: true });
  expect(failure).toMatchObject({ problem: { code: 'unknown-format', status: 422 } });
  expect([out, seen.length]).toEqual([[], 1]);
});
