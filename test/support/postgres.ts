import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/app/embedded-postgres/embedded-postgres.js';
import { socketFolder } from '../../src/app/embedded-postgres/socket-folder.js';

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL server for one spec file; tests take a schema each (`freshSchema`). */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaimen-test-'));
  const server = await EmbeddedPostgres.start(dataDir, await socketFolder(dataDir), () => {});
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let schemas = 0;
export const freshSchema = (): string => `t${++schemas}`;
