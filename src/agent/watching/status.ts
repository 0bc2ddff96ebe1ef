import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '../folder/windows-paths.js';
import type { Entry } from '../journal/entry.js';
import { Journal } from '../journal/journal.js';
import { holderOfJournal } from '../journal/lock-journal.js';

/** How an agent stood when it last wrote it down; nothing is decided by it. */
export interface Status {
  readonly at: string;
  readonly folder: string;
  readonly service: string;
  readonly pause: { readonly kind: 'away' | 'key'; readonly detail: string } | null;
  readonly sending: readonly string[];
  readonly nQueued: number;
  readonly queued: readonly string[];
  /** Files that do not change, and why they are not taken. */
  readonly waiting: readonly (readonly [path: string, why: string])[];
  readonly nSettling: number;
}

const FILE = 'status.json';

export async function writeStatus(folder: string, status: Status): Promise<void> {
  const path = join(folder, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(status)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export interface Standing {
  /** The process that watches; null: none does. */
  readonly process: string | null;
  readonly status: Status | null;
  readonly counts: Readonly<Record<Entry['state'], number>>;
  readonly rejected: readonly Entry[];
}

/** How a watched folder stands, read beside its agent. */
export async function standingOf(journalFolder: string, platform: Platform): Promise<Standing> {
  const entries = await Journal.peek(journalFolder, platform);
  const counts = { hashed: 0, uploading: 0, accepted: 0, done: 0, rejected: 0 };
  for (const { state } of entries) counts[state]++;
  return {
    process: await holderOfJournal(journalFolder),
    status: await lastStatus(journalFolder),
    counts,
    rejected: entries.filter(({ state }) => state === 'rejected'),
  };
}

async function lastStatus(folder: string): Promise<Status | null> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), 'utf8')) as Status;
  } catch {
    return null;
  }
}
