import { beforeEach, describe, expect, it } from 'vitest';
import { aDataset } from '../../../test/support/records.js';
import { EVENT_TYPES } from '../ports/webhooks.js';
import { MemoryDatabase } from '../testing/memory-database.js';
import { MemoryDatasetRepository } from '../testing/memory-datasets.js';
import { MemoryJobRepository } from '../testing/memory-jobs.js';
import { MemoryWebhookSender } from '../testing/memory-webhook-sender.js';
import { MemoryWebhookRepository } from '../testing/memory-webhooks.js';
import { CountingIds, TestClock } from '../testing/test-clock.js';
import { problemOf } from '../problems.js';
import { DeliverWebhooks, RETRY_WAITS_MS } from './deliver-webhooks.js';
import { ManageWebhooks } from './manage-webhooks.js';

let clock: TestClock;
let db: MemoryDatabase;
let sender: MemoryWebhookSender;
let manage: ManageWebhooks;
let deliver: DeliverWebhooks;

beforeEach(() => {
  clock = new TestClock();
  db = new MemoryDatabase(clock);
  sender = new MemoryWebhookSender();
  const webhooks = new MemoryWebhookRepository(db);
  manage = new ManageWebhooks({ webhooks, sender, clock, ids: new CountingIds() });
  deliver = new DeliverWebhooks({ webhooks, sender, clock, random: () => 0.5 });
});

const REQUEST = { url: 'https://example.org/', description: null, types: EVENT_TYPES, enabled: true };
const PAGE = { limit: 10, cursor: null };

async function turn(): Promise<number> {
  const begun = await deliver.begin(10);
  await Promise.all(begun);
  return begun.length;
}

async function rejected(detail = 'x'): Promise<void> {
  const { dataset, job } = aDataset('lab');
  await new MemoryDatasetRepository(db).submit(dataset, job);
  await new MemoryJobRepository(db).finishIngest(job.id, { problem: problemOf('malformed-file', detail) });
}

describe('deliveries', () => {
  it('are tried at the times of Standard Webhooks, a little later each, and then given up', async () => {
    const { id } = await manage.create('lab', REQUEST);
    await rejected();
    sender.statuses.push(null, 500, 302, 429, 502, 504, 400, null, 503, 500);
    for (const waitMs of RETRY_WAITS_MS) {
      if (waitMs > 0) {
        clock.advance((waitMs / 1000) * 1.04);
        expect(await turn()).toBe(0);
        clock.advance((waitMs / 1000) * 0.011);
      }
      expect(await turn()).toBe(1);
    }
    const [delivery] = (await manage.deliveries('lab', id, PAGE)).items;
    expect(delivery).toMatchObject({ state: 'failed', attempts: 10, nextAt: null });
    expect(delivery.answers).toHaveLength(10);
    clock.advance(1e7);
    expect(await turn()).toBe(0);
    expect(new Set(sender.sent.map((one) => `${one.id} ${one.body}`)).size).toBe(1);
    await manage.sendAgain('lab', id, delivery.id);
    expect(await turn()).toBe(1);
    expect((await manage.deliveries('lab', id, PAGE)).items[0].state).toBe('delivered');
  });

  it('of which a process was killed come again after half a minute, not before', async () => {
    await manage.create('lab', REQUEST);
    await rejected();
    const killed = new MemoryWebhookSender();
    killed.send = () => new Promise(() => undefined);
    const webhooks = new MemoryWebhookRepository(db);
    const dying = new DeliverWebhooks({ webhooks, sender: killed, clock, random: () => 0.5 });
    expect(await dying.begin(10)).toHaveLength(1);
    clock.advance(29);
    expect(await turn()).toBe(0);
    clock.advance(2);
    expect(await turn()).toBe(1);
    expect(sender.sent).toHaveLength(1);
  });

  it('are all held back from a receiver that asks for time, as long as it asks, and from no other', async () => {
    const { id } = await manage.create('lab', REQUEST);
    await rejected();
    sender.statuses.push(429);
    sender.retryAfterS = 3600;
    expect(await turn()).toBe(1);
    await rejected('came while it was busy');
    await manage.create('other', REQUEST);
    clock.advance(3599);
    expect(await turn()).toBe(0);
    expect((await manage.find('lab', id)).pausedUntil).toEqual(new Date(clock.now().getTime() + 1000));
    const { dataset, job } = aDataset('other');
    await new MemoryDatasetRepository(db).submit(dataset, job);
    await new MemoryJobRepository(db).finishIngest(job.id, { problem: problemOf('malformed-file', 'x') });
    expect(await turn()).toBe(1);
    clock.advance(1);
    expect(await turn()).toBe(2);
    const { items } = await manage.deliveries('lab', id, PAGE);
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['delivered', 1],
      ['delivered', 2],
    ]);
  });

  it.each([
    { status: 429, retryAfterS: 1e9, waitS: 86_400, heldS: 86_400 },
    { status: 503, retryAfterS: 60, waitS: 60, heldS: 60 },
    { status: 429, retryAfterS: 1, waitS: 5.25, heldS: 1 },
    { status: 502, retryAfterS: null, waitS: 5.25, heldS: 5.25 },
    { status: 500, retryAfterS: null, waitS: 5.25, heldS: 0 },
  ])('wait $waitS s after $status with Retry-After $retryAfterS, others $heldS s', async (row) => {
    const { id } = await manage.create('lab', REQUEST);
    await rejected();
    sender.statuses.push(row.status);
    sender.retryAfterS = row.retryAfterS;
    const begun = clock.now().getTime();
    const after = (seconds: number) => new Date(begun + 1000 * seconds);
    await turn();
    expect((await manage.deliveries('lab', id, PAGE)).items[0].nextAt).toEqual(after(row.waitS));
    const { pausedUntil } = await manage.find('lab', id);
    expect(pausedUntil).toEqual(row.heldS === 0 ? null : after(row.heldS));
    expect((await manage.replace('lab', id, REQUEST)).pausedUntil).toBeNull();
  });

  it('of a busy receiver wait five minutes for each other at most, however long the one that failed waits', async () => {
    const { id } = await manage.create('lab', REQUEST);
    await rejected();
    sender.statuses.push(500, 500, 500, 502);
    for (const waitMs of RETRY_WAITS_MS.slice(0, 4)) {
      clock.advance((waitMs / 1000) * 1.1);
      expect(await turn()).toBe(1);
    }
    const { pausedUntil } = await manage.find('lab', id);
    expect(pausedUntil).toEqual(new Date(clock.now().getTime() + 300_000));
  });

  it('end, and their webhook is disabled, when the receiver is gone; enabled again it gets what waited then', async () => {
    const { id } = await manage.create('lab', REQUEST);
    await rejected();
    await rejected();
    sender.statuses.push(410);
    await Promise.all(await deliver.begin(1));
    const webhook = await manage.find('lab', id);
    expect(webhook).toMatchObject({ enabled: false, disabledReason: 'The receiver answered 410 Gone.' });
    await rejected('not told of while it is disabled');
    expect(await turn()).toBe(0);
    expect((await manage.replace('lab', id, REQUEST)).disabledReason).toBeNull();
    expect(await turn()).toBe(1);
  });

  it('carry both secrets for a day after a rotation, and at most 20 kB', async () => {
    const { id, secret } = await manage.create('lab', REQUEST);
    const { secret: newer } = await manage.rotate('lab', id);
    expect(newer).not.toBe(secret);
    await rejected('µ'.repeat(100_000));
    await turn();
    expect(sender.sent.at(-1)!.secrets).toEqual([newer, secret]);
    expect(new TextEncoder().encode(sender.sent[0].body).length).toBeLessThan(20_000);
    clock.advance(86_400);
    await manage.ping('lab', id);
    await turn();
    expect(sender.sent.at(-1)!.secrets).toEqual([newer]);
    expect(JSON.parse(sender.sent.at(-1)!.body)).toMatchObject({ type: 'webhook.ping' });
  });
});
