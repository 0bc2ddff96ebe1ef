import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { CliError, EXIT } from '../exit-codes.js';

/** How long another writer is waited for: an ask or a tell holds its lock for less than a second. */
const PATIENCE_MS = 5000;
const BETWEEN_TRIES_MS = 25;

/**
 * Takes the right to write to a file: `FILE.lock` names this process and computer. A lock whose process is gone is
 * broken; one of another computer is not, because nobody here can tell.
 *
 * @returns gives it back
 * @throws CliError search-in-use
 */
export async function lockForWriting(path: string): Promise<() => void> {
  const lock = `${path}.lock`;
  const mine = `${process.pid} ${hostname()}\n`;
  for (let waited = 0; ; waited += BETWEEN_TRIES_MS) {
    if (taken(lock, mine)) return () => giveBack(lock, mine);
    const holder = contentOf(lock);
    if (holder !== null && isGone(holder)) breakLock(lock, holder);
    else if (holder !== null && waited >= PATIENCE_MS) throw inUse(path, lock, holder);
    else await wait(BETWEEN_TRIES_MS);
  }
}

/** The lock appears whole or not at all: it is written beside and linked. */
function taken(lock: string, mine: string): boolean {
  const draft = `${lock}.${process.pid}`;
  try {
    writeFileSync(draft, mine);
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function contentOf(lock: string): string | null {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

function isGone(holder: string): boolean {
  const [pid, host] = holder.trim().split(' ');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return Number(pid) === process.pid; // left by an earlier process of this number
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}

/** Moved aside first: should another process have broken it and taken its own meanwhile, that one is put back. */
function breakLock(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, lock);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function giveBack(lock: string, mine: string): void {
  if (contentOf(lock) === mine) rmSync(lock, { force: true });
}

const inUse = (path: string, lock: string, holder: string): CliError => {
  const [pid, host] = holder.trim().split(' ');
  return new CliError(
    EXIT.failed,
    'search-in-use',
    `Process ${pid}${host === hostname() ? '' : ` on ${host}`} is writing to ${path}`,
    host === hostname()
      ? 'Wait until it has ended, or end it: nothing that it has written is lost.'
      : `If it runs no longer, remove ${lock}.`,
  );
};
