import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { importFiles, type ImportFilesOptions } from './import-files.js';

/** Previews what it is sent, with a problem in files that are called bad; commits. */
const seen: { url: string; body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
  request.on('end', () => {
    const url = request.url ?? '';
    seen.push({ url, body });
    const isBad = body.includes('filename="bad');
    const preview = {
      ...{ id: 'i1', format: 'flat-csv', nRows: 2, nDrafts: 2, nNewBoundaries: 1, nKnownBoundaries: 1 },
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
    const committed = { id: 'i1', committed: { ...counts, nKnownProperties: 0 } };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(url.endsWith('/commit') ? committed : preview));
  });
});

let folder = '';
let url = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimen-catalogue-'));
  for (const name of ['a.csv', 'b.csv', 'bad.csv']) writeFileSync(join(folder, name), 'x');
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

async function run(names: string[], given: Partial<ImportFilesOptions> = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void err.push(line),
    draw: () => undefined,
    ...{ watched: false, columns: 80, env: {} },
  };
  const options = { ...{ json: false, dryRun: false, leaveOutProblems: false, url, key: 'k' }, ...given };
  const paths = names.map((name) => join(folder, name));
  const context = { io, dataDir: async () => join(folder, 'data') };
  const failure = await importFiles(paths, options, context).then(
    () => null,
    (error: unknown) => error,
  );
  return { out, err, failure };
}

it('sends files together with what is said of them, shows them and commits', async () => {
  const { out, err, failure } = await run(['a.csv', 'b.csv'], { material: 'fcc Cu', sigma: 5 });
  expect(failure).toBeNull();
  expect(seen.map((one) => one.url)).toEqual([
    '/api/v1/catalogue/imports?material=fcc+Cu&sigma=5',
    '/api/v1/catalogue/imports/i1/commit',
  ]);
  expect(seen[0].body.match(/filename="[^"]*"/g)).toEqual(['filename="a.csv"', 'filename="b.csv"']);
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
