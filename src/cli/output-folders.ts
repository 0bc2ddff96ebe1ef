import { basename, extname, join } from 'node:path';

/**
 * A folder for each file below `out`, by the file's name without its extension; a name that is taken gets the first
 * number that is free. Names that differ in case only count as the same, because they are on some file systems.
 */
export function outputFolders(paths: readonly string[], out: string): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const stem = basename(path, extname(path));
    let name = stem;
    for (let nth = 2; taken.has(name.toLowerCase()); nth++) name = `${stem}-${nth}`;
    taken.add(name.toLowerCase());
    return join(out, name);
  });
}
