/** Kinds of files that a microscope writes and the service reads. Text tables and archives are named when they are wanted. */
export const DEFAULT_INCLUDE: readonly string[] = [
  ...['*.dm3', '*.dm4', '*.ndata1', '*.nhdf', '*.hspy', '*.hdf5', '*.emd', '*.nxs', '*.msa', '*.emsa'],
];

/** What programs put beside their files while they work, and what is hidden. */
export const DEFAULT_IGNORE: readonly string[] = [
  ...['.*', '~$*', '*.tmp', '*.part', '*.partial', '*.crdownload', '*~', 'Thumbs.db'],
  ...['$RECYCLE.BIN', 'System Volume Information'],
];

/** What stands beside a file `scan.dm4`. */
export const SIDECAR = '.kaimen.json';
export const READY = '.ready';
export const ERROR_FILE = '.kaimen-error.json';
export const COMPANIONS: readonly string[] = [SIDECAR, READY, ERROR_FILE];

export type Matches = (relative: string) => boolean;

/**
 * Tests paths (with forward slashes, from the watched folder on) by patterns: `*` and `?` stay within one name, `**` does not. A pattern
 * without a slash is tested on the name alone. Case makes no difference, as on the drives of microscopes.
 */
export function matchesAny(patterns: readonly string[]): Matches {
  const tests = patterns.map((pattern) => {
    const expression = new RegExp(
      `^${pattern
        .split(/(\*\*\/?|\*|\?)/)
        .map(part)
        .join('')}$`,
      'iu',
    );
    const isOfName = !pattern.includes('/');
    return (relative: string): boolean =>
      expression.test(isOfName ? relative.slice(relative.lastIndexOf('/') + 1) : relative);
  });
  return (relative) => tests.some((test) => test(relative));
}

function part(text: string): string {
  if (text === '**/') return '(?:.*/)?';
  if (text === '**') return '.*';
  if (text === '*') return '[^/]*';
  if (text === '?') return '[^/]';
  return text.replace(/[\\^$.+()[\]{}|/]/g, '\\$&');
}
