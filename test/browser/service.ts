import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CLI = 'dist/src/main.cli.js';
export const NODE = existsSync('node_modules/.bin/node') ? 'node_modules/.bin/node' : process.execPath;

export interface Service {
  /** The link that signs one browser in, once. */
  readonly signInUrl: string;
  readonly origin: string;
  stop(): Promise<void>;
}

const LINK = /(http:\/\/[^\s]+)\/auth\/sign-in\?token=[^\s]+/;
const START_MS = 60_000;

function linkFrom(child: ChildProcess): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The service printed no link:\n${text}`)), START_MS);
    const hear = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      const link = LINK.exec(text);
      if (link === null) return;
      clearTimeout(timer);
      resolve(link);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The service ended with ${code}:\n${text}`));
    });
  });
}

/** The built service on a fresh data folder and a free port. */
export async function startService(more: Readonly<Record<string, string>> = {}): Promise<Service> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kaimen-browser-'));
  const env = { ...process.env, KAIMEN_DATA: dataDir, KAIMEN_PORT: '0', DATABASE_URL: '', ...more };
  const child = spawn(NODE, [CLI, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const link = await linkFrom(child);
    return { signInUrl: link[0], origin: link[1], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
