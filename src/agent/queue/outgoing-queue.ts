import type { FoundFile } from '../folder/folder-scan.js';
import type { Journal } from '../journal/journal.js';

/** A whole file on its way to the service. */
export interface OutgoingItem extends FoundFile {
  readonly fullPath: string;
  readonly journal: Journal;
  /** When the sidecar does not say it. */
  readonly session: string | null;
  nFailures: number;
  /** Not tried before. */
  notBeforeMs: number;
}

/** Files that wait, the one that was changed first in front; each once. */
export class OutgoingQueue {
  /** By time of change, then path. */
  private readonly items: OutgoingItem[] = [];
  private readonly byPath = new Map<string, OutgoingItem>();
  bytes = 0;

  get size(): number {
    return this.items.length;
  }

  /** What waits under this path. */
  of(fullPath: string): OutgoingItem | undefined {
    return this.byPath.get(fullPath);
  }

  /** What waits already under this path is replaced. */
  add(item: OutgoingItem): void {
    this.remove(item.fullPath);
    this.items.splice(this.placeOf(item), 0, item);
    this.byPath.set(item.fullPath, item);
    this.bytes += item.sizeBytes;
  }

  remove(fullPath: string): void {
    const item = this.byPath.get(fullPath);
    if (item === undefined) return;
    this.byPath.delete(fullPath);
    this.items.splice(this.placeOf(item), 1);
    this.bytes -= item.sizeBytes;
  }

  /** Takes the first that may be tried now and that fits; null: none. */
  take(nowMs: number, fits: (sizeBytes: number) => boolean): OutgoingItem | null {
    const item = this.items.find(({ notBeforeMs }) => notBeforeMs <= nowMs);
    // What does not fit is waited for: otherwise small files would pass a large one for ever.
    if (item === undefined || !fits(item.sizeBytes)) return null;
    this.remove(item.fullPath);
    return item;
  }

  /** When the next may be tried; null: none waits. */
  nextAtMs(): number | null {
    return this.items.reduce<number | null>(
      (next, { notBeforeMs }) => (next === null ? notBeforeMs : Math.min(next, notBeforeMs)),
      null,
    );
  }

  /** The first of them, for people. */
  first(n: number): readonly OutgoingItem[] {
    return this.items.slice(0, n);
  }

  private placeOf(item: OutgoingItem): number {
    let from = 0;
    let to = this.items.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isBefore(this.items[middle], item)) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

const isBefore = (a: OutgoingItem, b: OutgoingItem): boolean =>
  a.mtimeMs !== b.mtimeMs ? a.mtimeMs < b.mtimeMs : a.fullPath < b.fullPath;
