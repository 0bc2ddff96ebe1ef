import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = (path: string): string => fileURLToPath(new URL(`../../dist/src/${path}`, import.meta.url));

export const IS_BUILT = existsSync(dist('main.cli.js')) && existsSync(dist('app/serve.js'));

export interface ServiceProcess {
  readonly process: ChildProcess;
  readonly url: string;
  readonly key: string;
  /** Everything it has said so far. */
  said(): string;
  /** As a user stops it; its exit code. */
  stop(): Promise<number | null>;
  /** As the power fails. */
  kill(): Promise<void>;
}

type Environment = Record<string, string>;

/** The built service as a user starts it, on a free port. */
export async function startService(
  dataDir: string,
  env: Environment = {},
  node?: string,
): Promise<ServiceProcess> {
  const its = { KAIMEN_DATA: dataDir, KAIMEN_PORT: '0', ...env };
  const started = spawnBuilt('main.cli.js', ['serve'], its, node);
  const [, url] = await saying(started, /Kaimen is at (http:\/\/[^/\s]+)/);
  const key = (await readFile(join(dataDir, 'local-key'), 'utf8')).trim();
  return { ...started, url, key };
}

/** A worker process alone; resolves when it takes jobs. */
export async function startWorkerProcess(dataDir: string, databaseUrl: string): Promise<Spawned> {
  const worker = spawnBuilt('main.worker.js', [], { KAIMEN_DATA: dataDir, DATABASE_URL: databaseUrl });
  await saying(worker, /takes jobs/);
  return worker;
}

type Spawned = Omit<ServiceProcess, 'url' | 'key'>;

export function spawnBuilt(
  script: string,
  args: readonly string[],
  env: Environment,
  node: string = process.execPath,
): Spawned {
  const child = spawn(node, [dist(script), ...args], {
    env: { ...process.env, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    process: child,
    said: () => text,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

async function saying(spawned: Spawned, what: RegExp): Promise<RegExpExecArray> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const match = what.exec(spawned.said());
    if (match !== null) return match;
    if (spawned.process.exitCode !== null || spawned.process.signalCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await spawned.kill();
  throw new Error(`it never said ${what}; it said:\n${spawned.said()}`);
}
