import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CliError, EXIT } from '../exit-codes.js';
import type { PackageInfo } from '../package-root.js';

/** A service that answers, and the key that its data folder holds for programs on this machine. */
export interface RunningService {
  readonly url: string;
  readonly key: string;
  /** What it said last, if this process started it. */
  readonly said: readonly string[];
  /** Stops it, if this process started it. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 20_000;
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ANNOUNCEMENT = /Kaimen is at (https?:\/\/[^/\s]+)/;

/** The service on this data folder: the one that runs already, or a new one on a free port. */
export async function runService(dataDir: string, pkg: PackageInfo): Promise<RunningService> {
  const running = await findService(dataDir);
  if (running !== null) return { ...running, said: [], stop: async () => undefined };
  return startService(dataDir, pkg);
}

/** What `kaimen serve` wrote about itself, if it still answers. */
export async function findService(dataDir: string): Promise<{ url: string; key: string } | null> {
  const url = await localServiceUrl(dataDir);
  if (url === null || !(await answers(url))) return null;
  return { url, key: await readLocalKey(dataDir) };
}

/** Where the service of a data folder is, or was when it ran last. */
export async function localServiceUrl(dataDir: string): Promise<string | null> {
  const text = await readIfThere(join(dataDir, 'service.json'));
  return text === null ? null : (JSON.parse(text) as { url: string }).url;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Refused, unreachable or silent: nobody is there.
    return false;
  }
}

/** The credential of programs of this user on this machine. @throws CliError when the folder has none */
export async function readLocalKey(dataDir: string): Promise<string> {
  const key = await readIfThere(join(dataDir, 'local-key'));
  if (key !== null) return key.trim();
  throw new CliError(
    EXIT.unreachable,
    'no-key',
    `There is no key in ${dataDir}`,
    'Set KAIMEN_KEY, or KAIMEN_DATA to the data folder of the service.',
  );
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

async function startService(dataDir: string, pkg: PackageInfo): Promise<RunningService> {
  const script = join(pkg.root, 'dist', 'src', 'main.cli.js');
  // No database of the user's own: what is made up for a demo does not belong into it.
  const its = { KAIMEN_DATA: dataDir, KAIMEN_PORT: '0', KAIMEN_HOST: '127.0.0.1', DATABASE_URL: '' };
  const child = spawn(process.execPath, [script, 'serve'], {
    env: { ...process.env, ...its },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const release = tieToUs(child);
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    release();
  };
  try {
    return { url: await announcedUrl(child, said), key: await readLocalKey(dataDir), said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The service must not outlive this process: however this one is ended, the child is asked to stop first. */
function tieToUs(child: ChildProcess): () => void {
  const onExit = (): void => void child.kill('SIGTERM');
  const onSignal = (signal: NodeJS.Signals): void => {
    void stopProcess(child).then(() => process.exit(128 + constants.signals[signal]));
  };
  process.once('exit', onExit);
  for (const signal of SIGNALS) process.once(signal, onSignal);
  return () => {
    process.removeListener('exit', onExit);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}

/** Waits for the line with the address; keeps reading afterwards, so that the child never waits for us. */
function announcedUrl(child: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void =>
      reject(
        new CliError(
          EXIT.unreachable,
          'service-not-started',
          message,
          said.slice(-8).join('\n        ') || null,
        ),
      );
    const timer = setTimeout(() => fail('The service did not start in time.'), START_LIMIT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream! }).on('line', (line) => {
        said.push(line);
        if (said.length > 200) said.shift();
        const url = ANNOUNCEMENT.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(`The service could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`The service ended before it was ready (${signal ?? `code ${code}`}).`);
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}
