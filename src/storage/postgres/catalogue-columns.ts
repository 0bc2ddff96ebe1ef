import type { SelectQueryBuilder } from 'typeorm';
import { METHOD_KINDS } from '../../science/catalogue/catalogue-records.js';
import { isProperty } from '../../science/catalogue/properties.js';
import type { CatalogueColumns } from '../../workflows/ports/catalogue.js';
import { columnName } from '../../workflows/catalogue/column-name.js';
import { IDENTITY_NUMBERS } from '../../workflows/catalogue/tables/number-columns.js';
import { ENERGY } from '../../workflows/catalogue/summarise-boundary.js';
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
  if (method === null) names.numbers.forEach((name, i) => inner.addSelect(numberSql(name), `n${i}`));
  else inner.addSelect('row.numbers', 'numbers');
  names.texts.forEach((name, i) => inner.addSelect(textSql(name), `t${i}`));
  const [sql, parameters]: [string, unknown[]] = inner.getQueryAndParameters();
  const rows = method === null ? sql : ofMethod(sql, `$${parameters.length + 1}`, names.numbers);
  const numbers = names.numbers.map(
    (_, i) => `string_agg(float8send(coalesce(n${i}, 'NaN')), ''::bytea) AS n${i}`,
  );
  const texts = names.texts.map((_, i) => `json_agg(t${i}) AS t${i}`);
  const columns = ['json_agg(id) AS ids', 'json_agg(label) AS labels', ...numbers, ...texts].join(', ');
  const [row] = await filtered.connection.query<Record<string, unknown>[]>(
    `SELECT ${columns} FROM (${rows}) AS one`,
    method === null ? parameters : [...parameters, method],
  );
  const ids = (row.ids ?? []) as string[];
  return {
    ids,
    labels: (row.labels ?? []) as string[],
    numbers: Object.fromEntries(names.numbers.map((name, i) => [name, doublesOf(row[`n${i}`], ids.length)])),
    texts: Object.fromEntries(names.texts.map((name, i) => [name, (row[`t${i}`] ?? []) as string[]])),
  };
}

/** Place of a value's kind of method among METHOD_KINDS. */
const RANK = `array_position(ARRAY['${METHOD_KINDS.join("','")}'], p.method_kind)`;

/**
 * The rows with the numbers of one method, by the rule of `summariseBoundary` with a method (the in-memory catalogue calls just
 * that; the contract suite holds the two together): `headline` over its values, descriptors of the state whose energy that is.
 */
function ofMethod(rows: string, method: string, names: readonly string[]): string {
  const current = `FROM catalogue_property p
    WHERE p.boundary_id = row.id AND p.superseded_by IS NULL AND p.method = ${method} AND p.name =`;
  const properties = [ENERGY, ...names.filter(isProperty)].map((name) => `'${name}'`).join(', ');
  const numberOf = (name: string): string => {
    if (name === ENERGY) return 'energy.value';
    if (IDENTITY_NUMBERS.includes(name) || name.startsWith('measured_')) return numberSql(name);
    const ofState = `(state.descriptors ->> '${columnName(name)}')::double precision`;
    return isProperty(name) ? `coalesce((own.numbers ->> '${name}')::double precision, ${ofState})` : ofState;
  };
  return `SELECT row.*, ${names.map((name, i) => `${numberOf(name)} AS n${i}`).join(', ')} FROM (${rows}) AS row
    LEFT JOIN LATERAL (SELECT p.structure_id, p.value ${current} '${ENERGY}' ORDER BY ${RANK}, p.value, p.id LIMIT 1) AS energy ON true
    LEFT JOIN LATERAL (SELECT json_object_agg(best.name, best.value) AS numbers FROM (
      SELECT DISTINCT ON (p.name) p.name, p.value ${current} ANY(ARRAY[${properties}]) ORDER BY p.name,
        (energy.value IS NULL OR p.structure_id IS NOT DISTINCT FROM energy.structure_id) DESC, ${RANK}, p.id DESC
      ) AS best) AS own ON true
    LEFT JOIN catalogue_structure AS state ON state.id = coalesce(energy.structure_id,
      (SELECT own.structure_id FROM (SELECT DISTINCT ON (p.structure_id) p.structure_id, p.value ${current} '${ENERGY}'
        AND p.structure_id IS NOT NULL ORDER BY p.structure_id, ${RANK}, p.value) AS own
        ORDER BY own.value, own.structure_id LIMIT 1),
      (SELECT s.id FROM catalogue_structure s WHERE s.boundary_id = row.id ORDER BY s.id LIMIT 1))
    ORDER BY row.id`;
}

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
