import type { SelectQueryBuilder } from 'typeorm';
import { axisFamiliesOf, planeFamiliesOf } from '../../science/catalogue/laue-classes.js';
import { columnName } from '../../workflows/catalogue/column-name.js';
import type { CatalogueFilter } from '../../workflows/ports/catalogue.js';
import type { CatalogueBoundaryRow } from './catalogue-entities.js';

type Query = SelectQueryBuilder<CatalogueBoundaryRow>;

/** A number of the flat row by name; the same text as in the indices of the migration, so that they serve. */
export const numberSql = (name: string): string => `(row.numbers -> '${columnName(name)}')::double precision`;

/** Adds what a filter asks of the flat rows; the query's alias is `row`. */
export function applyFilter(query: Query, ownerId: string, filter: CatalogueFilter): Query {
  query.where('row.ownerId = :ownerId', { ownerId });
  byIdentity(query, filter);
  byKnowledge(query, filter);
  Object.entries(filter.ranges ?? {}).forEach(([name, [least, most]], i) => {
    const number = numberSql(name);
    if (least !== null) query.andWhere(`${number} >= :least${i}`, { [`least${i}`]: least });
    if (most !== null) query.andWhere(`${number} <= :most${i}`, { [`most${i}`]: most });
  });
  return query;
}

function byIdentity(query: Query, filter: CatalogueFilter): void {
  const { material, chemsys, elements, sigma, sigmaMin, sigmaMax, isGeneral, axis, plane, kind } = filter;
  const { angleMinDeg, angleMaxDeg } = filter;
  const ask = (value: unknown, sql: string, parameters: Record<string, unknown>): void => {
    if (value !== null && value !== undefined) query.andWhere(sql, parameters);
  };
  const angle = numberSql('misorientation_deg');
  ask(material, 'row.material = :material', { material });
  ask(chemsys, 'row.chemsys = :chemsys', { chemsys });
  ask(elements, 'row.elements @> :elements', { elements });
  ask(sigma, 'row.sigma = ANY(:sigma)', { sigma });
  ask(sigmaMin, 'row.sigma >= :sigmaMin', { sigmaMin });
  ask(sigmaMax, 'row.sigma <= :sigmaMax', { sigmaMax });
  ask(isGeneral, '(row.sigma IS NULL OR row.sigma > 49) = :isGeneral', { isGeneral });
  ask(kind, 'row.kind = ANY(:kind)', { kind });
  ask(angleMinDeg, `${angle} >= :angleMinDeg`, { angleMinDeg });
  ask(angleMaxDeg, `${angle} <= :angleMaxDeg`, { angleMaxDeg });
  if (axis) query.andWhere('row.axisFamily = ANY(:axes)', { axes: axisFamiliesOf(axis) });
  if (plane) query.andWhere('row.planeFamilies && :planes', { planes: planeFamiliesOf(plane) });
}

const EVIDENCE = `EXISTS (SELECT 1 FROM catalogue_evidence e WHERE e.boundary_id = row.id AND`;

function byKnowledge(query: Query, filter: CatalogueFilter): void {
  const { method, hasEvidence, hasStructure, searchId, analysisId, isPublic, text } = filter;
  const ask = (value: unknown, sql: string, parameters: Record<string, unknown> = {}): void => {
    if (value !== null && value !== undefined) query.andWhere(sql, parameters);
  };
  ask(method, 'row.methods @> ARRAY[:method]', { method });
  ask(hasEvidence, '(row.nEvidence > 0) = :hasEvidence', { hasEvidence });
  ask(hasStructure, '(row.nStructures > 0) = :hasStructure', { hasStructure });
  ask(searchId, `${EVIDENCE} e.search_id = :searchId)`, { searchId });
  ask(analysisId, `${EVIDENCE} e.analysis_id = :analysisId AND e.state <> 'rejected')`, { analysisId });
  ask(isPublic, 'row.isPublic = :isPublic', { isPublic });
  // position(), not LIKE: % and _ mean themselves.
  const found = ['row.label', 'row.material', `array_to_string(row.methods, ' ')`].map(
    (field) => `position(lower(:text) in lower(${field})) > 0`,
  );
  ask(text, `(${found.join(' OR ')})`, { text });
}
