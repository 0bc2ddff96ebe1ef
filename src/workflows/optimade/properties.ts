/** What a property of a structure is, as /info tells it and as filters are checked against it. */
export interface Property {
  readonly type: 'string' | 'integer' | 'float' | 'timestamp' | 'list';
  /** Of lists: what may be asked of an item; null: nothing (dictionaries, lists in lists). */
  readonly items: 'string' | 'number' | null;
  readonly description: string;
  readonly unit: string | null;
  readonly sortable: boolean;
  /**
   * column: in the row. sites: in the stored cell (lattice and positions). derived: made of the rest of the row.
   * none: never known here; related: of related entries, and there are none.
   */
  readonly source: 'column' | 'sites' | 'derived' | 'none' | 'related';
  /** Of this database, so that its name carries the prefix. */
  readonly isOwn: boolean;
}

type Change = Partial<Omit<Property, 'type' | 'description'>>;

const property = (type: Property['type'], description: string, change: Change = {}): Property => ({
  ...{
    type,
    description,
    items: null,
    unit: null,
    sortable: false,
    source: 'column',
    isOwn: false,
    ...change,
  },
});
const text = (description: string, change: Change = {}): Property =>
  property('string', description, { sortable: true, ...change });
const integer = (description: string, change: Change = {}): Property =>
  property('integer', description, { sortable: true, ...change });
const list = (items: Property['items'], description: string, change: Change = {}): Property =>
  property('list', description, { items, ...change });
const OWN = { isOwn: true } as const;
const own = (unit: string | null): Change => ({ isOwn: true, sortable: true, unit });
const NEVER = { source: 'none', sortable: false } as const;

/** Those that are columns of a row, under the same name. Own ones stand without the prefix. */
const COLUMNS = {
  id: text('ID of the structure in this database'),
  last_modified: property('timestamp', 'when the record was changed last', { sortable: true }),
  elements: list('string', 'symbols of the elements, in alphabetical order'),
  nelements: integer('number of elements'),
  elements_ratios: list('number', 'shares of the elements, in the order of `elements`'),
  chemical_formula_descriptive: text('chemical formula as the source writes it'),
  chemical_formula_reduced: text('reduced chemical formula, elements in alphabetical order'),
  chemical_formula_hill: text('chemical formula in Hill order'),
  chemical_formula_anonymous: text('reduced formula with elements as A, B, …, the most frequent first'),
  dimension_types: list('number', 'for each lattice vector 1 when periodic, 0 when not'),
  nperiodic_dimensions: integer('number of periodic dimensions'),
  nsites: integer('number of sites'),
  structure_features: list('string', 'special features of the structure'),
  sigma: integer('Σ of the coincidence site lattice: ratio of its cell to that of the lattice', own(null)),
  gb_type: text('tilt, twist or mixed', own(null)),
  rotation_axis: list('number', 'axis of the misorientation, integer indices', OWN),
  rotation_angle: property('float', 'angle of the misorientation', own('deg')),
  gb_plane: list('number', 'Miller indices of the boundary plane in the first grain', OWN),
  gb_plane_2: list('number', 'Miller indices of the boundary plane in the second grain', OWN),
  gb_energy: property('float', 'energy of the boundary per area', own('J/m^2')),
  excess_volume: property('float', 'volume per area in excess of that of the grains', own('angstrom')),
  translation: list('number', 'translation of the second grain against the first', OWN),
  termination: text('termination of the grains at the boundary', own(null)),
  method: text('what the energy was computed with: potential, network or ab initio method', own(null)),
  search_run_id: text('search that found the structure', own(null)),
  rank: integer('place by energy among the structures of its search, from 1', own(null)),
  pretty_formula: text('reduced formula in the order of electronegativity', own(null)),
  chemsys: text('elements in alphabetical order, joined by "-"', own(null)),
} as const satisfies Record<string, Property>;

/** What a row does not hold, or under another name. Those without a description are not listed. */
const OTHERS = {
  type: text('always "structures"', { source: 'derived', sortable: false }),
  immutable_id: text('not given here', NEVER),
  lattice_vectors: list(null, 'lattice vectors, Cartesian', { unit: 'angstrom', source: 'sites' }),
  cartesian_site_positions: list(null, 'positions of the sites, Cartesian', {
    unit: 'angstrom',
    source: 'sites',
  }),
  species: list(null, 'the chemical species, in the order in which they appear at the sites', {
    source: 'derived',
  }),
  species_at_sites: list('string', 'name of the species at each site', { source: 'sites' }),
  assemblies: list(null, 'not given: no site is occupied in part', { source: 'none' }),
  space_group_symmetry_operations_xyz: list('string', '', NEVER),
  space_group_symbol_hall: text('', NEVER),
  space_group_symbol_hermann_mauguin: text('', NEVER),
  space_group_symbol_hermann_mauguin_extended: text('', NEVER),
  space_group_it_number: integer('', NEVER),
  'references.id': list('string', '', { source: 'related' }),
} as const satisfies Record<string, Property>;

export const PROPERTIES = { ...COLUMNS, ...OTHERS };
export type ColumnKey = keyof typeof COLUMNS;
export type PropertyKey = ColumnKey | keyof typeof OTHERS;

export const PROPERTY_KEYS = Object.keys(PROPERTIES) as PropertyKey[];
export const propertyOf = (key: PropertyKey): Property => PROPERTIES[key];
export const COLUMN_KEYS = Object.keys(COLUMNS) as ColumnKey[];
export const isColumn = (key: PropertyKey): key is ColumnKey => Object.hasOwn(COLUMNS, key);
/** Those that /info lists. Names of OPTIMADE 1.2 are taken, too, but a validator of 1.1 stumbles over them in a list. */
export const LISTED_KEYS: readonly PropertyKey[] = PROPERTY_KEYS.filter(
  (key) => propertyOf(key).description !== '',
);

/** The name by which clients know it. */
export const publicName = (key: PropertyKey, prefix: string): string =>
  propertyOf(key).isOwn ? `_${prefix}_${key}` : key;
