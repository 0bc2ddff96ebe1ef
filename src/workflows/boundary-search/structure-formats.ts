import { crystalFromStructure, structureOf } from '../../science/crystal/build.js';
import { writeCif } from '../../science/crystal/exchange/cif.js';
import { integerColumn, readExtxyz, writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { writeLammpsData } from '../../science/crystal/exchange/lammps-data.js';
import { writePoscar } from '../../science/crystal/exchange/poscar.js';
import { writePymatgenGrainBoundary } from '../../science/crystal/exchange/pymatgen-grain-boundary.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { norm } from '../../science/crystal/vectors.js';
import { buildBicrystal } from '../../science/grain-boundaries/bicrystal.js';
import type { Boundary } from '../../science/grain-boundaries/boundary.js';
import { takeAtoms } from '../../science/grain-boundaries/candidate-structure.js';
import { strainedCrystal } from '../../science/grain-boundaries/strained-crystal.js';
import { WorkflowError } from '../workflow-error.js';

/** A boundary's atoms, with the grain of each. */
export interface BoundaryStructure {
  readonly structure: AtomicStructure;
  /** [nAtoms] 0: grain A, 1: grain B. */
  readonly grainOf: Uint8Array;
  readonly boundary: Boundary;
  /** Told where the format has a place for it. */
  readonly notes: Readonly<Record<string, string>>;
}

export type StructureFormat = 'extxyz' | 'cif' | 'poscar' | 'lammps' | 'pymatgen';

export const STRUCTURE_FORMATS: readonly StructureFormat[] = [
  'extxyz',
  'cif',
  'poscar',
  'lammps',
  'pymatgen',
];

export const EXTENSIONS: Readonly<Record<StructureFormat, string>> = {
  extxyz: 'extxyz',
  cif: 'cif',
  poscar: 'vasp',
  lammps: 'lammps-data',
  pymatgen: 'pymatgen.json',
};

/** @throws CrystalError; WorkflowError invalid-parameter (pymatgen's class holds grain boundaries only) */
export function formatStructure(made: BoundaryStructure, format: StructureFormat): string {
  const { structure, boundary, notes } = made;
  const title = `${boundary.label}${Object.entries(notes)
    .map(([key, value]) => `, ${key} ${value}`)
    .join('')}`;
  switch (format) {
    case 'extxyz':
      return extxyzOf(made);
    case 'cif':
      return writeCif(crystalFromStructure(structure, title));
    case 'poscar':
      return writePoscar(structure, { comment: title });
    case 'lammps':
      return writeLammpsData(structure);
    case 'pymatgen':
      return pymatgenOf(made);
  }
}

function extxyzOf({ structure, grainOf, boundary, notes }: BoundaryStructure): string {
  const info = new Map([['boundary', boundary.label], ...Object.entries(notes)]);
  return writeExtxyz([{ structure, info, columns: new Map([['grain', integerColumn(grainOf)]]) }]);
}

/** The same as `extxyzOf` wrote it. */
export function structureFromExtxyz(text: string, boundary: Boundary): BoundaryStructure {
  const { structure, info, columns } = readExtxyz(text)[0];
  const grains = columns.get('grain')?.values ?? [];
  const notes = Object.fromEntries([...info].filter(([key]) => key !== 'boundary'));
  return { structure, grainOf: Uint8Array.from(grains, Number), boundary, notes };
}

function pymatgenOf({ structure, grainOf, boundary }: BoundaryStructure): string {
  const { axis, misorientationRad, grainA, grainB } = boundary;
  if (axis === null || misorientationRad === null) {
    throw new WorkflowError(
      'invalid-parameter',
      'pymatgen’s GrainBoundary holds boundaries of one crystal: choose another format',
    );
  }
  return writePymatgenGrainBoundary({
    structure,
    grainOf,
    coincident: new Uint8Array(structure.nAtoms),
    rotationAxis: axis,
    rotationRad: misorientationRad,
    plane: grainA.plane,
    joinPlane: grainB.plane,
    bulk: structureOf(strainedCrystal(grainA)),
    orientedBulk: orientedBulk(boundary),
    vacuumAngstrom: structure.periodic[1] ? 0 : vacuumOf(structure),
    shift: [0, 0],
  });
}

/**
 * Grain A with the boundary's periods, and so many planes that it repeats along the normal: exactly so in cubic crystals,
 * whose direction [hkl] is the normal of (hkl).
 */
function orientedBulk(boundary: Boundary): AtomicStructure {
  const { crystal, plane, planeSpacingAngstrom } = boundary.grainA;
  const repeat = norm(crystal.cell[0]) * norm(plane);
  const { structure, grainOf, nPlanesA } = buildBicrystal(boundary, {
    cell: 'free-surfaces',
    grainThicknessAngstrom: repeat - 1e-3,
    vacuumAngstrom: 0,
  });
  const atoms = [...grainOf.keys()].filter((i) => grainOf[i] === 0);
  return {
    ...takeAtoms(structure, atoms),
    cell: [structure.cell[0], [0, nPlanesA * planeSpacingAngstrom, 0], structure.cell[2]],
    periodic: [true, true, true],
  };
}

function vacuumOf({ cell, positions, nAtoms }: AtomicStructure): number {
  const heights = Array.from({ length: nAtoms }, (_, i) => positions[3 * i + 1]);
  return cell[1][1] - (Math.max(...heights) - Math.min(...heights));
}
