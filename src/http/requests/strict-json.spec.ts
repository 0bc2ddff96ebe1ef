import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson, StrictJsonError } from './strict-json.js';

describe('parseStrictJson', () => {
  it('agrees with JSON.parse on every JSON it takes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6, noUnicodeString: false }),
        fc.constantFrom(0, 1, '\t'),
        (value, space) => {
          fc.pre(!/"__proto__":/.test(JSON.stringify(value)));
          const text = JSON.stringify(value, null, space);
          expect(parseStrictJson(text)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('takes nothing that JSON.parse refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '.5',
      'e9',
      'true',
      'nul',
      ' ',
      '\n',
      '01',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        let ours: unknown;
        try {
          ours = parseStrictJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(StrictJsonError);
          return;
        }
        expect(ours).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('nests to 32 levels and not further', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseStrictJson(nested(32))).not.toThrow();
    expect(() => parseStrictJson(nested(33))).toThrow('deeper than 32');
    expect(() => parseStrictJson('['.repeat(1e6))).toThrow(StrictJsonError);
  });

  it.each([
    ['{"a": 1, "\\u0061": 2}', 'stands twice'],
    ['{"__proto__": 1}', '__proto__'],
    ['{"\\u005f_proto__": 1}', '__proto__'],
    ['[-1e999]', 'beyond the range'],
    ['"\u0001"', 'not well-formed'],
  ])('refuses %s', (text, why) => expect(() => parseStrictJson(text)).toThrow(why));

  it('takes a large body in a time that grows with its length', () => {
    const text = `[${'"aaaaaaaaaaaaaaa",'.repeat(55_000)}1]`;
    const started = performance.now();
    expect(parseStrictJson(text)).toHaveLength(55_001);
    // About 20 ms; a quadratic reader would take minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
