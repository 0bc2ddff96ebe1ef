import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Node on PATH of another version than this process, or null: users have one, the npm scripts bring another. */
export function findOtherNode(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(node) && execFileSync(node, ['--version']).toString().trim() !== process.version)
      return node;
  }
  return null;
}
