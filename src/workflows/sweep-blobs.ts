import type { BlobStore, StoredBlob } from './ports/blob-store.js';
import type { Clock } from './ports/clock.js';
import type { BlobReferences } from './ports/repositories.js';
import { WorkflowError } from './workflow-error.js';

/** A blob is stored before its record is written; younger ones may be on that way. */
const YOUNG_MS = 3_600_000;
/** Names that a report lists; there may be many more. */
const LISTED = 100;

export interface SweepReport {
  /** In a dry run: how many would be. */
  readonly nRemoved: number;
  readonly bytes: number;
  /** The first hundred. */
  readonly sha256s: readonly string[];
}

export interface BlobSurvey {
  readonly nBlobs: number;
  readonly bytes: number;
  /** What a sweep would remove now: no record points to it, and it is older than an hour. */
  readonly nUnreferenced: number;
  readonly unreferencedBytes: number;
}

/** Finds and removes the blobs that no record points to any more. */
export class SweepBlobs {
  constructor(
    private readonly blobs: BlobStore,
    private readonly references: BlobReferences,
    private readonly clock: Clock,
  ) {}

  /** @throws WorkflowError busy while a backup is made or another sweep runs */
  async run({ dryRun }: { readonly dryRun: boolean }): Promise<SweepReport> {
    if (dryRun) return this.sweep(async () => true);
    const report = await this.runUnlessBusy();
    if (report !== null) return report;
    throw new WorkflowError(
      'busy',
      'A backup is being made, or another sweep runs: try again when it has ended.',
    );
  }

  /** For housekeeping, which comes again: null when it had to be left. */
  async runUnlessBusy(): Promise<SweepReport | null> {
    return this.references.sweeping(() =>
      this.sweep(({ sha256 }, before) => this.blobs.deleteIfOlder(sha256, before)),
    );
  }

  async survey(): Promise<BlobSurvey> {
    const [before, kept] = [this.oldBefore(), await this.references.all()];
    let [nBlobs, bytes, nUnreferenced, unreferencedBytes] = [0, 0, 0, 0];
    for await (const blob of this.blobs.list()) {
      nBlobs += 1;
      bytes += blob.sizeBytes;
      if (kept.has(blob.sha256) || blob.storedAt >= before) continue;
      nUnreferenced += 1;
      unreferencedBytes += blob.sizeBytes;
    }
    return { nBlobs, bytes, nUnreferenced, unreferencedBytes };
  }

  /**
   * References are read before ages: a blob that gains a reference after the reading was put less than an hour before
   * it did, so it is young when its age is looked at.
   */
  private async sweep(remove: (blob: StoredBlob, before: Date) => Promise<boolean>): Promise<SweepReport> {
    const [before, kept] = [this.oldBefore(), await this.references.all()];
    const sha256s: string[] = [];
    let [nRemoved, bytes] = [0, 0];
    for await (const blob of this.blobs.list()) {
      if (kept.has(blob.sha256) || blob.storedAt >= before) continue;
      if (!(await remove(blob, before))) continue;
      nRemoved += 1;
      bytes += blob.sizeBytes;
      if (sha256s.length < LISTED) sha256s.push(blob.sha256);
    }
    return { nRemoved, bytes, sha256s };
  }

  private oldBefore(): Date {
    return new Date(this.clock.now().getTime() - YOUNG_MS);
  }
}
