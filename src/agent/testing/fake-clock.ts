import type { Clock } from '../clock.js';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that a spec moves. Its wall may jump; its waits do not. */
export class FakeClock implements Clock {
  private ms = 0;
  private sleepers: Sleeper[] = [];
  wallMs = Date.UTC(2026, 10, 30, 3);

  nowMs = (): number => this.ms;
  wall = (): Date => new Date(this.wallMs + this.ms);

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { atMs: this.ms + ms, wake: resolve };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers = this.sleepers.filter((one) => one !== sleeper);
        resolve();
      });
    });
  }

  /** Moves on, waking sleepers in their order, with time for what they then do (files are read for real). */
  async advance(ms: number): Promise<void> {
    const endMs = this.ms + ms;
    for (;;) {
      await settle();
      const next = this.sleepers.reduce<Sleeper | null>(
        (first, one) => (one.atMs <= endMs && (first === null || one.atMs < first.atMs) ? one : first),
        null,
      );
      if (next === null) break;
      this.ms = Math.max(this.ms, next.atMs);
      this.sleepers = this.sleepers.filter((one) => one !== next);
      next.wake();
    }
    this.ms = endMs;
    await settle();
  }
}

/** Lets everything run that is not asleep. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await new Promise((resolve) => setImmediate(resolve));
}
