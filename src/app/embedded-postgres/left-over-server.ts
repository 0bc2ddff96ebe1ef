import { readFile, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderInUseError } from './data-folder-lock.js';

/**
 * Ends a server of this cluster that outlived the process which started it. Called while the data folder is locked,
 * so nobody uses it; one whose starter lives all the same is not touched. Its backends end by themselves when it does.
 *
 * @throws DataFolderInUseError  another process that lives started it
 */
export async function endLeftOverServer(cluster: string): Promise<void> {
  const pid = await pidOf(cluster);
  if (pid === null || !(await isPostgres(pid))) return;
  if (await hasLivingStarter(pid)) throw new DataFolderInUseError(dirname(cluster));
  for (const [signal, waitMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 2000],
  ] as const) {
    if (!send(pid, signal)) return;
    if (await hasEnded(pid, waitMs)) return;
  }
}

async function pidOf(cluster: string): Promise<number | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

/** The number may belong to another program by now; where this cannot be told (no /proc), PostgreSQL decides itself. */
async function isPostgres(pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes('postgres');
}

/** An orphan goes to process 1 or to a supervisor, which is no Node: a Node that is its parent started it. */
async function hasLivingStarter(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const parent = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
  if (parent <= 1 || parent === process.pid) return false;
  const program = await readlink(`/proc/${parent}/exe`).catch(() => '');
  return /^node\b/.test(basename(program));
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function hasEnded(pid: number, waitMs: number): Promise<boolean> {
  for (const end = Date.now() + waitMs; Date.now() < end; await sleep(50)) {
    if (!send(pid, 0)) return true;
  }
  return false;
}
