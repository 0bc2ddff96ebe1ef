import { posix, win32 } from 'node:path';

/** Rules of paths as functions of text alone: those of Windows are checked on every system. */
export type Platform = 'win32' | 'posix';

export const platformOf = (name: string): Platform => (name === 'win32' ? 'win32' : 'posix');

const EXTENDED_UNC = /^[\\/]{2}\?[\\/]UNC[\\/]/i;
const EXTENDED = /^[\\/]{2}\?[\\/]/;
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * The folder that a person meant, absolute and without a separator at its end.
 *
 * On Windows: `D:` is the drive, not the folder its prompt last stood in; a quotation mark at the end is what cmd makes of `"D:\data\"`;
 * `\\?\` says no more than the path behind it.
 */
export function meantFolder(given: string, cwd: string, platform: Platform): string {
  if (platform === 'posix') return posix.resolve(cwd, given);
  const bare = given
    .replace(/"$/, '')
    .replace(EXTENDED_UNC, '\\\\')
    .replace(EXTENDED, '')
    .replace(/^([A-Za-z]):$/, '$1:\\');
  const resolved = win32.resolve(cwd, bare);
  return resolved.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

/** A share by its name, `\\server\share`; mapped drives show it once they are resolved. */
export const isShare = (path: string): boolean =>
  EXTENDED_UNC.test(path) || (/^[\\/]{2}[^\\/?.]/.test(path) && win32.isAbsolute(path));

/** The path of a file from the watched folder on, with forward slashes: what the journal, the service and people are told. */
export const relativeTo = (folder: string, path: string, platform: Platform): string =>
  platform === 'win32' ? win32.relative(folder, path).replaceAll('\\', '/') : posix.relative(folder, path);

/**
 * Under what a file is kept in mind: on Windows names that differ in case only are one file. Characters are not taken for others that
 * look like them (µ U+00B5 and μ U+03BC stay two).
 */
export const keyOf = (relative: string, platform: Platform): string =>
  platform === 'win32' ? upperCaseOf(relative) : relative;

/** Unit by unit, and only where the way back leads to the same letter: ß and µ stay, so that no two files become one. */
const upperCaseOf = (text: string): string =>
  text.replace(/[^\u0000-\u0060{-\u007f]/g, (unit) => {
    const upper = unit.toUpperCase();
    return upper.toLowerCase() === unit ? upper : unit;
  });

/** Why Windows cannot open a file of this name, which some other system wrote to the drive; null: it can. */
export function unusableName(name: string, platform: Platform): string | null {
  if (platform !== 'win32') return null;
  if (RESERVED.test(name)) return `${name} is a name that Windows keeps for a device`;
  if (/[. ]$/.test(name)) return `${name} ends in a dot or a space, which Windows drops`;
  return null;
}
