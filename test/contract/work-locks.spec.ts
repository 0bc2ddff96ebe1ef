import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresWorkLocks } from '../../src/storage/postgres/postgres-work-locks.js';
import { MemoryWorkLocks } from '../../src/workflows/testing/memory-work-locks.js';
import type { WorkLocks } from '../../src/workflows/ports/work-locks.js';
import { startTestServer, type TestServer } from '../support/postgres.js';

let server: TestServer;
const opened: PostgresWorkLocks[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await Promise.all(opened.map((locks) => locks.close()));
  await server.stop();
});

/** As another process of the same service has them. */
function processLocks(schema = 'kaimen'): PostgresWorkLocks {
  const locks = new PostgresWorkLocks({ url: server.url, schema });
  opened.push(locks);
  return locks;
}
const quiet = (): void => undefined;

const versions: [string, () => WorkLocks][] = [
  ['memory', () => new MemoryWorkLocks()],
  ['PostgreSQL', () => processLocks()],
];

describe.each(versions)('locks in %s', (_, open) => {
  it('are held by one at a time, and given back', async () => {
    const [locks, a, b] = [open(), randomUUID(), randomUUID()];
    const asked = await Promise.all([1, 2, 3].map(() => locks.tryHold(a, quiet)));
    const held = asked.filter((release) => release !== null);
    expect(held).toHaveLength(1);
    expect(await locks.tryHold(b, quiet)).not.toBeNull();
    await held[0]();
    expect(await locks.tryHold(a, quiet)).not.toBeNull();
  });
});

describe('locks of several processes', () => {
  it('exclude one another, and are free when a process is gone', async () => {
    const [one, other, id] = [processLocks(), processLocks(), randomUUID()];
    expect(await one.tryHold(id, quiet)).not.toBeNull();
    expect(await other.tryHold(id, quiet)).toBeNull();
    expect(await processLocks('elsewhere').tryHold(id, quiet)).not.toBeNull();
    await one.close();
    expect(await other.tryHold(id, quiet)).not.toBeNull();
  });

  it('tell who holds one that it is lost, and can be had again', async () => {
    const [locks, id] = [processLocks(), randomUUID()];
    const lost = new Promise<void>((resolve) => void locks.tryHold(id, resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.crash();
    await lost;
  });
});
