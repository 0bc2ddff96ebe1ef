import { METHOD_KINDS } from '../../science/catalogue/catalogue-records.js';
import { isProperty } from '../../science/catalogue/properties.js';
import { columnName } from '../../workflows/catalogue/column-name.js';
import { ENERGY } from '../../workflows/catalogue/summarise-boundary.js';
import { IDENTITY_NUMBERS } from '../../workflows/catalogue/tables/number-columns.js';
import { numberSql } from './catalogue-filter.js';

/** Place of a value's kind of method among METHOD_KINDS. */
const RANK = `array_position(ARRAY['${METHOD_KINDS.join("','")}'], p.method_kind)`;

/**
 * The rows with the numbers of one method, by the rule of `summariseBoundary` with a method (the in-memory catalogue calls just
 * that; the contract suite holds the two together): `headline` over its values, descriptors of the state whose energy that is.
 */
export function numbersOfMethod(rows: string, method: string, names: readonly string[]): string {
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
      (SELECT s.id FROM catalogue_structure s WHERE s.boundary_id = row.id ORDER BY s.id LIMIT 1))`;
}
