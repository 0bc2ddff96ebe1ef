import { PROPERTIES } from './properties.js';

/** The flat tables of the catalogue. */
export const CATALOGUE_TABLES = ['boundaries', 'structures', 'properties', 'evidence', 'analyses'] as const;
export type CatalogueTable = (typeof CATALOGUE_TABLES)[number];

/** One line of the data dictionary. */
export interface ColumnDefinition {
  readonly name: string;
  /** '': a number without unit, or no number. */
  readonly unit: string;
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'time';
  readonly description: string;
  /** Where its values come from. */
  readonly provenance: string;
}

type Line = readonly [
  name: string,
  unit: string,
  type: ColumnDefinition['type'],
  description: string,
  provenance: string,
];

const GIVEN = 'told by the source of the boundary: search, import or user';
const FOUND = 'computed from the crystals and the orientation';
const KEPT = 'kept by the catalogue';

const IDENTITY: readonly Line[] = [
  ['label', '', 'text', 'The boundary as people write it: Σ5 (310)[001] symmetric tilt, fcc Cu.', FOUND],
  ['material', '', 'text', 'Reduced formula, of two phases both: Al2O3/Cu.', GIVEN],
  ['chemsys', '', 'text', 'Elements of both crystals, alphabetical: Al-Cu-O.', GIVEN],
  [
    'sigma',
    '',
    'integer',
    'Σ of the coincidence lattice; empty for general boundaries and two phases.',
    FOUND,
  ],
];

const TABLES: Readonly<Record<CatalogueTable, readonly Line[]>> = {
  boundaries: [
    ['id', '', 'text', 'The boundary in this catalogue.', KEPT],
    [
      'key',
      '',
      'text',
      'Equal for symmetry-equivalent descriptions of one boundary, in any catalogue.',
      FOUND,
    ],
    ...IDENTITY,
    ['structure', '', 'text', 'Structure type of the crystals: fcc, fluorite; of two phases both.', GIVEN],
    [
      'type',
      '',
      'text',
      'symmetric-tilt, asymmetric-tilt, twist, mixed, coherent- or semi-coherent-heterophase.',
      FOUND,
    ],
    ['rotation_axis', '', 'text', 'Direction [u v w] as the boundary is named.', GIVEN],
    ['rotation_axis_family', '', 'text', 'Laue class and the family of the axis: m-3m ⟨100⟩.', FOUND],
    ['misorientation_deg', '°', 'number', 'Angle about the axis as named; not reduced.', FOUND],
    ['disorientation_deg', '°', 'number', 'Smallest angle of all equivalent rotations.', FOUND],
    ['gb_plane', '', 'text', '(h k l) in grain A, normal out of it, conventional cell.', GIVEN],
    ['gb_plane_2', '', 'text', '(h k l) in grain B, normal into it, conventional cell.', FOUND],
    ['gb_plane_family', '', 'text', 'Laue class and the family of the plane in grain A: m-3m {310}.', FOUND],
    ['gb_plane_2_family', '', 'text', 'The same in grain B.', FOUND],
    [
      'energy_method',
      '',
      'text',
      'Method of gb_energy_J_m2 in this row; energies of different methods are not comparable.',
      GIVEN,
    ],
    ['n_structures', '', 'integer', 'Microscopic states kept.', KEPT],
    ['n_properties', '', 'integer', 'Values kept, superseded ones not counted.', KEPT],
    ['n_evidence', '', 'integer', 'Regions of scans, searches and publications, assigned or accepted.', KEPT],
    ['is_public', '', 'boolean', 'Whether everybody sees it.', KEPT],
    ['created_at', 'UTC', 'time', 'When it came in.', KEPT],
    ['updated_at', 'UTC', 'time', 'When anything of it changed last.', KEPT],
  ],
  structures: [
    ['id', '', 'text', 'The structure in this catalogue.', KEPT],
    ['boundary_id', '', 'text', 'Its boundary.', KEPT],
    ...IDENTITY,
    ['n_atoms', '', 'integer', 'Atoms in the structure kept.', GIVEN],
    ['atom_fraction', '', 'number', 'Share of a plane of atoms, [n], in [0, 1).', GIVEN],
    ['termination', '', 'text', 'Which layers meet, as the source names them.', GIVEN],
    ['translation_x_angstrom', 'Å', 'number', 'Translation of grain B along x, in the plane.', GIVEN],
    ['translation_y_angstrom', 'Å', 'number', 'Gap: translation along the normal.', GIVEN],
    ['translation_z_angstrom', 'Å', 'number', 'Translation along z, in the plane.', GIVEN],
    ['source', '', 'text', 'Search, import or user, with what identifies it.', KEPT],
    ['created_at', 'UTC', 'time', 'When it came in.', KEPT],
  ],
  properties: [
    ['id', '', 'text', 'The value in this catalogue.', KEPT],
    ['boundary_id', '', 'text', 'Its boundary.', KEPT],
    ['structure_id', '', 'text', 'Its structure; empty: of the boundary as such.', KEPT],
    ...IDENTITY,
    ['name', '', 'text', 'Name of the registry of properties, with unit.', GIVEN],
    ['value', 'see name', 'number', 'In the unit of the name.', GIVEN],
    ['std', 'see name', 'number', 'Standard deviation; empty: not told.', GIVEN],
    ['unit', '', 'text', 'The unit, written out.', 'registry of properties'],
    [
      'method_kind',
      '',
      'text',
      'experiment, dft, machine-learned-potential, empirical-potential, unknown.',
      GIVEN,
    ],
    ['method', '', 'text', 'Potential, functional or experiment.', GIVEN],
    [
      'conditions',
      'JSON',
      'text',
      'What the value depends on: protocol, temperature_K, checksum of a potential.',
      GIVEN,
    ],
    ['superseded_by', '', 'text', 'The value that stands in its place; empty: current.', KEPT],
    ['source', '', 'text', 'Search, import or user, with what identifies it.', KEPT],
    ['citation', '', 'text', 'Of the source.', GIVEN],
    ['created_at', 'UTC', 'time', 'When it came in.', KEPT],
  ],
  evidence: [
    ['id', '', 'text', 'The evidence in this catalogue.', KEPT],
    ['boundary_id', '', 'text', 'Its boundary.', KEPT],
    ['kind', '', 'text', 'scan-region, search or publication.', GIVEN],
    [
      'state',
      '',
      'text',
      'assigned, suggested, accepted or rejected; suggested and rejected ones count for nothing.',
      KEPT,
    ],
    ['analysis_id', '', 'text', 'Of a region: the analysis.', GIVEN],
    ['dataset_id', '', 'text', 'Of a region: the scan.', GIVEN],
    ['from_pixel', 'pixel', 'integer', 'First pixel of the region.', GIVEN],
    ['to_pixel', 'pixel', 'integer', 'Pixel after the last one.', GIVEN],
    ['change_point_pixel', 'pixel', 'integer', 'Change point in the region that was meant.', GIVEN],
    ['search_id', '', 'text', 'The search.', GIVEN],
    ['publication', '', 'text', 'DOI or citation.', GIVEN],
    [
      'score',
      '',
      'number',
      'Of a suggestion: 0 to 1.',
      'comparison of descriptors of spectra and structures',
    ],
    ['note', '', 'text', 'What somebody wrote.', GIVEN],
    ['created_at', 'UTC', 'time', 'When it came in.', KEPT],
    ['decided_at', 'UTC', 'time', 'When it was accepted or rejected.', KEPT],
  ],
  analyses: [
    ['analysis_id', '', 'text', 'The analysis.', KEPT],
    ['dataset_id', '', 'text', 'The scan.', KEPT],
    ['boundary_id', '', 'text', 'A boundary that it is evidence of; a row for each.', KEPT],
    ...IDENTITY,
    ['from_pixel', 'pixel', 'integer', 'First pixel of the region.', GIVEN],
    ['to_pixel', 'pixel', 'integer', 'Pixel after the last one.', GIVEN],
    ['state', '', 'text', 'assigned or accepted.', KEPT],
  ],
};

const definition = ([name, unit, type, description, provenance]: Line): ColumnDefinition => ({
  name,
  unit,
  type,
  description,
  provenance,
});

/** A column for each property of the registry: the value that a table shows where there are several. */
export const PROPERTY_COLUMNS: readonly ColumnDefinition[] = PROPERTIES.map(({ name, unit, meaning }) => ({
  name,
  unit,
  type: 'number',
  description: meaning,
  provenance: 'current value of the best kind of method; its method and source are in the table properties',
}));

/**
 * The data dictionary of a table: its own columns, then those of the properties where it has them.
 *
 * @param more  columns of other registries: descriptors of structures, descriptors read off spectra ('measured_…')
 */
export function columnsOf(
  table: CatalogueTable,
  more: readonly ColumnDefinition[] = [],
): readonly ColumnDefinition[] {
  const own = TABLES[table].map(definition);
  const hasProperties = table === 'boundaries' || table === 'structures';
  return [...own, ...(hasProperties ? PROPERTY_COLUMNS : []), ...more];
}

/** The column of a descriptor of spectra, mean over the pixels of assigned and accepted regions. */
export function measuredColumn(name: string, unit: string, meaning: string): ColumnDefinition {
  return {
    name: `measured_${name}`,
    unit,
    type: 'number',
    description: `${meaning} Mean over the regions of scans that are evidence of the boundary.`,
    provenance: 'networks served on analysed scans; see the model card of the analysis',
  };
}
