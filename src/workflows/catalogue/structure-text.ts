import { crystalFromStructure } from '../../science/crystal/build.js';
import { writeCif } from '../../science/crystal/exchange/cif.js';
import { type ExtxyzFrame, readExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { writeLammpsData } from '../../science/crystal/exchange/lammps-data.js';
import { writePoscar } from '../../science/crystal/exchange/poscar.js';
import { pymatgenStructure } from '../../science/crystal/exchange/pymatgen-structure.js';
import { cross, norm } from '../../science/crystal/vectors.js';
import type { StructureFormat } from '../ports/search-computation.js';
import { WorkflowError } from '../workflow-error.js';

/** Rewritten within the request: more takes seconds. As extxyz any size is given out. */
const MAX_REWRITTEN_ATOMS = 100_000;

/**
 * A stored structure in a format of exchange. Of pymatgen it is a `Structure`: its `GrainBoundary` needs the crystals at rest,
 * which a structure from a file does not tell.
 *
 * @throws WorkflowError range-too-large; CrystalError
 */
export function structureText(
  extxyz: string,
  {
    nAtoms,
    title,
    format,
  }: { readonly nAtoms: number; readonly title: string; readonly format: StructureFormat },
): string {
  if (format === 'extxyz') return extxyz;
  if (nAtoms > MAX_REWRITTEN_ATOMS) {
    throw new WorkflowError('range-too-large', `${nAtoms} atoms are given out as extxyz only.`);
  }
  const frame = readExtxyz(extxyz)[0];
  const { structure } = frame;
  switch (format) {
    case 'cif':
      return writeCif(crystalFromStructure(structure, title));
    case 'poscar':
      return writePoscar(structure, { comment: title });
    case 'lammps':
      return writeLammpsData(structure);
    case 'pymatgen':
      return JSON.stringify(pymatgenStructure(structure, () => ({})));
    case 'json':
      return JSON.stringify(jsonOf(frame));
  }
}

/** For the page: as a candidate of a search; the grains where the file has a column of them, boundaries not told. */
function jsonOf({ structure, columns }: ExtxyzFrame): object {
  const { cell, periodic, elements, kinds, positions } = structure;
  const grains = columns.get('grain');
  return {
    ...{ cell, periodic, elements },
    kinds: [...kinds],
    positions: [...positions],
    grainOf: grains === undefined ? null : Array.from(grains.values, Number),
    boundaryHeightsAngstrom: [],
    areaAngstrom2: norm(cross(cell[0], cell[2])),
  };
}
