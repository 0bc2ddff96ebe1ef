import type { FoundFile, Stamp } from './folder-scan.js';

export interface SettlingOptions {
  /** How long a file and its sidecar must stay as they are, ms. */
  readonly quietMs: number;
  /** After this time without a change a file that is not whole is given up on, until it changes, ms. */
  readonly patienceMs: number;
}

/** Where a file stands: it may still change, it may be taken once it is whole, or nothing more is to be expected of it. */
export type Settled = 'changing' | 'quiet' | 'stale';

interface Watched {
  readonly stamp: string;
  readonly sinceMs: number;
  looks: number;
}

/** At least this many looks must have found it unchanged, whatever the time between them. */
const LOOKS = 2;
/** Timers go off up to a millisecond early: a look just before the time would be followed by none for long. */
const TIMER_MS = 5;

/** Knows for how long each file has been as it is. Only equality of stamps counts, never the time that they tell. */
export class Settling {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly options: SettlingOptions) {}

  /** Takes note of a look at a file. */
  see(file: FoundFile, nowMs: number): Settled {
    const stamp = stampText(file);
    const before = this.watched.get(file.path);
    const now = before?.stamp === stamp ? before : { stamp, sinceMs: nowMs, looks: 0 };
    now.looks++;
    this.watched.set(file.path, now);
    if (file.sizeBytes === 0) return 'changing';
    const stillMs = nowMs - now.sinceMs;
    const isQuiet = file.isDeclared || (now.looks >= LOOKS && stillMs >= this.options.quietMs);
    if (!isQuiet) return 'changing';
    return stillMs >= this.options.patienceMs ? 'stale' : 'quiet';
  }

  /** No longer waited for. */
  forget(path: string): void {
    this.watched.delete(path);
  }

  get paths(): Iterable<string> {
    return this.watched.keys();
  }

  get size(): number {
    return this.watched.size;
  }

  /** When, after now, a file may next be found settled; null: none is waited for, or it was looked at since. */
  nextAtMs(nowMs: number): number | null {
    let next: number | null = null;
    for (const { sinceMs } of this.watched.values()) {
      const atMs = sinceMs + this.options.quietMs + TIMER_MS;
      if (atMs > nowMs && (next === null || atMs < next)) next = atMs;
    }
    return next;
  }
}

const stampText = ({ sizeBytes, mtimeMs, sidecar, isDeclared }: FoundFile): string =>
  [sizeBytes, mtimeMs, sidecar?.sizeBytes, sidecar?.mtimeMs, isDeclared].join(' ');

export const isSameStamp = (a: Stamp, b: Stamp): boolean =>
  a.sizeBytes === b.sizeBytes && a.mtimeMs === b.mtimeMs;
