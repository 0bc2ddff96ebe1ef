import type { Clock } from './ports/clock.js';
import type { KeyLimits } from './ports/records.js';
import type { KeyRepository } from './ports/repositories.js';

/** A key (null: a session, which has no limit) and what it may. */
export interface Uploader {
  readonly keyId: string | null;
  readonly limits: KeyLimits;
}

const DAY_MS = 86_400_000;

/** What keys upload in a day, UTC, against what they may. */
export class UploadDays {
  constructor(
    private readonly keys: KeyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts bytes that are going to come.
   *
   * @returns null; or, where they are more than is left of the day, the seconds until the next one: nothing is counted
   */
  async claim({ keyId, limits }: Uploader, bytes: number): Promise<number | null> {
    if (keyId === null) return null;
    const now = this.clock.now();
    if (await this.keys.addUploadBytes(keyId, dayOf(now), bytes, limits.uploadBytesPerDay)) return null;
    return Math.ceil((DAY_MS - (now.getTime() % DAY_MS)) / 1000);
  }

  /** Of what was claimed, this did not come after all. It is given to the day it is given on: yesterday's is over. */
  async giveBack({ keyId }: Pick<Uploader, 'keyId'>, bytes: number): Promise<void> {
    if (keyId !== null && bytes > 0) {
      await this.keys.addUploadBytes(keyId, dayOf(this.clock.now()), -bytes, null);
    }
  }
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);
