import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { EXIT } from './exit-codes.js';
import { importReferences, type ImportReferencesOptions } from './import-references.js';

/** Refuses what is called bad, as the service does; without the right key all of it. */
const seen: { url: string; file: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
  request.on('end', () => {
    const file = /filename="([^"]*)"/.exec(body)?.[1] ?? '';
    seen.push({ url: request.url ?? '', file });
    const status =
      request.headers.authorization !== 'Bearer right' ? 401 : file.startsWith('bad') ? 415 : 201;
    const problem = {
      code: status === 401 ? 'unauthorized' : 'unsupported-media-type',
      status,
      detail: 'no',
    };
    const kept = { id: 'r1', name: file, compound: null, element: 'O', edge: 'K', kind: 'EELS' };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 201 ? kept : problem));
  });
});

let folder = '';
let url = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimen-import-'));
  mkdirSync(join(folder, 'below'));
  for (const name of ['a.msa', 'bad.csv', 'notes.md', 'below/c.XDI']) writeFileSync(join(folder, name), 'x');
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

async function run(paths: string[], options: Partial<ImportReferencesOptions> = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void err.push(line),
    draw: () => undefined,
    ...{ watched: false, columns: 80, env: {} },
  };
  const context = { io, dataDir: async () => join(folder, 'data') };
  const failure = await importReferences(paths, { json: false, url, key: 'right', ...options }, context).then(
    () => null,
    (error: unknown) => error,
  );
  return { out, err, failure };
}

it('sends the spectra below a folder, goes on after a refusal, and fails in the end', async () => {
  const { out, err, failure } = await run([folder], { source: 'me & you' });
  expect(seen.map(({ file }) => file)).toEqual(['a.msa', 'bad.csv', 'c.XDI']);
  expect(seen[0].url).toBe('/api/v1/references?source=me+%26+you');
  expect(out).toHaveLength(2);
  expect(out[0]).toBe(`r1  a.msa, O, K, EELS  ${join(folder, 'a.msa')}`);
  expect(err).toContain('2 of 3 kept, 1 refused');
  expect(failure).toMatchObject({ exitCode: EXIT.rejected, code: 'files-refused' });
});

it('says each file as JSON, and that all went well', async () => {
  const { out, failure } = await run([join(folder, 'a.msa')], { json: true });
  expect(failure).toBeNull();
  expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ reference: { id: 'r1' } }]);
});

it('stops at once without the right, and where there is nothing to send', async () => {
  expect((await run([folder], { key: 'wrong' })).failure).toMatchObject({
    problem: { code: 'unauthorized' },
  });
  expect(seen).toHaveLength(1);
  mkdirSync(join(folder, 'empty'));
  expect((await run([join(folder, 'empty')])).failure).toMatchObject({ code: 'no-files' });
});
