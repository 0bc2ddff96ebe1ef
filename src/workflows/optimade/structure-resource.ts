import type { OptimadeCell, OptimadeEntry } from '../ports/optimade.js';
import { isColumn, type PropertyKey, propertyOf } from './properties.js';
import type { RequestedField } from './request-parameters.js';
import { writeTime } from './rfc3339.js';

/** A structure as JSON:API has it. */
export interface StructureResource {
  readonly type: 'structures';
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Whether the stored cell has to be read for these. */
export const needsCell = (fields: readonly RequestedField[]): boolean =>
  fields.some(({ key }) => key !== null && propertyOf(key).source === 'sites');

/** What is asked for and not known is null. */
export function structureResource(
  entry: OptimadeEntry,
  cell: OptimadeCell | null,
  fields: readonly RequestedField[],
): StructureResource {
  const attributes = fields.map(({ name, key }) => [name, key && attributeOf(key, entry, cell)] as const);
  return { type: 'structures', id: entry.columns.id, attributes: Object.fromEntries(attributes) };
}

function attributeOf(key: PropertyKey, entry: OptimadeEntry, cell: OptimadeCell | null): unknown {
  if (isColumn(key)) {
    const value = entry.columns[key];
    return value instanceof Date ? writeTime(value) : value;
  }
  switch (key) {
    case 'species':
      return entry.species?.map(speciesOf) ?? null;
    case 'lattice_vectors':
      return cell?.latticeVectors ?? null;
    case 'cartesian_site_positions':
      return cell?.cartesianSitePositions ?? null;
    case 'species_at_sites':
      return cell?.speciesAtSites ?? null;
    default:
      return null;
  }
}

/** Every site is one atom of one element. */
const speciesOf = (symbol: string): object => ({
  name: symbol,
  chemical_symbols: [symbol],
  concentration: [1],
});
