import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, canonicalParts } from './canonical-json.js';

it('in pieces is the same text', () => {
  const leaves = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, Number.NaN));
  const trees = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      leaves,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(trees.tree, (tree) => {
      const value = { tree };
      expect([...canonicalParts(value)].join('')).toBe(canonicalJson(value));
    }),
    { numRuns: 500 },
  );
});

it('sorts keys that look like numbers as text', () => {
  expect(canonicalJson({ 9: 1, 10: [{ b: 1, a: undefined }], '': null })).toBe(
    '{"":null,"10":[{"b":1}],"9":1}',
  );
});

it('pieces of a large value are short', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({ b: [i, i / 3], a: `row ${i}` }));
  const pieces = [...canonicalParts({ readings: [{ rows }] })];
  expect(pieces.join('')).toBe(canonicalJson({ readings: [{ rows }] }));
  expect(pieces.length).toBeGreaterThan(1);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(2 ** 17);
});
