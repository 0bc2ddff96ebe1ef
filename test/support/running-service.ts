import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type KaimenClient } from '../../src/api-client/client.js';

const START_MS = 60_000;

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
  const child = spawn('node', ['dist/src/main.cli.js', 'serve'], {
    env: { ...process.env, KAIMEN_PORT: '0', KAIMEN_DATA: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const signInUrl = await printedUrl(child);
  const url = new URL(signInUrl).origin;
  const key = (await readFile(join(dataDir, 'local-key'), 'utf8')).trim();
  return {
    url,
    signInUrl,
    pid: child.pid!,
    key,
    client: createClient({ baseUrl: url, apiKey: key }),
    rssBytes: () => rssOf(child.pid!),
    async stop() {
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const code = child.exitCode === null && child.kill('SIGTERM') ? await ended : child.exitCode;
      await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => fail(`no address after ${START_MS} ms`), START_MS);
    const fail = (why: string): void => reject(new Error(`kaimen serve: ${why}\n${output}`));
    const read = (part: Buffer): void => {
      output += part.toString();
      const [url] = /http:\S+token=\S+/.exec(output) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}

async function rssOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
