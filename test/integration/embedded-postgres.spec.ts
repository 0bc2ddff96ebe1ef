import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataFolderInUseError, lockDataFolder } from '../../src/app/embedded-postgres/data-folder-lock.js';
import { EmbeddedPostgres } from '../../src/app/embedded-postgres/embedded-postgres.js';
import { socketFolder } from '../../src/app/embedded-postgres/socket-folder.js';

let dataDir: string;
let socketDir: string;
const running: EmbeddedPostgres[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen with space-'));
  socketDir = await socketFolder(dataDir);
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start(dataDir, socketDir, () => {});
  running.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('EmbeddedPostgres', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE t AS SELECT 7 AS x');
    await first.stop();
    expect(await query(await start(), 'SELECT x FROM t')).toEqual([{ x: 7 }]);
  });

  it('starts again by itself when its server is killed, and keeps what was committed', async () => {
    const server = await start();
    await query(server, 'CREATE TABLE t AS SELECT 7 AS x');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(
      async () => {
        expect(await serverPid()).not.toBe(pid);
        expect(await query(server, 'SELECT x FROM t')).toEqual([{ x: 7 }]);
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  it('ends a server that an earlier process left running and takes over its data', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE t AS SELECT 7 AS x');
    const pid = await serverPid();
    // The earlier process is gone as far as the new one can tell: nobody watches its server any more.
    (first as unknown as { stopping: boolean }).stopping = true;
    expect(await query(await start(), 'SELECT x FROM t')).toEqual([{ x: 7 }]);
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('listens on a unix socket only', async () => {
    const server = await start();
    expect(await query(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('finds a short folder for the socket when the data folder has a long path', async () => {
    const long = await socketFolder(join(dataDir, 'x'.repeat(120)));
    expect(Buffer.byteLength(join(long, '.s.PGSQL.5432.lock'))).toBeLessThan(103);
    await rm(long, { recursive: true });
  });
});

describe('lockDataFolder', () => {
  it('lets one in at a time', async () => {
    const lock = await lockDataFolder(dataDir, socketDir);
    await expect(lockDataFolder(dataDir, socketDir)).rejects.toThrow(DataFolderInUseError);
    await lock.release();
    await (await lockDataFolder(dataDir, socketDir)).release();
  });

  it('is free again when its process was killed', async () => {
    const hold = `require('net').createServer().listen(process.argv[1].replace('@', '\\0'), () => process.kill(process.pid, 'SIGKILL'))`;
    const name = `@kaimen-${execFileSync('sh', ['-c', 'printf %s "$0" | sha256sum', dataDir]).toString().slice(0, 32)}`;
    expect(() => execFileSync(process.execPath, ['-e', hold, name])).toThrow();
    await (await lockDataFolder(dataDir, socketDir)).release();
  });
});
