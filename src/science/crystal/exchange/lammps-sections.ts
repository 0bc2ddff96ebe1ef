import { CrystalError } from '../crystal-error.js';
import type { AtomicStructure, Mat3, Vec3 } from '../structure.js';
import { malformed, readCount, readNumber, splitLines, splitWords } from './read-text.js';

/** A line of a section, its comment apart. */
export interface Row {
  readonly words: readonly string[];
  readonly comment: string;
  readonly line: number;
}

/** A LAMMPS data file in its own words. */
export interface DataFile {
  readonly nAtoms: number;
  readonly cell: Mat3;
  readonly low: Vec3;
  readonly periodic: AtomicStructure['periodic'];
  /** Word behind 'Atoms #'. */
  readonly styleHint: string | null;
  readonly sections: ReadonlyMap<string, readonly Row[]>;
}

const SECTIONS = ['Masses', 'Atoms', 'Velocities', 'Pair Coeffs', 'PairIJ Coeffs', 'Atom Type Labels'];
const HEADER_WORDS = /\b(atoms|atom types|xlo xhi|ylo yhi|zlo zhi|xy xz yz)$/;

function cut(text: string, line: number): Row {
  const hash = text.indexOf('#');
  return {
    words: splitWords(hash < 0 ? text : text.slice(0, hash)),
    comment: hash < 0 ? '' : text.slice(hash + 1).trim(),
    line,
  };
}

function boundaryOf(title: string): AtomicStructure['periodic'] {
  const match = /boundary ([pfsm]) ([pfsm]) ([pfsm])/.exec(title);
  return match === null ? [true, true, true] : [match[1] === 'p', match[2] === 'p', match[3] === 'p'];
}

function boxOf(header: ReadonlyMap<string, Row>): { cell: Mat3; low: Vec3 } {
  const bounds = ['xlo xhi', 'ylo yhi', 'zlo zhi'].map((key) => {
    const row = header.get(key);
    if (row === undefined) throw malformed(`no '${key}' in the header`, 1);
    return [readNumber(row.words[0], key, row.line), readNumber(row.words[1], key, row.line)];
  });
  const tilt = header.get('xy xz yz');
  const [xy, xz, yz] = [0, 1, 2].map((k) => (tilt ? readNumber(tilt.words[k], 'tilt', tilt.line) : 0));
  const [x, y, z] = bounds.map(([low, high]) => high - low);
  return {
    cell: [
      [x, 0, 0],
      [xy, y, 0],
      [xz, yz, z],
    ],
    low: [bounds[0][0], bounds[1][0], bounds[2][0]],
  };
}

/** Header and sections of a data file; the first line is its title. */
export function readSections(text: string): DataFile {
  const lines = splitLines(text);
  const header = new Map<string, Row>();
  const sections = new Map<string, Row[]>();
  let styleHint: string | null = null;
  let open: Row[] | null = null;
  for (let n = 1; n < lines.length; n++) {
    const row = cut(lines[n], n + 1);
    if (row.words.length === 0) continue;
    const title = row.words.join(' ');
    if (SECTIONS.includes(title)) {
      open = [];
      sections.set(title, open);
      if (title === 'Atoms') styleHint = row.comment === '' ? null : splitWords(row.comment)[0];
    } else if (/^[A-Za-z]/.test(title)) {
      throw new CrystalError(
        'unsupported-file',
        `line ${n + 1}: section '${title.slice(0, 40)}' is not read`,
        { line: n + 1 },
      );
    } else if (open !== null) {
      open.push(row);
    } else {
      const key = HEADER_WORDS.exec(title)?.[1];
      if (key !== undefined) header.set(key, row);
    }
  }
  const count = header.get('atoms');
  const nAtoms = readCount(count?.words[0], 'number of atoms', count?.line ?? 1);
  return { nAtoms, ...boxOf(header), periodic: boundaryOf(lines[0]), styleHint, sections };
}
