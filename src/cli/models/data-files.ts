import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { DataFolder } from '../../training/data-folder.js';
import type { CheckpointStore } from '../../training/run/checkpoint.js';

/** A folder of data files on this machine. */
export const dataFiles = (root: string): DataFolder => ({
  async list() {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((e) => e.isFile())
      .map((e) => relative(root, join(e.parentPath, e.name)).split(sep).join('/'))
      .sort();
  },
  async read(path) {
    return new Uint8Array(await readFile(join(root, path)));
  },
});

/** Checkpoints in a folder: each is written beside its place and moved there, so that a kill leaves the one before. */
export function checkpointFiles(folder: string): CheckpointStore & { clear(): Promise<void> } {
  return {
    async load(name) {
      try {
        return new Uint8Array(await readFile(join(folder, name)));
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return null;
        throw error;
      }
    },
    async save(name, bytes) {
      await mkdir(folder, { recursive: true });
      const beside = join(folder, `${name}.new`);
      const file = await open(beside, 'w');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, join(folder, name));
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}
