import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type KaimenClient } from '../../src/api-client/client.js';
import { startService as startProcess } from './service.js';

/** The built service (`npm run build`) as a user starts it, on a data folder and a port of its own. */
export interface RunningService {
  readonly url: string;
  /** The line that `kaimen serve` printed for the browser. */
  readonly signInUrl: string;
  readonly pid: number;
  /** A client with the key of this machine's user. */
  readonly client: KaimenClient;
  readonly key: string;
  /** Memory of the main process, bytes; null where the system does not tell. */
  rssBytes(): Promise<number | null>;
  /** SIGTERM, then the data folder goes; resolves to the exit code. */
  stop(): Promise<number | null>;
}

export async function startService(environment: Record<string, string> = {}): Promise<RunningService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaimen-e2e-'));
  const service = await startProcess(dataDir, environment);
  const { url, key } = service;
  const pid = service.process.pid!;
  return {
    url,
    signInUrl: /http:\S+token=\S+/.exec(service.said())![0],
    pid,
    key,
    client: createClient({ baseUrl: url, apiKey: key }),
    rssBytes: () => rssOf(pid),
    async stop() {
      const code = await service.stop();
      await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

async function rssOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
