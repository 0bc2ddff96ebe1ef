import type { Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPANIONS, type Matches, READY, SIDECAR } from './file-patterns.js';
import { type Platform, unusableName } from './windows-paths.js';

/** Size and time of change: what shows that a file has become another one. Compared for being equal, nothing else. */
export interface Stamp {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** A file as it was just seen. */
export interface FoundFile extends Stamp {
  /** From the watched folder on, with forward slashes. */
  readonly path: string;
  readonly sidecar: Stamp | null;
  /** Whether somebody declared it whole (`<name>.ready`). */
  readonly isDeclared: boolean;
}

export interface ScanOptions {
  readonly include: Matches;
  readonly ignore: Matches;
  /** 0: the folder alone. */
  readonly maxDepth: number;
  readonly platform: Platform;
}

export interface Look {
  /** Those that were looked at, which need not be all. */
  readonly found: readonly FoundFile[];
  /** Paths that are no longer there. */
  readonly gone: readonly string[];
  /** Folders and files that could not be read, with the reason. */
  readonly troubles: readonly string[];
}

/** A folder whose time of change may not tell the next change apart is listed again so many times (FAT counts by 2 s). */
const LOOKS_AFTER_CHANGE = 3;

interface Listed {
  readonly names: ReadonlySet<string>;
  /** Paths of those in it. */
  readonly folders: ReadonlySet<string>;
}

interface KnownFolder extends Listed {
  readonly mtimeMs: number;
  readonly looksLeft: number;
}

const NEW_FOLDER: KnownFolder = { mtimeMs: Number.NaN, looksLeft: 0, names: new Set(), folders: new Set() };

/**
 * Sees what changes below a folder by looking: every folder's time of change tells whether it is to be listed again, and only files that
 * are new or were asked for are looked at, so that a look costs little on a drive of another machine. A full look takes all anew.
 * Links are not followed.
 */
export class FolderScan {
  private readonly folders = new Map<string, KnownFolder>();

  constructor(
    readonly root: string,
    private readonly options: ScanOptions,
  ) {}

  /**
   * @param unsettled  paths to look at in any case
   * @param isFull     lists every folder, looks at every file
   * @throws Error of the system when the folder itself cannot be read
   */
  async look(unsettled: Iterable<string>, isFull: boolean): Promise<Look> {
    const touched = new Set<string>(unsettled);
    const troubles: string[] = [];
    await this.walk('', { depth: 0, isFull, touched, troubles });
    const found: FoundFile[] = [];
    const gone: string[] = [];
    for (const path of touched) {
      const file = await this.fileAt(path, troubles);
      if (file !== null) found.push(file);
      else gone.push(path);
    }
    return { found, gone, troubles };
  }

  private async walk(folder: string, walk: Walk): Promise<void> {
    const known = this.folders.get(folder) ?? NEW_FOLDER;
    try {
      const { mtimeMs } = await stat(join(this.root, folder));
      const isChanged = known.mtimeMs !== mtimeMs;
      const looksLeft = isChanged ? LOOKS_AFTER_CHANGE : Math.max(0, known.looksLeft - 1);
      if (isChanged || known.looksLeft > 0 || walk.isFull) {
        const listed = await this.list(folder, walk);
        this.folders.set(folder, { mtimeMs, looksLeft, ...listed });
        this.touch(folder, known.names, listed.names, walk);
      }
    } catch (error) {
      if (folder === '') throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      // It went; a new one of its name is a new one. Any other reason leaves what is known for the next look.
      if (code === 'ENOENT') {
        this.folders.delete(folder);
        this.touch(folder, known.names, NEW_FOLDER.names, walk);
      } else walk.troubles.push(`${folder}: ${message}`);
    }
    for (const child of new Set([...known.folders, ...(this.folders.get(folder)?.folders ?? [])]))
      await this.walk(child, { ...walk, depth: walk.depth + 1 });
  }

  private async list(folder: string, { depth, troubles }: Walk): Promise<Listed> {
    const names = new Set<string>();
    const folders = new Set<string>();
    for (const entry of await readdir(join(this.root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) names.add(entry.name);
      if (!entry.isDirectory() || depth >= this.options.maxDepth || this.options.ignore(path)) continue;
      const unusable = unusableName(entry.name, this.options.platform);
      if (unusable === null) folders.add(path);
      else troubles.push(`${path}: ${unusable}`);
    }
    return { names, folders };
  }

  /** Files that came, went, or whose companions did. */
  private touch(folder: string, before: ReadonlySet<string>, now: ReadonlySet<string>, walk: Walk): void {
    const changed = walk.isFull
      ? new Set([...before, ...now])
      : [...[...now].filter((name) => !before.has(name)), ...[...before].filter((name) => !now.has(name))];
    for (const name of changed) {
      const companion = COMPANIONS.find((suffix) => name.endsWith(suffix));
      const of = companion === undefined ? name : name.slice(0, -companion.length);
      const path = folder === '' ? of : `${folder}/${of}`;
      if (this.options.include(path) && !this.options.ignore(path)) walk.touched.add(path);
    }
  }

  private async fileAt(path: string, troubles: string[]): Promise<FoundFile | null> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const unusable = unusableName(name, this.options.platform);
    if (unusable !== null) troubles.push(`${path}: ${unusable}`);
    if (unusable !== null) return null;
    const file = await fileStats(join(this.root, path));
    if (file === null) return null;
    const sidecar = await fileStats(join(this.root, path + SIDECAR));
    const ready = await fileStats(join(this.root, path + READY));
    return {
      path,
      sizeBytes: file.size,
      mtimeMs: file.mtimeMs,
      sidecar: sidecar === null ? null : { sizeBytes: sidecar.size, mtimeMs: sidecar.mtimeMs },
      isDeclared: ready !== null,
    };
  }
}

interface Walk {
  readonly depth: number;
  readonly isFull: boolean;
  readonly touched: Set<string>;
  readonly troubles: string[];
}

/** Null where there is no file that can be seen: then there is none to send, whatever the reason; it is looked for again. */
async function fileStats(path: string): Promise<Stats | null> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found : null;
  } catch {
    return null;
  }
}
