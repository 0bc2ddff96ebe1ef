import { STRUCTURE_DESCRIPTORS } from '../../../science/structure-descriptors/registry.js';
import type { CatalogueBoundary, StoredStructure } from '../../ports/catalogue.js';
import { type StateNumbers, stateNumbers } from '../summarise-boundary.js';
import { OF_BOUNDARY } from './boundary-columns.js';
import { type ColumnOf, columnsFrom, within } from './flat-table.js';
import { DESCRIPTOR_COLUMNS, readNumbers } from './number-columns.js';
import { SOURCE_COLUMNS } from './source-columns.js';

interface Row {
  readonly boundary: CatalogueBoundary;
  readonly structure: StoredStructure;
  readonly state: StateNumbers | undefined;
}

export function structureRows(boundary: CatalogueBoundary): Row[] {
  const states = stateNumbers(boundary.structures, boundary.properties);
  return boundary.structures.map((structure) => ({
    ...{ boundary, structure },
    state: states.find(({ structureId }) => structureId === structure.id),
  }));
}

const VOLUME = 'excess_volume_angstrom';
const definition = STRUCTURE_DESCRIPTORS.find(({ name }) => name === VOLUME)?.definition ?? '';
const RECORD = 'the record of the catalogue';

const own = columnsFrom<Row>(RECORD, [
  ['n_atoms', 'integer', '', 'Atoms of the cell.', ({ structure }) => structure.nAtoms],
  ['atom_fraction', 'number', '', 'Share of a plane of atoms, [n].', ({ structure }) => structure.atomFraction],
  ['termination', 'string', '', 'Which atoms end the crystals.', ({ structure }) => structure.termination],
  ...(['x', 'y', 'z'] as const).map((axis, i) => [
    `translation_${axis}_angstrom`, 'number', 'Å',
    `Translation of the second crystal along ${axis === 'y' ? 'the normal' : `${axis}, in the plane`}.`,
    ({ structure }: Row) => structure.translationAngstrom?.[i] ?? null,
  ] as const),
  ['gb_energy_J_m2', 'number', 'J/m²', 'Energy per area of this structure.', ({ state }) => state?.energyJPerM2 ?? null],
  ['energy_method', 'string', '', 'Method of that energy.', ({ state }) => state?.method ?? null],
  ['rank', 'integer', '', 'Place among the structures of its boundary by energy, from 1.', ({ state }) => state?.rank ?? null],
  [VOLUME, 'number', 'Å', `Value of the source, else ${definition}.`,
    ({ state, structure }) => state?.excessVolumeAngstrom ?? structure.descriptors[VOLUME] ?? null],
]); // prettier-ignore

/** One row a structure. */
export const STRUCTURE_COLUMNS: readonly ColumnOf<Row>[] = [
  ...columnsFrom<Row>(RECORD, [
    ['id', 'string', '', 'Stable id of the structure.', ({ structure }) => structure.id],
  ]),
  ...within(OF_BOUNDARY, ({ boundary }: Row) => boundary),
  ...own,
  ...readNumbers<Row>(
    DESCRIPTOR_COLUMNS.map((column) => ({
      ...column,
      provenance: 'computed from the atoms of the structure',
    })),
    ({ structure }) => structure.descriptors,
  ),
  ...within(SOURCE_COLUMNS, ({ structure }: Row) => structure),
];
