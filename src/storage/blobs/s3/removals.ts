import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Objects } from './s3-objects.js';

/** A removal that has not ended after so long never will, and deletes nothing more. */
const REMOVAL_MS = 30_000;
/** So much longer its mark is respected: clocks differ. */
const MARGIN_MS = 60_000;
const LOOK_MS = 500;

/**
 * Objects can be deleted "if old" only in two requests, between which somebody may put the same bytes again and believe
 * them kept. So a removal is marked in the bucket first:
 *
 *     remove   mark · is it old? · delete · unmark
 *     put      write · is there a mark? then wait and write again · is it there?
 *
 * A removal that was marked before `put` looked is waited for; one that is marked later finds the object young. Needs a
 * store that is read as it was last written, which S3 is.
 */
export class Removals {
  constructor(
    private readonly objects: S3Objects,
    private readonly keys: {
      readonly blob: (sha256: string) => string;
      readonly mark: (sha256: string) => string;
    },
  ) {}

  /** @param write  puts the object; done again when a removal may have taken it */
  async survive(sha256: string, write: () => Promise<void>): Promise<void> {
    for (;;) {
      await write();
      if (!(await this.isMarked(sha256)) && (await this.objects.head(this.keys.blob(sha256))) !== null)
        return;
      while (await this.isMarked(sha256)) await sleep(LOOK_MS);
    }
  }

  async removeIfOlder(sha256: string, before: Date): Promise<boolean> {
    if (!(await this.isOlder(sha256, before))) return false;
    const mark = this.keys.mark(sha256);
    const deadline = performance.now() + REMOVAL_MS;
    await this.objects.putText(mark, new Date().toISOString());
    try {
      if (!(await this.isOlder(sha256, before)) || performance.now() > deadline) return false;
      await this.objects.remove(this.keys.blob(sha256));
      return true;
    } finally {
      await this.objects.remove(mark);
    }
  }

  private async isOlder(sha256: string, before: Date): Promise<boolean> {
    const found = await this.objects.head(this.keys.blob(sha256));
    // Its time is cut to the second: it may be almost a second younger than it says.
    return found !== null && found.modifiedAt.getTime() + 1000 <= before.getTime();
  }

  private async isMarked(sha256: string): Promise<boolean> {
    const mark = await this.objects.head(this.keys.mark(sha256));
    return mark !== null && Date.now() - mark.modifiedAt.getTime() < REMOVAL_MS + MARGIN_MS;
  }
}
