import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];
export type Search = Schemas['SearchDto'];
export type Evaluation = Schemas['EvaluationDto'];
export type CandidateMap = Schemas['CandidateMapDto'];
export type Boundary = Schemas['BoundaryDto'];
export type PlaneChoice = Schemas['PlaneDto'];
export type StructureFormat = Schemas['StructureFormat'];

/** Atoms as the service sends them with `format=json`. */
export interface Atoms {
  readonly cell: readonly (readonly [number, number, number])[];
  readonly elements: readonly string[];
  readonly kinds: readonly number[];
  /** [atoms × 3], Å */
  readonly positions: readonly number[];
  /** 0: grain A, 1: grain B; null: a file told only the atoms. */
  readonly grainOf: readonly number[] | null;
  readonly boundaryHeightsAngstrom: readonly number[] | null;
}

/** What a user may take away; the last one is the page's own. */
export const FORMATS: readonly StructureFormat[] = ['cif', 'extxyz', 'poscar', 'lammps', 'pymatgen'];
