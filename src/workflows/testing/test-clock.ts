import { Clock, Ids } from '../ports/clock.js';

/** Stands still until it is told to advance, so that times in tests are known. */
export class TestClock extends Clock {
  constructor(private time = new Date('2026-01-01T00:00:00Z')) {
    super();
  }

  now(): Date {
    return this.time;
  }

  advance(seconds: number): void {
    this.time = new Date(this.time.getTime() + seconds * 1000);
  }
}

/** UUIDs that count: 00000000-0000-7000-8000-000000000001, … */
export class CountingIds extends Ids {
  private count = 0;

  next(): string {
    this.count += 1;
    return `00000000-0000-7000-8000-${String(this.count).padStart(12, '0')}`;
  }
}
