import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likeOf, matchesPattern } from './name-pattern.js';

describe('matchesPattern', () => {
  it('says what a regular expression of the same meaning says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '.', '%', '['), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '.', '%', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (name, glob) => {
        const source = glob.replace(/[.%[]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesPattern(name, glob)).toBe(new RegExp(`^${source}$`, 'i').test(name));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('takes no time on patterns that regular expressions drown in', () => {
    expect(matchesPattern('a'.repeat(300), `${'*a'.repeat(90)}b`)).toBe(false);
  });
});

describe('likeOf', () => {
  it('escapes what LIKE reads', () => expect(likeOf('50%_\\*?')).toBe('50\\%\\_\\\\%_'));
});
