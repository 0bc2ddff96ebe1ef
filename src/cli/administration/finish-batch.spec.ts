import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createClient } from '../../api-client/client.js';
import type { Batch } from '../../api-client/follow-batch.js';
import { EXIT } from '../exit-codes.js';
import { finishBatch } from './finish-batch.js';

const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, total: 4, reused: 0 };
const batch = (more: Partial<Batch['counts']>): Batch => ({
  ...{ id: 'b1', name: 'night', recipe: {}, recipeSha256: '', savedRecipe: null },
  ...{ counts: { ...counts, ...more }, createdAt: '2026-11-30T00:00:00.000Z' },
});
const ROW = { fileName: 'a.dm4', problem: { code: 'truncated-file', detail: 'It ends too early.' } };

/** What it answers to each look in turn; a number is a status. */
let looks: (Batch | number)[] = [];
const server = createServer((request, response) => {
  const isRows = (request.url ?? '').includes('/rows');
  const answer = isRows ? { items: [ROW], nextCursor: null } : looks.shift()!;
  response.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': 'application/json' });
  response.end(typeof answer === 'number' ? '' : JSON.stringify(answer));
});
let baseUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const said = { out: [] as string[], note: [] as string[], drawn: [] as string[] };
beforeEach(() => {
  for (const lines of Object.values(said)) lines.length = 0;
});

function finish(begun: Batch, options: { readonly detach?: boolean; readonly watched?: boolean } = {}) {
  const io = {
    out: (line: string) => void said.out.push(line),
    note: (line: string) => void said.note.push(line),
    draw: (text: string) => void said.drawn.push(text),
    ...{ watched: options.watched ?? false, columns: 100, env: {} },
  };
  const context = { io, client: createClient({ baseUrl, apiKey: 'k' }), dataDir: async () => '' };
  return finishBatch(begun, { detach: options.detach ?? false, json: false }, context);
}

it('draws a bar where somebody watches, through a service that is away for a moment', async () => {
  looks = [batch({ queued: 3, succeeded: 1 }), 503, batch({ succeeded: 4, reused: 1 })];
  await finish(batch({ queued: 4 }), { watched: true });
  const bars = said.drawn.filter((text) => text.includes('batch'));
  expect(bars.map((text) => /\d+ %  .*?(?=\u001b)/.exec(text)?.[0])).toEqual([
    '25 %  1 of 4',
    '100 %  4 of 4',
  ]);
  expect(said.drawn.at(-1)).toBe('\r\u001b[K');
  expect(said.out).toEqual(['Batch b1 “night”: 4 of 4 succeeded, 1 of them known before.']);
});

it('tells what failed and was cancelled, and what to do, with 3', async () => {
  looks = [batch({ succeeded: 2, failed: 1, cancelled: 1 })];
  await expect(finish(batch({ queued: 4 }))).rejects.toMatchObject({
    ...{ exitCode: EXIT.rejected, code: 'batch-failed', message: '2 of 4 analyses did not succeed' },
    advice: 'When the reason is mended: kaimen batch retry b1',
  });
  expect(said.out).toEqual(['Batch b1 “night”: 2 of 4 succeeded, 1 failed, 1 cancelled.']);
  expect(said.note.slice(1)).toEqual([
    'batch: 4 analyses',
    'failed: a.dm4: It ends too early. [truncated-file]',
  ]);
});

it('is left alone with --detach', async () => {
  looks = [];
  await finish(batch({ queued: 4 }), { detach: true });
  expect(said.out).toEqual([
    'Batch b1 “night” goes on: 0 of 4 have ended. See the end with: kaimen batch show b1 --follow',
  ]);
});

it('a refusal ends it', async () => {
  looks = [404];
  await expect(finish(batch({ queued: 4 }))).rejects.toMatchObject({ problem: { status: 404 } });
});
