import type { SelectQueryBuilder } from 'typeorm';
import type { CatalogueColumns } from '../../workflows/ports/catalogue.js';
import { columnName } from '../../workflows/catalogue/column-name.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import type { CatalogueBoundaryRow } from './catalogue-entities.js';
import { numberSql } from './catalogue-filter.js';

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

/**
 * Columns of numbers as bytes: PostgreSQL writes a column's doubles one after another (big-endian), one value of one answer a
 * column. Rows of text took six times as long for 100,000 × 10.
 */
export async function columnsOf(
  filtered: SelectQueryBuilder<CatalogueBoundaryRow>,
  method: string | null,
  names: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
): Promise<CatalogueColumns> {
  const inner = filtered.select('row.id', 'id').addSelect('row.label', 'label').orderBy('row.id', 'ASC');
  names.numbers.forEach((name, i) =>
    inner.addSelect(method === null ? numberSql(name) : ofMethod(name, i), `n${i}`),
  );
  if (method !== null) inner.setParameter('method', method);
  names.texts.forEach((name, i) => inner.addSelect(textSql(name), `t${i}`));
  const [sql, parameters] = inner.getQueryAndParameters();
  const numbers = names.numbers.map(
    (_, i) => `string_agg(float8send(coalesce(n${i}, 'NaN')), ''::bytea) AS n${i}`,
  );
  const texts = names.texts.map((_, i) => `json_agg(t${i}) AS t${i}`);
  const columns = ['json_agg(id) AS ids', 'json_agg(label) AS labels', ...numbers, ...texts].join(', ');
  const [row] = await filtered.connection.query<Record<string, unknown>[]>(
    `SELECT ${columns} FROM (${sql}) AS one`,
    parameters,
  );
  const ids = (row.ids ?? []) as string[];
  return {
    ids,
    labels: (row.labels ?? []) as string[],
    numbers: Object.fromEntries(names.numbers.map((name, i) => [name, doublesOf(row[`n${i}`], ids.length)])),
    texts: Object.fromEntries(names.texts.map((name, i) => [name, (row[`t${i}`] ?? []) as string[]])),
  };
}

/** Lowest current value of a property by the method asked for; of what is no property the flat row's number. */
const ofMethod = (name: string, i: number): string =>
  `coalesce((SELECT min(p${i}.value) FROM catalogue_property p${i} WHERE p${i}.boundary_id = row.id
     AND p${i}.superseded_by IS NULL AND p${i}.method = :method AND p${i}.name = '${columnName(name)}'),
   CASE WHEN EXISTS (SELECT 1 FROM catalogue_property q${i} WHERE q${i}.boundary_id = row.id
     AND q${i}.name = '${name}') THEN NULL ELSE ${numberSql(name)} END)`;

function textSql(name: string): string {
  if (!Object.hasOwn(TEXTS, name))
    throw new WorkflowError(
      'invalid-parameter',
      `There is no column of text "${name}"; there are ${Object.keys(TEXTS).join(', ')}.`,
    );
  return TEXTS[name];
}

function doublesOf(bytes: unknown, n: number): Float64Array {
  const out = new Float64Array(n);
  if (!(bytes instanceof Uint8Array)) return out;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < n; i++) out[i] = view.getFloat64(8 * i, false);
  return out;
}
