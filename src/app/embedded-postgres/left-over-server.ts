import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends a server of this cluster that outlived the process which started it. Called while the data folder is locked,
 * so nobody uses it. Its backends end by themselves when it does.
 */
export async function endLeftOverServer(cluster: string): Promise<void> {
  const pid = await pidOf(cluster);
  if (pid === null || !(await isPostgres(pid))) return;
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
