import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptimadeError } from './optimade-error.js';
import { parseFilter } from './parse-filter.js';
import { arbitraryFilter, withoutPlaces } from '../../../test/support/arbitrary-filter.js';
import { writeFilter } from './testing/write-filter.js';

const GRAMMAR = '../shared/data/optimade/grammar.json';
const present = existsSync(GRAMMAR);

interface Grammar {
  readonly cases: readonly { readonly name: string; readonly filter: string; readonly accept: boolean }[];
  readonly tokens: Readonly<Record<string, readonly string[]>>;
}
const { cases, tokens } = (
  present ? JSON.parse(readFileSync(GRAMMAR, 'utf8')) : { cases: [], tokens: {} }
) as Grammar;

function accepts(filter: string): boolean {
  try {
    parseFilter(filter);
    return true;
  } catch (error) {
    if (error instanceof OptimadeError && error.code === 'filter-syntax') return false;
    throw error;
  }
}

function refusal(filter: string): OptimadeError {
  try {
    parseFilter(filter);
  } catch (error) {
    if (error instanceof OptimadeError) return error;
  }
  throw new Error(`accepted: ${filter}`);
}

/** The specification's own verdicts (its repository, tests/, v1.3.0, CC-BY-4.0). */
describe.skipIf(!present)(`the filters of the specification${present ? '' : ` (needs ${GRAMMAR})`}`, () => {
  it('are 82', () => expect(cases).toHaveLength(82));

  it.each(cases)('$name: $accept', ({ filter, accept }) => expect(accepts(filter)).toBe(accept));

  it.each(['numbers', 'reals', 'integers'])('know its %s', (list) => {
    for (const one of tokens[list]) expect([one, accepts(`a=${one}`)]).toEqual([one, true]);
  });

  it.each(['identifiers'])('know its %s', (list) => {
    for (const one of tokens[list]) expect([one, accepts(`${one}=1`)]).toEqual([one, true]);
  });

  it('refuse what is no number and no identifier', () => {
    // A bare word is a property and a string a value where a value may stand.
    const others = tokens['not-numbers'].filter((one) => !one.startsWith('"'));
    for (const one of others) expect([one, accepts(`a=${one}`)]).toEqual([one, false]);
    for (const one of tokens['not-identifiers'])
      expect([one, accepts(`${one}=1`)]).toEqual([one, one.startsWith('3')]);
  });
});

describe('a filter', () => {
  it('is read with its precedence: comparison, NOT, AND, OR', () => {
    const compare = (property: string, at: number) => ({
      ...{ at, kind: 'compare', left: { property }, operator: '=', right: { constant: 1 } },
    });
    expect(parseFilter('a=1 OR NOT b=1 AND c=1')).toEqual({
      kind: 'or',
      terms: [
        compare('a', 1),
        { kind: 'and', terms: [{ kind: 'not', term: compare('b', 12) }, compare('c', 20)] },
      ],
    });
  });

  it('knows two escapes, and no others', () => {
    expect(parseFilter('a="\\"\\\\"')).toMatchObject({ right: { constant: '"\\' } });
    expect(accepts('a="\\n"')).toBe(false);
    expect(accepts('a="\u0000"')).toBe(false);
    expect(accepts('a="ž𝒳\t"')).toBe(true);
  });

  it.each([
    ['a=1 AND', 8, 'the filter ends instead of a property, a value, NOT or "("'],
    ['a<>2', 3, 'stands ">" instead of a value'],
    ['ab = "x', 6, 'a string that does not end'],
    ['A=1', 1, 'stands "A", which begins nothing'],
    ['(a=1', 5, 'the filter ends instead of AND, OR or ")"'],
    ['a HAS 1, 2', 8, 'stands "," instead of AND, OR or the end'],
    ['a:b HAS 1', 10, 'the filter ends instead of ":" and a value'],
    ['a IS 1', 6, 'stands "1" instead of KNOWN or UNKNOWN'],
    ['a < TRUE', 5, 'TRUE and FALSE have no order'],
    ['TRUE < a', 8, 'TRUE and FALSE have no order'],
    ['a. =1', 4, 'instead of the name of a property'],
    ['NOT NOT a', 5, 'instead of a property, a value, NOT or "("'],
    ['💥', 1, 'stands "💥"'],
  ])('that is wrong is refused with the place: %s', (filter, at, text) => {
    const error = refusal(filter);
    expect([error.code, error.status, error.details.at]).toEqual(['filter-syntax', 400, at]);
    expect(error.message).toContain(`At character ${at}`);
    expect(error.message).toContain(text);
  });

  it('is limited in length, depth and values', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}a=1${')'.repeat(depth)}`;
    expect(accepts(nested(64))).toBe(true);
    const list = (n: number): string => `a HAS ANY ${Array<string>(n).fill('1').join(',')}`;
    expect(accepts(list(500))).toBe(true);
    const long = `a="${'x'.repeat(8188)}"`;
    expect(accepts(long)).toBe(true);
    for (const one of [nested(65), nested(4000), list(501), `${long} `]) {
      expect([refusal(one).code, refusal(one).status]).toEqual(['filter-too-large', 400]);
    }
    expect(accepts(Array<string>(400).fill('a=1').join(' OR '))).toBe(true);
  });

  it('that was written is read as the same', () => {
    fc.assert(
      fc.property(arbitraryFilter, (filter) => {
        const text = writeFilter(filter);
        fc.pre(text.length <= 8192);
        expect(withoutPlaces(parseFilter(text))).toEqual(filter);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('that is anything at all is read or refused, never more', () => {
    const piece = fc.constantFrom(
      ...'AND OR NOT ( ) a "x" 1 = < HAS ALL , : . IS KNOWN LENGTH TRUE é'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        accepts(pieces.join(' '));
        accepts(pieces.join(''));
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
