import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataOf, type Job } from '../../src/api-client/client.js';
import { followJob } from '../../src/api-client/follow-job.js';
import { blobSource, resumableUpload } from '../../src/api-client/resumable-upload.js';
import { makeDemoFile } from '../../src/workflows/demo/make-demo-file.js';
import { type Ended, kaimen, kaimenHere } from '../support/kaimen.js';
import { type RunningService, startService } from '../support/running-service.js';
import { IS_BUILT } from '../support/service.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let folder = '';
let service: RunningService;
let receiver: WebhookReceiver;

beforeAll(async () => {
  if (!IS_BUILT) return;
  folder = await mkdtemp(join(tmpdir(), 'kaimen-administration-'));
  receiver = await startReceiver();
  // One analysis at a time: the others can be cancelled before they begin.
  service = await startService({
    ...{ KAIMEN_WORKER_THREADS: '1', KAIMEN_WEBHOOK_ALLOW: receiver.host },
  });
  for (const [i, instrument] of ['Titan', 'Titan', 'ARM'].entries()) {
    const { bytes } = makeDemoFile(i + 1);
    const file = blobSource(new Blob([Buffer.from(bytes)]));
    const { dataset } = await resumableUpload(service.client, file, `scan-${i}.dm4`, {
      ...{ sha256: createHash('sha256').update(bytes).digest('hex'), instrument },
    });
    await followJob(service.client, dataset.jobId);
  }
});
afterAll(async () => {
  await service?.stop();
  receiver?.close();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

const env = (key = service.key, url = service.url) => ({ KAIMEN_URL: url, KAIMEN_KEY: key });
const run = (...args: string[]): Promise<Ended> => kaimen(args, env(), folder);

/** What must succeed: JSON where it is asked for, else the text. */
async function done(...args: string[]): Promise<string> {
  const ended = await run(...args);
  expect(ended, `${args.join(' ')}\n${ended.out}${ended.err}`).toMatchObject({ code: 0 });
  return ended.out;
}
/** In this process: what must be said before the work that it is about has ended. */
async function atOnce(...args: string[]): Promise<string> {
  const { code, out, err } = await kaimenHere(args, env());
  expect(code, `${args.join(' ')}\n${err}`).toBe(0);
  return out;
}
const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await done(...args, '--json')) as T;

interface Listed {
  readonly id: string;
}

describe.skipIf(!IS_BUILT)('kaimen … on a running service (of the build: npm run build)', () => {
  it('keys: one is made, listed and revoked', async () => {
    const create = 'keys create pc --scope datasets:write --instrument Titan';
    expect(await done(...create.split(' '))).toMatch(/^kaimen_\S+\n$/);
    const keys = await json<(Listed & { name: string })[]>('keys', 'list');
    const { id } = keys.find(({ name }) => name === 'pc')!;
    expect(await done('keys', 'revoke', id)).toBe(`Key ${id} is revoked.\n`);
    expect(await done('keys', 'list')).toMatch(new RegExp(`^${id} +pc +local +revoked`, 'm'));
  });

  it('rules: made, looked at, disabled, enabled, removed', async () => {
    const { id } = await json<Listed>('rules', 'add', 'Night', '--instrument', 'ti*', '--disabled');
    expect(await done('rules', 'list')).toMatch(/Night +disabled +of ti\* +the default recipe, ties it/);
    const preview = await json<{ nMatching: number }>('rules', 'preview', id);
    expect(preview.nMatching).toBe(2);
    const shown = await run('rules', 'preview', id);
    expect(shown.out.match(/scan-[01]\.dm4/g)).toHaveLength(2);
    expect(shown.err).toContain('2 of the 3 datasets that are there fit. Nothing was begun.');
    expect(await done('rules', 'enable', id)).toContain('“Night” is enabled: scans of ti*');
    expect(await json('rules', 'disable', id)).toMatchObject({
      enabled: false,
      match: { instrument: 'ti*' },
    });
    const twice = await run('rules', 'add', 'Night');
    expect([twice.code, twice.err]).toEqual([3, expect.stringContaining('[name-taken]')]);
    expect(await done('rules', 'remove', id)).toContain('is removed');
    expect(await json('rules', 'list')).toEqual([]);
  });

  it('webhooks: the secret that is shown signs what arrives; rotated, told, disabled, removed', async () => {
    const added = await run('webhooks', 'add', receiver.url, '--types', 'analysis.succeeded');
    expect(added.err).toContain('The secret that signs them is shown this once');
    const secret = added.out.trim();
    const [{ id }] = await json<Listed[]>('webhooks', 'list');
    expect(await done('webhooks', 'list')).toContain(`${id}  enabled  ${receiver.url}`);
    expect(await done('webhooks', 'ping', id)).toMatch(/^The receiver answers: 204 after \d+ ms\.\n$/);
    const { body, headers } = receiver.messages.at(-1)!;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'webhook.ping' });
    const rotated = await json<{ secret: string }>('webhooks', 'rotate', id);
    expect(rotated.secret).not.toBe(secret);
    receiver.status = 500;
    const failed = await run('webhooks', 'ping', id);
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/did not arrive: 500 after .*\[not-delivered\]\n +It is tried again/);
    // Once it is answered with 204 again, what has failed is soon delivered.
    const deliveries = await done('webhooks', 'deliveries', id);
    receiver.status = 204;
    expect(() =>
      new Webhook(rotated.secret).verify(receiver.messages.at(-1)!.body, receiver.messages.at(-1)!.headers),
    ).not.toThrow();
    expect(deliveries).toMatch(/webhook\.ping +waiting .*500 after/);
    expect(deliveries).toMatch(/webhook\.ping +delivered .*204 after/);
    expect(await done('webhooks', 'disable', id)).toBe(`Webhook ${id} is disabled.\n`);
    expect(await json('webhooks', 'enable', id)).toMatchObject({
      enabled: true,
      types: ['analysis.succeeded'],
    });
    expect(await done('webhooks', 'remove', id)).toBe(`Webhook ${id} is removed.\n`);
    const refused = await run('webhooks', 'add', 'http://10.0.0.1/');
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('[forbidden-url]')]);
  });

  it('batch: started over a filter and followed, with its table; the second time all is known', async () => {
    const table = join(folder, 'titan.csv');
    const began = ['batch', 'start', '--instrument', 'titan', '--name', 'again', '--table', table];
    const ended = await run(...began);
    expect(ended, ended.err).toMatchObject({ code: 0 });
    expect(ended.out).toMatch(/^Batch \S+ “again”: 2 of 2 succeeded\.\n$/);
    expect(ended.err).toMatch(/^Batch \S+ has begun; .*\nbatch: 2 analyses\nThe table is in /);
    const rows = (await readFile(table, 'utf8')).split('\r\n');
    expect(rows.filter((row) => /^scan-[01]\.dm4,succeeded/.test(row))).toHaveLength(2);
    const again = await json<{ counts: object }>('batch', 'start', '--file-name', 'scan-?.dm4');
    expect(again.counts).toMatchObject({ total: 3, succeeded: 3, reused: 2 });
    expect(await done('batch', 'list')).toMatch(/again .* 2 of 2 +2 +0 +0 +0$/m);
  });

  it('batch: failures are told, with what to do; cancelled and retried', async () => {
    await writeFile(join(folder, 'none.json'), '{"name": "nothing there", "region": {"energyEv": [1, 2]}}');
    const failed = await run('batch', 'start', '--recipe', 'none.json', '--instrument', 'ARM');
    expect(failed.code).toBe(3);
    expect(failed.out).toMatch(/“nothing there”: 0 of 1 succeeded, 1 failed\.\n$/);
    expect(failed.err).toMatch(
      /failed: scan-2\.dm4: .+ \[\S+\]\nkaimen: 1 of 1 .* \[batch-failed\]\n.*batch retry/,
    );
    const id = /kaimen batch retry (\S+)/.exec(failed.err)![1];
    const again = await run('batch', 'retry', id, '--json');
    expect(again.code).toBe(3);
    const [{ counts }] = again.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { counts: object });
    expect(counts).toMatchObject({ failed: 1 });

    const other = join(folder, 'other.json');
    await writeFile(other, '{"seed": 7}');
    const detached = await atOnce('batch', 'start', '--recipe', other, '--all', '--detach', '--json');
    const begun = JSON.parse(detached) as Listed;
    expect(await atOnce('batch', 'cancel', begun.id)).toMatch(/is cancelled: [1-3] of 3 were not computed/);
    const retried = await done('batch', 'retry', begun.id);
    expect(retried).toContain('3 of 3 succeeded');
    expect(await done('batch', 'show', begun.id)).toMatch(/^ended +3 of 3$/m);
    const table = join(folder, 'shown.csv');
    await done('batch', 'show', begun.id, '--follow', '--table', table);
    expect(await readFile(table, 'utf8')).toContain('scan-2.dm4,succeeded');
    const nothing = await run('batch', 'start', '--recipe', other);
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('On which datasets?')]);
    const none = await run('batch', 'start', '--file-name', 'no such*');
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('No dataset fits')]);
  });

  it('jobs: listed by state, shown with the reason, cancelled, retried', async () => {
    const failed = await json<Job[]>('jobs', 'list', '--state', 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(await done('jobs', 'list', '--limit', '1')).toMatch(/^id .*\n\S+ +analysis .*\n$/);
    const shown = await done('jobs', 'show', failed[0].id);
    expect(shown).toMatch(/^state +failed$/m);
    expect(shown).toContain(`[${failed[0].problem!.code}]`);

    const third = join(folder, 'third.json');
    await writeFile(third, '{"seed": 8}');
    await atOnce('batch', 'start', '--recipe', third, '--all', '--detach');
    const queued = await atOnce('jobs', 'list', '--state', 'queued', '--json');
    const [{ id }] = JSON.parse(queued) as Job[];
    expect(await atOnce('jobs', 'cancel', id)).toMatch(/^Job \S+ is (cancelled|being cancelled)\.$/);
    const retried = await json<Job>('jobs', 'retry', id);
    expect((await followJob(service.client, retried.id)).state).toBe('succeeded');
    const succeeded = await run('jobs', 'retry', retried.id);
    expect([succeeded.code, succeeded.err]).toEqual([3, expect.stringContaining('[cannot-retry]')]);
  });

  it('instruments and the audit log; all of it as CSV', async () => {
    await dataOf(
      service.client.api.PUT('/api/v1/instruments/{name}', {
        params: { path: { name: 'Titan' } },
        body: {
          ...{
            agent: 'test',
            host: 'pc',
            watching: ['/a', '/b'],
            nPending: 2,
            pendingBytes: 3000,
            nRejected: 1,
          },
          at: new Date().toISOString(),
        },
      }),
    );
    expect(await done('instruments', 'list')).toMatch(
      /^Titan +here +\S+ \S+ +pc +\/a, \/b +2 files, 3 kB +1 /m,
    );
    expect(await json<object[]>('instruments', 'list')).toMatchObject([{ name: 'Titan', state: 'here' }]);
    const events = await json<{ action: string }[]>('audit', '--limit', '3', '--since', '2020-01-01');
    expect(events).toHaveLength(3);
    expect(await done('audit')).toContain('POST /api/v1/webhooks');
    expect(await json('audit', '--since', '2099-01-01')).toEqual([]);
    const file = join(folder, 'audit.csv');
    expect(await done('audit', '--csv', file)).toBe(`${file}\n`);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^seq,at,ownerId,actor,action/);
    expect(lines.length).toBeGreaterThan(10);
    const wrong = await run('audit', '--since', 'yesterday');
    expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('since must be a valid ISO 8601')]);
  });
});

const NOTHING = '00000000-0000-7000-8000-000000000000';
const OF_ONE = [
  ...['show', 'retry', 'cancel'].flatMap((name) => [`jobs ${name}`, `batch ${name}`]),
  ...['preview', 'enable', 'disable', 'remove'].map((name) => `rules ${name}`),
  ...['ping', 'deliveries', 'rotate', 'enable', 'disable', 'remove'].map((name) => `webhooks ${name}`),
  'keys revoke',
].map((command) => `${command} ${NOTHING}`);
const OF_ALL = [
  ...['jobs list', 'batch list', 'batch start --all', 'rules list', 'rules add x', 'webhooks list'],
  ...['webhooks add https://example.org/', 'instruments list', 'audit', 'audit --csv never.csv'],
  ...['keys list', 'keys create x'],
];

describe.skipIf(!IS_BUILT)('each command says why it fails, and what to do', () => {
  const failing = async (command: string, key?: string, url?: string) => {
    const { code, out, err } = await kaimenHere([...command.split(' '), '--json'], env(key, url));
    return { code, err, problem: JSON.parse(out) as { code: string; advice: string } };
  };

  it.each(OF_ONE)('an id that names nothing: kaimen %s', async (command) => {
    const { code, err, problem } = await failing(command);
    expect([code, problem.code]).toEqual([3, 'not-found']);
    expect(err).toMatch(/^kaimen: .+ \[not-found\]\n +Ids stand in the list/);
  });

  it('a key without the scope, and one that is none', async () => {
    const body = { name: 'little', scopes: ['searches:write' as const] };
    const { token } = await dataOf(service.client.api.POST('/api/v1/keys', { body }));
    for (const command of [...OF_ALL, ...OF_ONE].filter((one) => !/^jobs (retry|cancel)/.test(one))) {
      const { code, err, problem } = await failing(command, token);
      expect([command, code, problem.code]).toEqual([command, 3, 'insufficient-scope']);
      expect(err).toMatch(/This needs the scope .+\n +Use a key that may: kaimen keys create/);
    }
    for (const command of OF_ALL) {
      const { code, problem } = await failing(command, 'kaimen_wrong');
      expect([command, code, problem.code]).toEqual([command, 3, 'unauthorized']);
      expect(problem.advice).toContain('Set KAIMEN_KEY');
    }
  });

  it.each([...OF_ALL, ...OF_ONE])('nobody answers: kaimen %s', async (command) => {
    const { code, err, problem } = await failing(command, 'kaimen_x', 'http://127.0.0.1:9');
    expect([code, problem.code]).toEqual([4, 'unreachable']);
    expect(err).toContain('Is it running? Start it with: kaimen serve');
  });
});
