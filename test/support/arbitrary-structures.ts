import fc from 'fast-check';
import type { FilterLeaf, FilterNode, ItemTest } from '../../src/workflows/optimade/filter-ast.js';
import type { MemoryStructure } from '../../src/workflows/testing/memory-optimade.js';
import { filterOf } from './arbitrary-filter.js';
import { structureOf } from './optimade-table.js';

const ELEMENTS = ['Al', 'O', 'Sr', 'Ti'] as const;
/** With what LIKE, arrays and quotes would stumble over; `É` and `💥` are ordered by code point. */
const TEXTS = ['', 'Ti', 'TiO2', 'SrTiO3', 'a_b%', 'É', '💥', '\uff21', '"q\\', 'NULL', '{a,b}'] as const;
const ENERGIES = [0, 0.1, 0.5, 0.75, 1.25, -1] as const;
const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01T12:30:01Z', '2026-01-02T00:00:00Z'] as const;

const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { freq: 3, nil: null });
const ints = (max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -2, max }), { minLength: 0, maxLength: 3 });

const structure = fc.record({
  last_modified: fc.constantFrom(...TIMES).map((text) => new Date(text)),
  elements: maybe(fc.uniqueArray(fc.constantFrom(...ELEMENTS), { minLength: 0 }).map((all) => all.sort())),
  elements_ratios: maybe(fc.array(fc.constantFrom(...ENERGIES), { maxLength: 3 })),
  nelements: maybe(fc.integer({ min: 0, max: 4 })),
  nsites: fc.integer({ min: 4, max: 6 }),
  chemical_formula_reduced: maybe(fc.constantFrom(...TEXTS)),
  dimension_types: maybe(ints(1)),
  structure_features: fc.constantFrom([], ['disorder']),
  sigma: maybe(fc.constantFrom(3, 5, 7, 9)),
  gb_plane: maybe(ints(2)),
  gb_energy: maybe(fc.constantFrom(...ENERGIES)),
  termination: maybe(fc.constantFrom(...TEXTS)),
});

/** Always the same ones: small ranges, so that filters meet, and a quarter of it unknown. */
export function someStructures(n: number): MemoryStructure[] {
  const species = maybe(fc.shuffledSubarray([...ELEMENTS], { minLength: 1 }));
  return fc
    .sample(fc.tuple(structure, species), { numRuns: n, seed: 5 })
    .map(([columns, names], i) =>
      structureOf(
        { ...columns, nsites: i % 7 === 0 ? 3 : columns.nsites, id: `s${String(i).padStart(2, '0')}` },
        { species: names, structureBlob: names === null || i % 5 === 0 ? null : 'blob' },
      ),
    );
}

const ORDERED = fc.constantFrom(
  '=' as const,
  '!=' as const,
  '<' as const,
  '<=' as const,
  '>' as const,
  '>=' as const,
);
const TEXT = fc.constantFrom('CONTAINS' as const, 'STARTS' as const, 'ENDS' as const);
const FORMULA = ['chemical_formula_reduced', '_exmpl_termination', 'id', 'type'];
const NUMBERS = ['nelements', 'nsites', '_exmpl_sigma', '_exmpl_gb_energy'];
const TEXT_LISTS = ['elements', 'species_at_sites', 'structure_features', 'references.id'];
const NUMBER_LISTS = ['elements_ratios', 'dimension_types', '_exmpl_gb_plane'];
const OTHER_LISTS = ['lattice_vectors', 'cartesian_site_positions', 'species'];
const FOREIGN = ['_other_thing', 'assemblies', 'immutable_id'];
const any = (...names: string[]): fc.Arbitrary<string> => fc.constantFrom(...names);

const text = fc.constantFrom(...TEXTS, 's0', '1', 'structures', 'i');
const number = fc.oneof(
  fc.constantFrom(...ENERGIES),
  fc.integer({ min: -2, max: 9 }),
  fc.constantFrom(2.5, 1e300),
);
const time = fc.constantFrom(...TIMES, '2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00.000001Z');
const item = fc.constantFrom(...ELEMENTS, 'disorder', 'T', '', 'Xx');

const compared = (property: string, value: fc.Arbitrary<string | number>): fc.Arbitrary<FilterLeaf> =>
  fc.tuple(ORDERED, value, fc.boolean()).map(([operator, constant, isFlipped]) => {
    const [left, right] = isFlipped ? [{ constant }, { property }] : [{ property }, { constant }];
    return { at: 0, kind: 'compare', left, operator, right };
  });

const listed = (property: string, test: fc.Arbitrary<ItemTest>): fc.Arbitrary<FilterLeaf> =>
  fc.record({
    at: fc.constant(0),
    kind: fc.constant('has' as const),
    properties: fc.constant([property]),
    quantity: fc.constantFrom('any' as const, 'all' as const, 'only' as const),
    rows: fc.array(
      test.map((one) => [one]),
      { minLength: 1, maxLength: 3 },
    ),
  });

const testOf = (
  operator: fc.Arbitrary<ItemTest['operator']>,
  value: fc.Arbitrary<string | number>,
): fc.Arbitrary<ItemTest> =>
  fc.tuple(operator, value).map(([one, constant]) => ({ operator: one, value: { constant } }));
const EQUAL = fc.constant('=' as const);

const leaf: fc.Arbitrary<FilterLeaf> = fc.oneof(
  any(...FORMULA, ...FOREIGN).chain((name) => compared(name, text)),
  any(...NUMBERS).chain((name) => compared(name, number)),
  compared('last_modified', time),
  fc.tuple(any(...FORMULA), TEXT, text).map(([property, operator, constant]) => ({
    at: 0,
    kind: 'match' as const,
    property,
    operator,
    value: { constant },
  })),
  fc
    .tuple(
      any(...FORMULA, ...NUMBERS, ...TEXT_LISTS, ...NUMBER_LISTS, ...OTHER_LISTS, ...FOREIGN),
      fc.boolean(),
    )
    .map(([property, known]) => ({ at: 0, kind: 'known' as const, property, known })),
  any(...TEXT_LISTS).chain((name) => listed(name, testOf(EQUAL, item))),
  any(...TEXT_LISTS).chain((name) => listed(name, testOf(fc.oneof(ORDERED, TEXT), item))),
  any(...NUMBER_LISTS).chain((name) => listed(name, testOf(fc.oneof(EQUAL, ORDERED), number))),
  fc
    .tuple(any(...TEXT_LISTS, ...NUMBER_LISTS, ...OTHER_LISTS), ORDERED, number)
    .map(([property, operator, constant]) => ({
      at: 0,
      kind: 'length' as const,
      property,
      operator,
      value: { constant },
    })),
);

/** Filters whose names and types are right for `someStructures`, with the prefix `exmpl`. */
export const rightFilter: fc.Arbitrary<FilterNode> = filterOf(leaf);
