import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Platform, keyOf } from '../folder/windows-paths.js';
import { type Entry, entryOf } from './entry.js';

const FILE = 'journal.jsonl';
/** Above this the oldest are forgotten: their files would be hashed again and found to be in the service. */
const MAX_ENTRIES = 200_000;
/** A journal is written anew when it has this many lines, and at least twice as many as it has to have. */
const COMPACT_LINES = 4096;

/**
 * What became of each file, as lines of JSON that are only ever appended and brought to the disk before the agent goes on: whatever
 * moment the power fails, what it says has happened. What it does not say yet is found again from the files and the service.
 */
export class Journal {
  private readonly entries = new Map<string, Entry>();
  private handle!: FileHandle;
  private nLines = 0;
  private isTorn = false;
  private waiting: string[] = [];
  private writing: Promise<void> = Promise.resolve();
  /** Lines that could not be read when it was opened; a torn last line is none of them. */
  nDamaged = 0;

  private constructor(
    readonly folder: string,
    private readonly platform: Platform,
  ) {}

  /** Opens the journal of a folder, makes it where there is none. Only one process may: see `lockJournal`. */
  static async open(folder: string, platform: Platform): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const journal = new Journal(folder, platform);
    await journal.load();
    await journal.rewrite();
    return journal;
  }

  /** What a journal says, read beside an agent that writes it. */
  static async peek(folder: string, platform: Platform): Promise<readonly Entry[]> {
    const journal = new Journal(folder, platform);
    await journal.load();
    return [...journal.entries.values()];
  }

  get all(): Iterable<Entry> {
    return this.entries.values();
  }

  of(path: string): Entry | null {
    return this.entries.get(keyOf(path, this.platform)) ?? null;
  }

  /** Resolves when the entry is on the disk; entries that come together share one way there. */
  async put(entry: Entry): Promise<void> {
    this.remember(entry);
    this.waiting.push(`${JSON.stringify(entry)}\n`);
    const written = this.writing.then(() => this.flush());
    this.writing = written.catch(() => undefined);
    await written;
  }

  async close(): Promise<void> {
    await this.writing;
    await this.handle.close();
  }

  private async flush(): Promise<void> {
    const lines = this.waiting;
    if (lines.length === 0) return;
    this.waiting = [];
    try {
      await this.handle.appendFile((this.isTorn ? '\n' : '') + lines.join(''));
      await this.handle.datasync();
      this.isTorn = false;
    } catch (error) {
      // A full disk: the next entry takes these along, behind what is left of the line.
      this.waiting = [...lines, ...this.waiting];
      this.isTorn = true;
      throw error;
    }
    this.nLines += lines.length;
    if (this.nLines > COMPACT_LINES && this.nLines > 2 * this.entries.size)
      // What was to be said is on the disk: where it cannot be shortened now, the next entry tries.
      await this.rewrite().catch(() => undefined);
  }

  private async load(): Promise<void> {
    const lines = (await readIfThere(join(this.folder, FILE))).split('\n');
    // Behind the last line end stands nothing, or what was being written when the power failed.
    lines.pop();
    for (const line of lines) {
      const entry = entryOf(line);
      if (entry !== null) this.remember(entry);
      else if (line !== '') this.nDamaged++;
    }
  }

  private remember(entry: Entry): void {
    const key = keyOf(entry.path, this.platform);
    // Behind the others: the order is that of the last news.
    this.entries.delete(key);
    this.entries.set(key, entry);
  }

  /** One line a file, in a new file that takes the old one's place when it is on the disk. */
  private async rewrite(): Promise<void> {
    for (const [key] of this.entries) {
      if (this.entries.size <= MAX_ENTRIES) break;
      this.entries.delete(key);
    }
    const path = join(this.folder, FILE);
    const text = [...this.entries.values()].map((entry) => `${JSON.stringify(entry)}\n`).join('');
    const fresh = await open(`${path}.new`, 'w', 0o600);
    try {
      await fresh.writeFile(text);
      await fresh.sync();
    } finally {
      await fresh.close();
    }
    await this.handle?.close();
    try {
      await rename(`${path}.new`, path);
      await syncFolder(dirname(path));
    } finally {
      // Windows refuses to rename while somebody reads the old one (--status): it is gone on with.
      this.handle = await open(path, 'a');
    }
    this.nLines = this.entries.size;
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** So that a rename survives a power failure; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  }
}
