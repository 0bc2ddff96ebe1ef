import { type Clock, localIso } from './clock.js';
import type { Stamp } from './folder/folder-scan.js';
import { type Entry, NOT_HASHED } from './journal/entry.js';
import type { Journal } from './journal/journal.js';
import { tellRejection } from './tell-rejection.js';

export interface FileNotWhole extends Stamp {
  readonly fullPath: string;
  readonly path: string;
  readonly sidecar: Stamp | null;
  /** Why, and what to do: for people. */
  readonly detail: string;
}

/** Refuses a file that is not whole, before it is hashed: beside it, then in the journal. */
export async function rejectNotWhole(file: FileNotWhole, journal: Journal, clock: Clock): Promise<Entry> {
  const { fullPath, path, sizeBytes, mtimeMs, sidecar, detail } = file;
  const rejection = { code: 'truncated-file', status: 422, title: 'The file is not whole', detail };
  const at = localIso(clock.wall());
  const errorFile = await tellRejection(
    { fullPath, path, sha256: NOT_HASHED, rejection, at },
    journal.folder,
  );
  const entry: Entry = {
    ...{ path, sizeBytes, mtimeMs, sha256: NOT_HASHED, state: 'rejected', sidecar },
    ...{ url: null, datasetId: null, rejection, errorFile, at },
  };
  await journal.put(entry);
  return entry;
}
