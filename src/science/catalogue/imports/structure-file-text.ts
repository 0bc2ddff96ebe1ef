import { structureOf } from '../../crystal/build.js';
import { type CifValue, readCifBlocks } from '../../crystal/exchange/cif-tokens.js';
import { readCif } from '../../crystal/exchange/cif.js';
import { type AtomColumn, readExtxyz } from '../../crystal/exchange/extxyz.js';
import { readLammpsData } from '../../crystal/exchange/lammps-data.js';
import { readLammpsDump } from '../../crystal/exchange/lammps-dump.js';
import { readPoscar } from '../../crystal/exchange/poscar.js';
import type { AtomicStructure } from '../../crystal/structure.js';
import type { ImportFormat } from './import-types.js';

export type StructureFileFormat = Extract<ImportFormat, `structure-${string}`>;

/** Atoms as a file has them, with what its header says. */
export interface StructureInFile {
  readonly structure: AtomicStructure;
  readonly forces: Float64Array | null;
  readonly columns: ReadonlyMap<string, AtomColumn>;
  readonly header: ReadonlyMap<string, string>;
}

/** By content; null: none of them. */
export function structureFileFormat(text: string): StructureFileFormat | null {
  const lines = text.split('\n', 12).map((line) => line.trim());
  if (/^ITEM: /.test(lines[0])) return 'structure-lammps-dump';
  if (/^\d+$/.test(lines[0]) && /Lattice *=/.test(lines.at(1) ?? '')) return 'structure-extxyz';
  if (/^(#.*\n|\s)*data_/.test(text)) return 'structure-cif';
  const isNumber = (line: string | undefined, n: number): boolean => {
    const words = (line ?? '').split(/\s+/);
    return words.length >= n && words.slice(0, n).every((w) => w !== '' && Number.isFinite(Number(w)));
  };
  if (lines.some((line) => /^\d+\s+atoms$/.test(line))) return 'structure-lammps-data';
  if (isNumber(lines[1], 1) && [2, 3, 4].every((i) => isNumber(lines[i], 3))) return 'structure-poscar';
  return null;
}

/**
 * All structures of a file. POSCAR and LAMMPS data have a title, under the key 'boundary'.
 *
 * @param elements  of the atom types of LAMMPS files
 * @throws CrystalError
 */
export function structuresOfText(
  text: string,
  format: StructureFileFormat,
  elements: readonly string[] | null,
): StructureInFile[] {
  const bare = (structure: AtomicStructure, header: ReadonlyMap<string, string>): StructureInFile => ({
    structure,
    forces: null,
    columns: new Map(),
    header,
  });
  const titled = (structure: AtomicStructure, title: string) => [
    bare(structure, new Map([['boundary', title]])),
  ];
  switch (format) {
    case 'structure-extxyz':
      return readExtxyz(text).map(({ structure, forces, columns, info }) => ({
        structure,
        forces,
        columns,
        header: info,
      }));
    case 'structure-cif':
      return [bare(structureOf(readCif(text)), cifHeader(text))];
    case 'structure-poscar': {
      const { structure, comment } = readPoscar(text);
      return titled(structure, comment);
    }
    case 'structure-lammps-data':
      return titled(readLammpsData(text, { elements }).structure, text.split('\n', 1)[0].trim());
    case 'structure-lammps-dump':
      return readLammpsDump(text, { elements }).map(({ structure, notes }) => bare(structure, notes));
  }
}

/** Single values of the block with the atoms: '_kaimen_sigma 5', and its name. */
function cifHeader(text: string): Map<string, string> {
  const block = readCifBlocks(text).find((b) => b.columns.has('_atom_site_fract_x'));
  const given = [...(block?.columns ?? [])].filter(
    ([tag, values]) => tag.startsWith('_kaimen_') && values.length === 1,
  );
  const textOf = ([value]: readonly CifValue[]): string => value.text;
  return new Map([
    ['boundary', block?.name ?? ''],
    ...given.map(([tag, values]) => [tag, textOf(values)] as const),
  ]);
}
