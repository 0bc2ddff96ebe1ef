import type { Mat3, Vec3 } from '../../crystal/structure.js';
import type { BoundaryDraft, CatalogueSource, MethodKind } from '../catalogue-records.js';

/** What can be read; `structure-…` are files of atoms. */
export const IMPORT_FORMATS = [
  'flat-csv',
  'flat-json',
  'olmsted-tables',
  'olmsted-json',
  'zhang-json',
  'grip-csv',
  'ga-summary',
  'structure-extxyz',
  'structure-cif',
  'structure-poscar',
  'structure-lammps-data',
  'structure-lammps-dump',
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** A file as text, with what its provenance needs. */
export interface ImportFile {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** What the user says where the files do not; null: not said. What a row or a header says itself comes first. */
export interface ImportOptions {
  /** null: recognised by content. */
  readonly format: ImportFormat | null;
  /** 'fcc Cu', 'UO2', see `materialOf`. */
  readonly material: string | null;
  /** Å: a, or a and c. */
  readonly latticeAngstrom: readonly number[] | null;
  readonly sigma: number | null;
  readonly axis: Vec3 | null;
  readonly plane: Vec3 | null;
  readonly planeB: Vec3 | null;
  /** Three common axes in each grain, the normal out of A first; instead of Σ, axis and plane. */
  readonly axesA: Mat3 | null;
  readonly axesB: Mat3 | null;
  readonly method: string | null;
  readonly methodKind: MethodKind | null;
  readonly citation: string | null;
  /** Added to the conditions of every value. */
  readonly conditions: Readonly<Record<string, string | number | boolean>>;
  /** Element of each atom type of a LAMMPS file in turn. */
  readonly elements: readonly string[] | null;
  /** Which axis of a structure file stands on the boundary; null: y, as ours do (z of a dump by GRIP). */
  readonly normal: 'x' | 'y' | 'z' | null;
}

export const NO_IMPORT_OPTIONS: ImportOptions = {
  format: null,
  material: null,
  latticeAngstrom: null,
  sigma: null,
  axis: null,
  plane: null,
  planeB: null,
  axesA: null,
  axesB: null,
  method: null,
  methodKind: null,
  citation: null,
  conditions: {},
  elements: null,
  normal: null,
};

export interface ImportRequest {
  readonly importId: string;
  readonly files: readonly ImportFile[];
  readonly options: ImportOptions;
  /** Hears how much of the files is read, 0 … 1, row by row. */
  readonly onProgress?: (fraction: number) => void;
}

/** Something that a file does not say and its name does. */
export interface NameFact {
  /** What it is, for people: 'material', 'potential'. */
  readonly label: string;
  readonly value: string;
  /** The first of the files whose names say so. */
  readonly fileName: string;
}

/** A request inside of the readers. */
export interface ReadRequest extends ImportRequest {
  readonly onNameFact: (fact: NameFact) => void;
}

/** A row that could not be read, or something that is wrong with a whole file (row null). */
export interface ImportRowProblem {
  readonly row: number | null;
  readonly message: string;
}

/** What files hold. Each row gave drafts, at least one, or a problem. */
export interface ReadRows {
  readonly format: ImportFormat;
  /** Rows of the table, or structures. */
  readonly nRows: number;
  readonly drafts: readonly BoundaryDraft[];
  readonly problems: readonly ImportRowProblem[];
}

export interface ReadImport extends ReadRows {
  /** Each once; options say it instead. */
  readonly takenFromNames: readonly NameFact[];
}

/** Provenance of a row (from 1) of a file. */
export function rowSource(
  { importId, options }: ImportRequest,
  file: ImportFile,
  row: number,
  citation: string | null,
): CatalogueSource {
  return {
    kind: 'import',
    importId,
    fileName: file.name,
    sha256: file.sha256,
    row,
    citation: options.citation ?? citation,
  };
}
