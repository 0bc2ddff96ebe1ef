import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PackageInfo {
  /** Folder of package.json: above `src` and above `dist/src`. */
  readonly root: string;
  readonly version: string;
}

/** @throws Error when the program does not lie in its package */
export function packageInfo(): PackageInfo {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name === 'kaimen') return { root: folder, version: found.version };
  }
  throw new Error(`no package.json of kaimen above ${start}`);
}

function readPackage(path: string): { name: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}
