import type { Clock } from '../../workflows/ports/clock.js';

/** Refusals that are written a minute: of one address, and of all together. Whoever hammers does not fill the log. */
const OF_ADDRESS = 20;
const OF_ALL = 600;
const MINUTE_MS = 60_000;

export class RefusalQuota {
  private began = -Infinity;
  private nTaken = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Whether one more of this address is written. */
  take(address: string): boolean {
    const now = this.clock.now().getTime();
    if (now - this.began >= MINUTE_MS || now < this.began) {
      this.began = now;
      this.nTaken = 0;
      this.byAddress.clear();
    }
    const n = this.byAddress.get(address) ?? 0;
    if (n >= OF_ADDRESS || this.nTaken >= OF_ALL) return false;
    this.byAddress.set(address, n + 1);
    this.nTaken += 1;
    return true;
  }
}
