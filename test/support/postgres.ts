import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/app/embedded-postgres/embedded-postgres.js';
import { socketFolder } from '../../src/app/embedded-postgres/socket-folder.js';

export interface TestServer {
  readonly url: string;
  /** As the power fails; it is started again by itself. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL server for one spec file; tests take a schema each (`freshSchema`). */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaimen-test-'));
  const server = await EmbeddedPostgres.start(dataDir, await socketFolder(dataDir), () => {});
  return {
    url: server.url,
    crash: () => crashPostgres(dataDir),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Kills the server of a data folder with SIGKILL, unless none runs just then. */
export async function crashPostgres(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (pid > 1) killIfThere(pid);
}

export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

let schemas = 0;
export const freshSchema = (): string => `t${++schemas}`;
