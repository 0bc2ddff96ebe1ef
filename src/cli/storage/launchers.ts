import type { OnProgress } from '../progress-bar.js';

export interface BackupFacts {
  readonly name: string;
  readonly madeAt: string;
  readonly software: string;
  readonly tables: readonly { readonly name: string; readonly nRows: number }[];
  readonly blobs: { readonly nBlobs: number; readonly bytes: number };
  /** Files that records name, but that were lost or damaged already where the backup was made. */
  readonly lost: readonly string[];
}

export interface StorageDamage {
  readonly nRead: number;
  readonly bytes: number;
  readonly damaged: readonly string[];
  readonly missing: readonly string[];
}

/** What works on database and files without the service: from `app/`, handed in. */
export interface MaintenanceLaunchers {
  readonly backup: (
    folder: string,
    options: { readonly quick: boolean; readonly keep: number | null },
    onProgress: OnProgress,
  ) => Promise<BackupFacts & { readonly nCopied: number }>;
  readonly restore: (
    folder: string,
    options: { readonly at: string | null; readonly checkOnly: boolean },
    onProgress: OnProgress,
  ) => Promise<BackupFacts>;
  readonly verify: (onProgress: OnProgress) => Promise<StorageDamage>;
}
