import type { SelectQueryBuilder } from 'typeorm';
import type { CatalogueColumns } from '../../workflows/ports/catalogue.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import type { CatalogueBoundaryRow } from './catalogue-entities.js';
import { numbersOfMethod } from './catalogue-method-numbers.js';
import { unpackColumn } from './packed-numbers.js';

/** Texts of the flat row that questions may group by. */
const TEXTS: Readonly<Record<string, string>> = {
  material: 'row.material',
  chemsys: 'row.chemsys',
  kind: 'row.kind',
  sigma: 'row.sigma::text',
  energy_method: 'row.energy_method',
  axis_family: 'row.axis_family',
  plane_family: 'row.plane_families[1]',
};

interface Names {
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
}

/** Rows whose numbers bear the same names, in order of id. */
interface Block {
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  /** Numbers of a row, in the order of the names, one row after another. */
  readonly packed: Uint8Array;
  readonly texts: readonly (readonly (string | null)[])[];
}

/**
 * Columns of numbers out of the packed copy of each row's numbers: PostgreSQL puts whole rows together and we take them apart. The
 * server's CPU for ten columns, ids, labels and two texts of 100,000 rows, on a busy machine: 1.1 s by lookups in JSON, 0.5 s packed.
 */
export async function columnsOf(
  filtered: SelectQueryBuilder<CatalogueBoundaryRow>,
  method: string | null,
  names: Names,
): Promise<CatalogueColumns> {
  const blocks = await blocksOf(filtered, method, names);
  const ids = blocks.flatMap((block) => block.ids);
  const order = blocks.length > 1 ? orderOf(ids) : null;
  const inOrder = <T>(values: readonly T[]): readonly T[] =>
    order === null ? values : Array.from(order, (at) => values[at]);
  const numbersOf = (name: string): Float64Array => {
    const values = new Float64Array(ids.length).fill(NaN);
    let start = 0;
    for (const block of blocks) {
      const rows = values.subarray(start, (start += block.ids.length));
      unpackColumn(block.packed, { at: block.names.indexOf(name), width: block.names.length }, rows);
    }
    return order === null ? values : Float64Array.from(order, (at) => values[at]);
  };
  return {
    ids: inOrder(ids),
    labels: inOrder(blocks.flatMap((block) => block.labels)),
    numbers: Object.fromEntries(names.numbers.map((name) => [name, numbersOf(name)])),
    texts: Object.fromEntries(
      names.texts.map((name, i) => [name, inOrder(blocks.flatMap((block) => block.texts[i]))]),
    ),
  };
}

async function blocksOf(
  filtered: SelectQueryBuilder<CatalogueBoundaryRow>,
  method: string | null,
  names: Names,
): Promise<Block[]> {
  const inner = filtered.select('row.id', 'id').addSelect('row.label', 'label');
  if (method === null) inner.addSelect('row.number_shape', 'shape').addSelect('row.number_bytes', 'packed');
  else inner.addSelect('row.numbers', 'numbers');
  names.texts.forEach((name, i) => inner.addSelect(textSql(name), `t${i}`));
  const [sql, parameters]: [string, unknown[]] = inner.getQueryAndParameters();
  const ofMethod = (): string => numbersOfMethod(sql, `$${parameters.length + 1}`, names.numbers);
  const source =
    method === null
      ? sql
      : `SELECT chosen.*, 0 AS shape, ${packedOf(names.numbers)} AS packed FROM (${ofMethod()}) AS chosen`;
  const texts = names.texts.map((_, i) => `, json_agg(t${i} ORDER BY id) AS t${i}`).join('');
  const rows = await filtered.connection.query<(Omit<Block, 'texts'> & Record<string, unknown>)[]>(
    `SELECT block.*, (SELECT number_names FROM catalogue_boundary AS b WHERE b.number_shape = block.shape LIMIT 1) AS names
     FROM (SELECT shape, json_agg(id ORDER BY id) AS ids, json_agg(label ORDER BY id) AS labels,
       string_agg(packed, ''::bytea ORDER BY id) AS packed${texts} FROM (${source}) AS one GROUP BY shape) AS block`,
    method === null ? parameters : [...parameters, method],
  );
  return rows.map((row) => ({
    ...{ ids: row.ids, labels: row.labels, packed: row.packed },
    names: method === null ? row.names : names.numbers,
    texts: names.texts.map((_, i) => row[`t${i}`] as (string | null)[]),
  }));
}

/** Blocks are in order each: sorting them together only merges them. */
function orderOf(ids: readonly string[]): number[] {
  const order = ids.map((_, i) => i);
  return order.sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
}

const packedOf = (names: readonly string[]): string =>
  [`''::bytea`, ...names.map((_, i) => `float8send(coalesce(n${i}, 'NaN'))`)].join(' || ');

function textSql(name: string): string {
  if (!Object.hasOwn(TEXTS, name))
    throw new WorkflowError(
      'invalid-parameter',
      `There is no column of text "${name}"; there are ${Object.keys(TEXTS).join(', ')}.`,
    );
  return TEXTS[name];
}
