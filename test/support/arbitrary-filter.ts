import fc from 'fast-check';
import type { FilterLeaf, FilterNode, ItemTest, Operand } from '../../src/workflows/optimade/filter-ast.js';

const ORDERED = ['=', '!=', '<', '<=', '>', '>='] as const;
const TEXT = ['CONTAINS', 'STARTS', 'ENDS'] as const;

const name = fc.stringMatching(/^[a-z_][a-z_0-9]{0,8}$/);
const property = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
const text = fc.string({ unit: 'binary', maxLength: 8 }).map((one) => one.replace(/\p{Cc}/gu, '\t'));
const number = fc.oneof(fc.double({ noNaN: true }), fc.integer());
const ordered: fc.Arbitrary<Operand> = fc.oneof(
  fc.oneof(text, number).map((constant) => ({ constant })),
  property.map((one) => ({ property: one })),
);
const operand = fc.oneof(
  ordered,
  fc.boolean().map((constant): Operand => ({ constant })),
);
const comparison = fc.oneof(
  fc.tuple(fc.constantFrom(...ORDERED), ordered),
  fc.tuple(fc.constantFrom('=' as const, '!=' as const), operand),
);
const itemTest: fc.Arbitrary<ItemTest> = fc
  .oneof(comparison, fc.tuple(fc.constantFrom(...TEXT), operand))
  .map(([operator, value]) => ({ operator, value }));

const has = fc.integer({ min: 1, max: 3 }).chain((nProperties) =>
  fc.record({
    at: fc.constant(0),
    kind: fc.constant('has' as const),
    properties: fc.array(property, { minLength: nProperties, maxLength: nProperties }),
    quantity: fc.constantFrom('any' as const, 'all' as const, 'only' as const),
    rows: fc.array(fc.array(itemTest, { minLength: nProperties, maxLength: nProperties }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

/** Any leaf that the grammar knows, of properties that nobody has. */
const leaf: fc.Arbitrary<FilterLeaf> = fc.oneof(
  fc.tuple(ordered, comparison).map(([left, [operator, right]]) => ({
    ...{ at: 0, kind: 'compare' as const, left, operator, right },
  })),
  fc
    .tuple(property, fc.constantFrom(...TEXT), operand)
    .map(([p, operator, value]) => ({ at: 0, kind: 'match' as const, property: p, operator, value })),
  fc
    .tuple(property, fc.boolean())
    .map(([p, known]) => ({ at: 0, kind: 'known' as const, property: p, known })),
  has,
  fc
    .tuple(property, fc.constantFrom(...ORDERED), operand)
    .map(([p, operator, value]) => ({ at: 0, kind: 'length' as const, property: p, operator, value })),
  property.map((p) => ({ at: 0, kind: 'truth' as const, property: p })),
);

/** Trees over `leaves`, as the parser makes them: chains of two or more. */
export const filterOf = (leaves: fc.Arbitrary<FilterLeaf>): fc.Arbitrary<FilterNode> =>
  fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaves,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
      }),
      tie('node').map((term) => ({ kind: 'not' as const, term })),
    ),
  })).node;

export const arbitraryFilter: fc.Arbitrary<FilterNode> = filterOf(leaf);

/** Without the places, which writing does not keep. */
export function withoutPlaces(node: FilterNode): FilterNode {
  if ('terms' in node) return { ...node, terms: node.terms.map(withoutPlaces) };
  if ('term' in node) return { kind: 'not', term: withoutPlaces(node.term) };

  return { ...node, at: 0 };
}
