import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { READY, SIDECAR } from '../folder/file-patterns.js';
import { isSameStamp } from '../folder/settling.js';
import { stampOf } from '../hash-file.js';
import type { Entry } from '../journal/entry.js';

/** What is done with files that the service has read: nothing, unless it was asked for. */
export class Disposal {
  /** @param plan  a folder to move them to, 'delete', or null: they stay */
  constructor(
    private readonly plan: { readonly moveTo: string } | 'delete' | null,
    private readonly tell: (line: string) => void,
  ) {}

  /** Never throws: the file stays then, and is tried again at the next full look. */
  async dispose(root: string, entry: Entry): Promise<void> {
    if (this.plan === null) return;
    const path = join(root, entry.path);
    try {
      // Only what the service has: a file that was written to since is another one.
      if (!isSameStamp(entry, await stampOf(path))) return;
      if (this.plan === 'delete') await removed(path);
      else await this.move(path, join(this.plan.moveTo, entry.path));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.tell(`${entry.path} stays where it is: ${message}`);
    }
  }

  private async move(path: string, wanted: string): Promise<void> {
    await mkdir(dirname(wanted), { recursive: true });
    const target = await freeName(wanted);
    for (const suffix of [SIDECAR, '']) await moveFile(path + suffix, target + suffix, suffix !== '');
    await rm(path + READY, { force: true });
  }
}

async function removed(path: string): Promise<void> {
  await rm(path);
  await rm(path + SIDECAR, { force: true });
  await rm(path + READY, { force: true });
}

async function moveFile(from: string, to: string, mayBeMissing: boolean): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && mayBeMissing) return;
    if (code !== 'EXDEV') throw error;
    // To another drive: the copy is on its disk before the file goes.
    await copyFile(from, `${to}.part`);
    const copy = await open(`${to}.part`, 'r+');
    await copy.sync().finally(() => copy.close());
    await rename(`${to}.part`, to);
    await rm(from);
  }
}

/** Nothing is written over: `scan.dm4`, else `scan (2).dm4`, … */
async function freeName(wanted: string): Promise<string> {
  const dot = wanted.lastIndexOf('.');
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted.slice(0, dot)} (${i})${wanted.slice(dot)}`;
    const isFree = await stat(name).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
    if (isFree) return name;
    if (i === 1000) throw new Error(`${wanted} is there a thousand times`);
  }
}
