import type { Stamp } from '../folder/folder-scan.js';

/** What the service, or this agent for it, has against a file. */
export interface Rejection {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/**
 * What is known of one file, by its path: `hashed` its bytes are known, `uploading` the service keeps part of it under `url`, `accepted`
 * the service has all of it, `done` and it was read, `rejected` it was refused for good.
 */
export interface Entry extends Stamp {
  /** From the watched folder on, with forward slashes. */
  readonly path: string;
  readonly sha256: string;
  readonly state: 'hashed' | 'uploading' | 'accepted' | 'done' | 'rejected';
  /** Of the sidecar that went along; null: none did. */
  readonly sidecar: Stamp | null;
  readonly url: string | null;
  readonly datasetId: string | null;
  readonly rejection: Rejection | null;
  /** Where the rejection was written for people to see, beside the file or in the journal's folder. */
  readonly errorFile: string | null;
  /** When this was written down, by the clock of this machine: for people. */
  readonly at: string;
}

/** Stands for the hash of a file that was refused before it was hashed. */
export const NOT_HASHED = '';

const STATES: readonly unknown[] = ['hashed', 'uploading', 'accepted', 'done', 'rejected'];

/** An entry as a line of the journal holds it; null: the line is torn, or none of ours. */
export function entryOf(line: string): Entry | null {
  try {
    const entry = JSON.parse(line) as Entry;
    const isEntry =
      typeof entry.path === 'string' &&
      typeof entry.sha256 === 'string' &&
      Number.isFinite(entry.sizeBytes) &&
      Number.isFinite(entry.mtimeMs) &&
      STATES.includes(entry.state);
    return isEntry ? entry : null;
  } catch {
    return null;
  }
}
