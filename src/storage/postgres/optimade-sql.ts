import type { CheckedFilter, CheckedItemTest, CheckedLeaf } from '../../workflows/optimade/checked-filter.js';
import type { ComparisonOperator, TextOperator } from '../../workflows/optimade/filter-ast.js';
import { type PropertyKey, propertyOf } from '../../workflows/optimade/properties.js';
import type { SortKey } from '../../workflows/ports/optimade.js';

type SqlType = 'text' | 'int' | 'float8' | 'timestamptz' | 'text[]' | 'float8[]' | 'bigint';

/** Values of a statement. Nothing that a client wrote gets into its text. */
export class SqlValues {
  readonly list: unknown[] = [];

  /** The text that stands for a value. */
  add(value: unknown, type: SqlType): string {
    this.list.push(value);
    return `$${this.list.length}::${type}`;
  }
}

const INT4_MAX = 2 ** 31 - 1;

/** A condition on rows of `optimade_structure`. SQL's own logic is three-valued, with NULL as unknown. */
export function conditionSql(filter: CheckedFilter, values: SqlValues): string {
  if ('terms' in filter) {
    const terms = filter.terms.map((term) => conditionSql(term, values));
    return `(${terms.join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
  }
  if ('term' in filter) return `(NOT ${conditionSql(filter.term, values)})`;
  return leafSql(filter, values);
}

function leafSql(leaf: CheckedLeaf, values: SqlValues): string {
  switch (leaf.kind) {
    case 'compare':
      return comparison(scalarSql(leaf.key), { ...leaf, textType: textTypeOf(leaf.key) }, values);
    case 'match':
      return textTest(scalarSql(leaf.key), leaf.operator, values.add(leaf.value, 'text'));
    case 'known':
      return `(${valueSql(leaf.key)} IS ${leaf.known ? 'NOT NULL' : 'NULL'})`;
    case 'has':
      return hasSql(leaf, values);
    case 'length':
      return comparison(lengthSql(leaf.key), leaf, values);
    case 'constant':
      return leaf.value === null ? 'NULL::boolean' : String(leaf.value);
  }
}

const textTypeOf = (key: PropertyKey): 'text' | 'timestamptz' =>
  propertyOf(key).type === 'timestamp' ? 'timestamptz' : 'text';

/** In the order of code points where it is text: that of the server's language would change from host to host. */
function scalarSql(key: PropertyKey): string {
  const value = valueSql(key);
  return propertyOf(key).type === 'string' ? `${value} COLLATE "C"` : value;
}

/** Null where the property is not known. Names of columns are ours, not the client's. */
function valueSql(key: PropertyKey): string {
  const { source } = propertyOf(key);
  if (key === 'type') return `'structures'::text`;
  if (key === 'species') return 'species';
  if (key === 'species_at_sites') return '(CASE WHEN structure_blob IS NOT NULL THEN species END)';
  if (source === 'sites') return 'structure_blob';
  if (source === 'related') return `'{}'::text[]`;
  if (source !== 'column') throw new Error(`No column holds ${key}.`);
  return key;
}

function lengthSql(key: PropertyKey): string {
  if (key === 'lattice_vectors') return '(CASE WHEN structure_blob IS NOT NULL THEN 3 END)';
  if (propertyOf(key).source === 'sites') return '(CASE WHEN structure_blob IS NOT NULL THEN nsites END)';
  return `cardinality(${valueSql(key)})`;
}

interface Comparison {
  readonly operator: ComparisonOperator;
  readonly value: string | number;
  /** Of a value that is a string. */
  readonly textType?: 'text' | 'timestamptz';
}

/** Whole numbers as such, so that an index on integers serves. */
function comparison(
  left: string,
  { operator, value, textType = 'text' }: Comparison,
  values: SqlValues,
): string {
  const isInt = Number.isInteger(value) && Math.abs(Number(value)) <= INT4_MAX;
  const type = typeof value === 'string' ? textType : isInt ? 'int' : 'float8';
  return `(${left} ${operator === '!=' ? '<>' : operator} ${values.add(value, type)})`;
}

function textTest(left: string, operator: TextOperator, value: string): string {
  if (operator === 'CONTAINS') return `(strpos(${left}, ${value}) > 0)`;
  if (operator === 'STARTS') return `starts_with(${left}, ${value})`;
  return `(right(${left}, length(${value})) = ${value})`;
}

/** Equality goes by the operators of arrays, which an index serves; everything else looks at each item. */
function hasSql({ key, quantity, tests }: Extract<CheckedLeaf, { kind: 'has' }>, values: SqlValues): string {
  const isText = propertyOf(key).items === 'string';
  const list = isText ? valueSql(key) : `${valueSql(key)}::float8[]`;
  if (tests.every(({ operator }) => operator === '=')) {
    const given = values.add(
      tests.map(({ value }) => value),
      isText ? 'text[]' : 'float8[]',
    );
    return `(${list} ${{ any: '&&', all: '@>', only: '<@' }[quantity]} ${given})`;
  }
  const conditions = tests.map((test) => itemSql(test, isText, values));
  const some = (condition: string): string =>
    `EXISTS (SELECT 1 FROM unnest(${list}) AS item WHERE ${condition})`;
  const any = conditions.join(' OR ');
  const answer = {
    any: () => some(any),
    all: () => conditions.map(some).join(' AND '),
    only: () => `NOT ${some(`NOT (${any})`)}`,
  }[quantity]();
  return `(CASE WHEN ${list} IS NOT NULL THEN ${answer} END)`;
}

function itemSql({ operator, value }: CheckedItemTest, isText: boolean, values: SqlValues): string {
  const item = isText ? 'item COLLATE "C"' : 'item';
  if (operator === 'CONTAINS' || operator === 'STARTS' || operator === 'ENDS') {
    return textTest(item, operator, values.add(value, 'text'));
  }
  return comparison(item, { operator, value }, values);
}

/** What is unknown last, whichever the direction; ids decide between equals, so that pages do not overlap. */
export function orderSql(sort: readonly SortKey[]): string {
  const keys = sort.map(
    ({ key, isDescending }) => `${scalarSql(key)} ${isDescending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return [...keys, 'id COLLATE "C"'].join(', ');
}
