import { basename, dirname, join } from 'node:path';
import type { FolderScan, FoundFile } from '../folder/folder-scan.js';
import { isSameStamp, type Settling } from '../folder/settling.js';
import type { Clock } from '../clock.js';
import { type Entry, NOT_HASHED } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import { isSameSidecar } from '../queue/deliver.js';
import type { Dispatch } from '../queue/dispatch.js';
import { rejectNotWhole } from '../reject-not-whole.js';
import { isRejectionGone } from '../tell-rejection.js';
import { missingOf } from '../whole/missing-of.js';
import type { Disposal } from './disposal.js';

export interface WatchedPorts {
  readonly clock: Clock;
  readonly scan: FolderScan;
  readonly settling: Settling;
  readonly journal: Journal;
  readonly dispatch: Dispatch;
  readonly disposal: Disposal;
  /** Of files directly in the folder; those below take the folder they lie in. */
  readonly session: string | null;
  readonly onRejected: (entry: Entry) => void;
  readonly tell: (line: string) => void;
}

/** One folder that is watched: finds files, waits until each is whole, and hands it on. */
export class WatchedFolder {
  /** Why files are waited for that do not change any more. */
  readonly waiting = new Map<string, string>();
  private readonly again = new Set<string>();
  private readonly told = new Set<string>();
  private isAway = false;

  constructor(private readonly ports: WatchedPorts) {}

  get root(): string {
    return this.ports.scan.root;
  }

  get journal(): Journal {
    return this.ports.journal;
  }

  /** Files that may still change. */
  get nSettling(): number {
    return this.ports.settling.size - this.waiting.size;
  }

  nextAtMs(nowMs: number): number | null {
    return this.ports.settling.nextAtMs(nowMs);
  }

  /** To be looked at anew: it is no longer what it was. */
  lookAgainAt(path: string): void {
    this.again.add(path);
  }

  /** @returns whether the folder could be read */
  async look(isFull: boolean): Promise<boolean> {
    const { scan, settling, tell } = this.ports;
    const asked = new Set([...settling.paths, ...this.again]);
    let look;
    try {
      look = await scan.look(asked, isFull);
    } catch (error) {
      if (!this.isAway) tell(`${this.root} cannot be read: ${(error as Error).message}. It is tried again.`);
      this.isAway = true;
      return false;
    }
    if (this.isAway) tell(`${this.root} can be read again.`);
    this.isAway = false;
    this.again.clear();
    for (const path of look.gone) this.forget(path);
    for (const file of look.found) await this.considerOrTell(file);
    for (const trouble of look.troubles) this.tellOnce(trouble);
    return true;
  }

  /** What nobody foresaw (a full disk under the journal, say) keeps none of the others; it is tried again at the next look. */
  private async considerOrTell(file: FoundFile): Promise<void> {
    try {
      await this.consider(file);
    } catch (error) {
      this.again.add(file.path);
      this.tellOnce(`${file.path}: ${(error as Error).message}`);
    }
  }

  private tellOnce(trouble: string): void {
    if (!this.told.has(trouble)) this.ports.tell(`passed over: ${trouble}`);
    this.told.add(trouble);
  }

  private forget(path: string): void {
    this.ports.settling.forget(path);
    this.waiting.delete(path);
    this.ports.dispatch.queue.remove(join(this.root, path));
  }

  private async consider(file: FoundFile): Promise<void> {
    const { settling, journal, clock } = this.ports;
    const entry = journal.of(file.path);
    const isAsBefore =
      entry !== null && isSameStamp(entry, file) && isSameSidecar(entry.sidecar, file.sidecar);
    if (isAsBefore && (await this.isOver(entry, file))) return;
    if (this.isQueuedAs(file)) return;
    // It was whole when it was hashed, and is as it was: an upload that was cut off goes on at once.
    if (isAsBefore && (entry.state === 'hashed' || entry.state === 'uploading')) return this.take(file);
    const settled = settling.see(file, clock.nowMs());
    this.waiting.delete(file.path);
    if (settled === 'changing') return;
    const missing = await this.missing(file);
    if (missing === null) return this.take(file);
    this.waiting.set(file.path, missing);
    if (settled === 'stale' && file.isDeclared) return this.take(file);
    if (settled === 'stale') await this.reject(file, notWhole(missing));
  }

  /** Nothing is to be done with it, or what is to be done was. */
  private async isOver(entry: Entry, file: FoundFile): Promise<boolean> {
    const isOver =
      entry.state === 'accepted' ||
      entry.state === 'done' ||
      (entry.state === 'rejected' &&
        // Somebody says that what was refused as half is whole.
        !(entry.sha256 === NOT_HASHED && file.isDeclared) &&
        !(entry.errorFile !== null && (await isRejectionGone(entry.errorFile))));
    if (!isOver) return false;
    this.ports.settling.forget(file.path);
    this.waiting.delete(file.path);
    if (entry.state === 'done') await this.ports.disposal.dispose(this.root, entry);
    return true;
  }

  private isQueuedAs(file: FoundFile): boolean {
    const { dispatch } = this.ports;
    const fullPath = join(this.root, file.path);
    const same = dispatch.of(fullPath);
    if (same !== undefined && isSameStamp(same, file) && isSameSidecar(same.sidecar, file.sidecar))
      return true;
    // It is written to again: it waits until it is whole once more. One that is on its way finds out by itself.
    dispatch.queue.remove(fullPath);
    return false;
  }

  private async missing(file: FoundFile): Promise<string | null> {
    try {
      return await missingOf(join(this.root, file.path));
    } catch (error) {
      return `it cannot be opened: ${(error as Error).message}`;
    }
  }

  private take(file: FoundFile): void {
    const { settling, dispatch, journal, session } = this.ports;
    settling.forget(file.path);
    this.waiting.delete(file.path);
    const fullPath = join(this.root, file.path);
    dispatch.add({ ...file, fullPath, journal, session: session ?? sessionOf(file.path) });
  }

  private async reject(file: FoundFile, detail: string): Promise<void> {
    const { journal, settling, clock, onRejected } = this.ports;
    const entry = await rejectNotWhole(
      { ...file, fullPath: join(this.root, file.path), detail },
      journal,
      clock,
    );
    settling.forget(file.path);
    this.waiting.delete(file.path);
    onRejected(entry);
  }
}

/** What the service takes as one. */
const SESSION = /^[^\p{Cc}]{1,200}$/u;

/** The folder that a file lies in, by its whole path where that is not too long; null: the watched one. */
function sessionOf(path: string): string | null {
  const folder = dirname(path);
  if (folder === '.') return null;
  return [folder, basename(folder)].find((name) => SESSION.test(name)) ?? null;
}

const notWhole = (missing: string): string =>
  `The file has not changed for a long time, but is not whole: ${missing}. Copy it again. It is tried again when it changes; an empty file of its name with .ready behind it has it sent as it is.`;
