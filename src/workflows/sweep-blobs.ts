import type { BlobStore } from './ports/blob-store.js';
import type { Clock } from './ports/clock.js';
import type { BlobReferences } from './ports/repositories.js';

/** A blob is stored before its record is written; younger ones may be on that way. */
const YOUNG_MS = 3_600_000;

/** Removes the blobs that no record points to any more. */
export class SweepBlobs {
  constructor(
    private readonly blobs: BlobStore,
    private readonly references: BlobReferences,
    private readonly clock: Clock,
  ) {}

  /**
   * References are read before ages: a blob that gains a reference after the reading was put less than an hour before
   * it did, so it is young when its age is looked at.
   *
   * @returns the number of blobs removed
   */
  async run(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - YOUNG_MS);
    const kept = await this.references.all();
    let nRemoved = 0;
    for await (const { sha256, storedAt } of this.blobs.list()) {
      if (kept.has(sha256) || storedAt >= before) continue;
      if (await this.blobs.deleteIfOlder(sha256, before)) nRemoved += 1;
    }
    return nRemoved;
  }
}
