import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The uploader itself. */
export const SCRIPT = fileURLToPath(new URL('../kaimen_upload.py', import.meta.url));

/** The one of KAIMEN_TEST_PYTHON, else the system's python3, else the first on PATH that is 3.8 or later; null where there is none. */
export const PYTHON: string | null =
  [process.env.KAIMEN_TEST_PYTHON ?? '/usr/bin/python3', 'python3', 'python'].find(
    (name) =>
      (!name.startsWith('/') || existsSync(name)) &&
      spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'], { stdio: 'ignore' })
        .status === 0,
  ) ?? null;

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts Python with only what is given in its environment, so that no key of the developer's goes anywhere. */
export function startPython(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const process_ = spawn(PYTHON!, [...args], {
    env: {
      PATH: process.env.PATH,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONIOENCODING: 'utf-8',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  process_.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  process_.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    process_.once('error', reject);
    process_.once('close', (code) => resolve({ code, ...said }));
  });
  return { process: process_, ended };
}
