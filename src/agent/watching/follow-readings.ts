import { type Clock, localIso } from '../clock.js';
import type { Entry, Rejection } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import type { Service } from '../service/service.js';
import { tellRejection } from '../tell-rejection.js';

/** A file that the service has, and has not read yet. */
interface Reading {
  readonly path: string;
  readonly fullPath: string;
  readonly journal: Journal;
  nextMs: number;
  pauseMs: number;
}

export interface ReadingsPorts {
  readonly clock: Clock;
  readonly service: Service;
  readonly onEnd: (reading: { readonly journal: Journal }, entry: Entry) => Promise<void> | void;
}

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** Asked for in one round, so that a thousand files do not use up what the service allows. */
const AT_ONCE = 20;

/** Asks what became of accepted files, until each was read or refused: soon at first, then ever less often. */
export class FollowReadings {
  private readonly readings = new Map<string, Reading>();

  constructor(private readonly ports: ReadingsPorts) {}

  get size(): number {
    return this.readings.size;
  }

  add(reading: Pick<Reading, 'path' | 'fullPath' | 'journal'>): void {
    const nextMs = this.ports.clock.nowMs() + FIRST_MS;
    this.readings.set(reading.fullPath, { ...reading, nextMs, pauseMs: FIRST_MS });
  }

  /** One round. @throws what the service throws: the rest waits for the next round */
  async ask(): Promise<void> {
    const nowMs = this.ports.clock.nowMs();
    const due = [...this.readings.values()].filter(({ nextMs }) => nextMs <= nowMs).slice(0, AT_ONCE);
    for (const reading of due) await this.askFor(reading);
  }

  private async askFor(reading: Reading): Promise<void> {
    const { clock, service } = this.ports;
    const { journal, path, fullPath } = reading;
    const entry = journal.of(path);
    if (entry?.state !== 'accepted' || entry.datasetId === null) {
      this.readings.delete(fullPath);
      return;
    }
    reading.nextMs = clock.nowMs() + reading.pauseMs;
    reading.pauseMs = Math.min(LONGEST_MS, reading.pauseMs * 1.5);
    const dataset = await service.dataset(entry.datasetId);
    // Somebody has removed it at the service: that is their decision, and the file was there.
    if (dataset?.state === 'reading' || journal.of(path) !== entry) return;
    this.readings.delete(fullPath);
    await this.end(reading, entry, dataset?.state === 'rejected' ? dataset.rejection : null);
  }

  private async end(reading: Reading, entry: Entry, rejection: Rejection | null): Promise<void> {
    const { journal, path, fullPath } = reading;
    const at = localIso(this.ports.clock.wall());
    const ended: Entry =
      rejection === null ? { ...entry, state: 'done', at } : { ...entry, state: 'rejected', at };
    const errorFile =
      rejection === null
        ? null
        : await tellRejection({ fullPath, path, sha256: entry.sha256, rejection, at }, journal.folder);
    await journal.put({ ...ended, rejection, errorFile });
    await this.ports.onEnd(reading, journal.of(path)!);
  }
}
