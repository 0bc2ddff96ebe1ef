import type { CatalogueBoundary, CatalogueFilter } from '../../ports/catalogue.js';
import { type BoundaryRowNumbers, summariseBoundary } from '../summarise-boundary.js';
import { type ColumnOf, columnsFrom } from './flat-table.js';
import { numberColumns, readNumbers } from './number-columns.js';

type Row = CatalogueBoundary & { readonly shown: BoundaryRowNumbers };

const IDENTITY = 'crystallography of the boundary as the catalogue knows it';
const RECORD = 'the record of the catalogue';

/** A table of boundaries shows numbers of the method that is asked for, as questions do. */
export const boundaryRow = (boundary: CatalogueBoundary, { method }: CatalogueFilter): Row => ({
  ...boundary,
  shown: summariseBoundary(boundary.boundary, boundary, method ?? null),
});

const names = columnsFrom<CatalogueBoundary>(IDENTITY, [
  ['label', 'string', '', 'Name of the boundary.', (b) => b.boundary.label],
  ['material', 'string', '', 'Reduced formula; of two phases both.', (b) => b.material],
  ['chemsys', 'string', '', 'Elements of both crystals, alphabetical.', (b) => b.chemsys],
  ['kind', 'string', '', 'Tilt, twist, mixed or of two phases.', (b) => b.boundary.kind],
  ['sigma', 'integer', '', 'Σ of the coincidence; unknown where there is none.', (b) => b.boundary.sigma],
  [
    'misorientation_deg',
    'number',
    '°',
    'Angle of the rotation as the boundary is named.',
    (b) => b.boundary.misorientationDeg,
  ],
]);

/** What a row about a part of a boundary says of the boundary. */
export const OF_BOUNDARY: readonly ColumnOf<CatalogueBoundary>[] = [
  ...columnsFrom<CatalogueBoundary>(RECORD, [
    ['boundary_id', 'string', '', 'Boundary that it belongs to.', (b) => b.id],
  ]),
  ...names.map((column) =>
    column.name === 'label' || column.name === 'kind'
      ? { ...column, name: `boundary_${column.name}` }
      : column,
  ),
];

const axes = columnsFrom<CatalogueBoundary>(IDENTITY, [
  [
    'disorientation_deg',
    'number',
    '°',
    'Smallest equivalent angle of the rotation.',
    (b) => b.boundary.disorientationDeg,
  ],
  ...(['u', 'v', 'w'] as const).map(
    (letter, i) =>
      [
        `rotation_axis_${letter}`,
        'number',
        '',
        `Index ${letter} of the rotation axis.`,
        (b: CatalogueBoundary) => b.boundary.axis?.[i] ?? null,
      ] as const,
  ),
  ...(['gb_plane', 'gb_plane_2'] as const).flatMap((plane, side) =>
    (['h', 'k', 'l'] as const).map(
      (letter, i) =>
        [
          `${plane}_${letter}`,
          'number',
          '',
          `Index ${letter} of the boundary plane in the ${side === 0 ? 'first' : 'second'} crystal's conventional cell.`,
          (b: CatalogueBoundary) => b.boundary.planes[side][i],
        ] as const,
    ),
  ),
  [
    'plane_family',
    'string',
    '',
    'Equal for symmetry-equivalent planes of the first crystal.',
    (b) => b.boundary.planeFamilies[0],
  ],
  [
    'plane_family_2',
    'string',
    '',
    'Equal for symmetry-equivalent planes of the second crystal.',
    (b) => b.boundary.planeFamilies[1],
  ],
  ['axis_family', 'string', '', 'Equal for symmetry-equivalent axes.', (b) => b.boundary.axisFamily],
]);

const crystals = columnsFrom<CatalogueBoundary>(
  IDENTITY,
  (['crystal', 'crystal_2'] as const).flatMap((crystal, side) => [
    [`${crystal}_name`, 'string', '', 'Structure type.', (b: CatalogueBoundary) => b.boundary.crystals[side].name],
    [`${crystal}_formula`, 'string', '', 'Reduced formula.', (b: CatalogueBoundary) => b.boundary.crystals[side].formula],
    [`${crystal}_space_group`, 'integer', '', 'Number of the space group.', (b: CatalogueBoundary) => b.boundary.crystals[side].spaceGroup],
  ] as const), // prettier-ignore
);

const record = columnsFrom<Row>(RECORD, [
  ['is_public', 'boolean', '', 'Whether everybody may see it.', (b) => b.isPublic],
  ['energy_method', 'string', '', 'Method of the energy that is shown.', (b) => b.shown.energyMethod],
  ['n_structures', 'integer', '', 'Structures of it.', (b) => b.nStructures],
  ['n_properties', 'integer', '', 'Current values.', (b) => b.nProperties],
  ['n_evidence', 'integer', '', 'Assigned and accepted evidence.', (b) => b.nEvidence],
  ['created_at', 'timestamp', '', 'When it came into the catalogue.', (b) => b.createdAt],
  ['updated_at', 'timestamp', '', 'When it last changed.', (b) => b.updatedAt],
]);

/** One row a boundary. */
export const boundaryColumns = (measured: readonly string[]): ColumnOf<Row>[] => [
  ...columnsFrom<Row>(RECORD, [
    ['id', 'string', '', 'Stable id of the boundary.', (b) => b.id],
    ['key', 'string', '', 'Equal for all descriptions of one boundary.', (b) => b.boundary.key],
  ]),
  ...names,
  ...axes,
  ...crystals,
  ...record,
  ...readNumbers<Row>(numberColumns(measured), (b) => b.shown.numbers),
];
