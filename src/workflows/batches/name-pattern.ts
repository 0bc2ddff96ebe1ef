/**
 * Whether a name fits a pattern of a file manager: `*` any characters, `?` one; case does not count. In a time of the
 * product of the lengths, whatever the pattern.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const text = [...name.toLowerCase()];
  let reached = new Set([0]);
  for (const sign of pattern.toLowerCase()) {
    if (sign === '*') {
      const first = Math.min(...reached);
      reached = new Set(Array.from({ length: text.length - first + 1 }, (_, i) => first + i));
    } else {
      reached = new Set(
        [...reached]
          .filter((at) => at < text.length && (sign === '?' || text[at] === sign))
          .map((at) => at + 1),
      );
    }
    if (reached.size === 0) return false;
  }
  return reached.has(text.length);
}

/** The same as a pattern of SQL's LIKE with `\` as its escape. */
export const likeOf = (pattern: string): string =>
  pattern
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
