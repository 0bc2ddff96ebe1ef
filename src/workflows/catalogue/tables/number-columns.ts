import { PROPERTIES } from '../../../science/catalogue/properties.js';
import { STRUCTURE_DESCRIPTORS } from '../../../science/structure-descriptors/registry.js';
import type { TableColumn } from './flat-table.js';

type Numbers = Readonly<Record<string, number | null | undefined>>;

const OF_PROPERTY =
  'a current value of the boundary: of the best kind of method, of energies the lowest; what it was computed or measured with stands in the table of properties';
const OF_STRUCTURE = 'computed from the atoms of the structure whose energy is shown';

const propertyColumns: readonly TableColumn[] = PROPERTIES.map(({ name, unit, meaning }) => ({
  ...{ name, unit, type: 'number', description: meaning, provenance: OF_PROPERTY },
}));

const ofProperties = new Set(PROPERTIES.map(({ name }) => name));

/** Numbers of structures; what the registry of properties has too stands there. */
export const DESCRIPTOR_COLUMNS: readonly TableColumn[] = STRUCTURE_DESCRIPTORS.filter(
  ({ name }) => !ofProperties.has(name),
).map(({ name, unit, definition }) => ({
  ...{ name, unit, type: 'number', description: definition, provenance: OF_STRUCTURE },
}));

/** What was read off measured scans, by the names that the catalogue holds. */
export const measuredColumns = (names: readonly string[]): TableColumn[] =>
  names.map((name) => ({
    name,
    unit: '',
    type: 'number',
    description: `What a network reads from spectra: ${name.replace(/^measured_/, '').replaceAll('_', ' ')}; mean over the pixels of the region inside what the network knows.`,
    provenance: 'analysed scans that are tied to the boundary',
  }));

/** Numbers that name a boundary. */
export const IDENTITY_NUMBERS: readonly string[] = ['sigma', 'misorientation_deg', 'disorientation_deg'];

/** The numbers of a boundary's row beside what names it: properties, descriptors of its structure, what was measured. */
export const numberColumns = (measured: readonly string[]): TableColumn[] => [
  ...propertyColumns,
  ...DESCRIPTOR_COLUMNS,
  ...measuredColumns(measured),
];

/** How columns of numbers are read off a record by name. */
export const readNumbers = <Row>(columns: readonly TableColumn[], numbers: (row: Row) => Numbers) =>
  columns.map((column) => ({ ...column, of: (row: Row) => numbers(row)[column.name] ?? null }));
