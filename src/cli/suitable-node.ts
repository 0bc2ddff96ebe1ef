import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** What the packages need: pg-boss 22.12, typeorm 22.13. */
const OLDEST = [22, 13] as const;
/** A search loads none of them, and an ask must not wait for a second start. */
const OLDEST_FOR_SEARCH = [20, 11] as const;
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const isSuitable = (version: string, command = ''): boolean => {
  const [major, minor] = version.split('.').map(Number);
  const oldest = command === 'search' ? OLDEST_FOR_SEARCH : OLDEST;
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
};

/**
 * Runs `run` in this process, or, where its Node is too old for the packages, this script again with the Node that
 * was installed with them. Imports nothing but what old versions have, so `run` must import the rest when it is called.
 */
export async function onSuitableNode(run: () => Promise<void>): Promise<void> {
  if (isSuitable(process.versions.node, process.argv[2])) {
    endWithStarter();
    return run();
  }
  const node = bundledNode();
  if (node !== null) {
    process.exitCode = await again(node);
    return;
  }
  process.stderr.write(
    `kaimen: Node ${OLDEST.join('.')} or later is needed, this is ${process.versions.node}: install it, or run "npm ci" with optional packages and install scripts, which brings one.\n`,
  );
  process.exitCode = 1;
}

/** Of the package `node`, wherever npm put it; null when it, or what its install script fetches, is not there. */
function bundledNode(): string | null {
  try {
    const root = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const node = join(root, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(node) ? node : null;
  } catch {
    return null;
  }
}

/**
 * The child has a process group of its own and gets signals from here only: Ctrl-C in a terminal, which goes to a
 * whole group, must not reach it twice. The channel tells it when this process is killed.
 */
function again(node: string): Promise<number> {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  for (const signal of SIGNALS) process.on(signal, () => void child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}

/** A process that was started by `again` is asked to stop when its starter is gone. */
function endWithStarter(): void {
  if (!process.connected) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref(); // listening alone must not keep a process that is done
}
