import type { CatalogueBoundary, StoredProperty } from '../../ports/catalogue.js';
import { propertyDefinition, isProperty } from '../../../science/catalogue/properties.js';
import { OF_BOUNDARY } from './boundary-columns.js';
import { type ColumnOf, columnsFrom, within } from './flat-table.js';
import { SOURCE_COLUMNS } from './source-columns.js';

interface Row {
  readonly boundary: CatalogueBoundary;
  readonly property: StoredProperty;
}

export const propertyRows = (boundary: CatalogueBoundary): Row[] =>
  boundary.properties.map((property) => ({ boundary, property }));

const unitOf = ({ property: { name } }: Row): string | null =>
  isProperty(name) ? propertyDefinition(name).unit : null;

/** 'protocol=free; temperature_K=300', names sorted. */
const conditionsOf = ({ property: { conditions } }: Row): string | null => {
  const words = Object.keys(conditions).sort().map((name) => `${name}=${conditions[name]}`);
  return words.length === 0 ? null : words.join('; ');
}; // prettier-ignore

function temperatureOf({ property: { conditions } }: Row): number | null {
  const { temperature_K: temperature } = conditions;
  return typeof temperature === 'number' ? temperature : null;
}

/** One row a value, superseded ones too: a table of values is in long form, name and value. */
export const PROPERTY_COLUMNS: readonly ColumnOf<Row>[] = [
  ...columnsFrom<Row>('the record of the catalogue', [
    ['id', 'string', '', 'Stable id of the value.', ({ property }) => property.id],
  ]),
  ...within(OF_BOUNDARY, ({ boundary }: Row) => boundary),
  ...columnsFrom<Row>('whoever computed or measured it: method and source say who', [
    ['structure_id', 'string', '', 'Structure that it is of; unknown: the boundary as such.', ({ property }) => property.structureId],
    ['name', 'string', '', 'Property, a column of the table of boundaries.', ({ property }) => property.name],
    ['value', 'number', '', 'In the unit of its row.', ({ property }) => property.value],
    ['std', 'number', '', 'Standard deviation in the same unit.', ({ property }) => property.std],
    ['unit', 'string', '', 'Unit of value and std; empty where there is none.', unitOf],
    ['method_kind', 'string', '', 'experiment, dft, machine-learned-potential, empirical-potential or unknown.', ({ property }) => property.methodKind],
    ['method', 'string', '', 'Values of different methods are not comparable.', ({ property }) => property.method],
    ['temperature_K', 'number', 'K', 'Temperature, where the conditions tell it.', temperatureOf],
    ['conditions', 'string', '', 'What the value depends on: name=value, with ; between them.', conditionsOf],
    ['superseded_by', 'string', '', 'Value that stands in its place; unknown: it is current.', ({ property }) => property.supersededBy],
  ]), // prettier-ignore
  ...within(SOURCE_COLUMNS, ({ property }: Row) => property),
];
