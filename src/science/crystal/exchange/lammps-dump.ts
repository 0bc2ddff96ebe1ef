import { MAX_ATOMS, structureFromAtoms } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import type { AtomicStructure, Mat3, Vec3 } from '../structure.js';
import { applyRow } from '../vectors.js';
import { malformed, readCount, readElement, readNumber, splitLines, splitWords } from './read-text.js';

/** One snapshot of a LAMMPS text dump, in the order of atom ids. */
export interface LammpsSnapshot {
  readonly timestep: number;
  readonly structure: AtomicStructure;
  /** Lower corner of the box in the file, Å: the structure's origin. */
  readonly origin: Vec3;
  /** Every other column that is a number, by name: [nAtoms]. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Lines 'name = value' after the atoms, as some tools add. */
  readonly notes: ReadonlyMap<string, string>;
}

export interface LammpsDumpOptions {
  /** The element of each atom type in turn; needed where the dump has no column `element`. */
  readonly elements?: readonly string[] | null;
}

/** Bounds of a tilted box are those of its corners: the tilts give the edges back. */
function readBox(lines: readonly string[], at: number, isTilted: boolean): { cell: Mat3; origin: Vec3 } {
  const rows = [0, 1, 2].map((k) =>
    splitWords(lines[at + k] ?? '').map((w) => readNumber(w, 'bounds', at + k + 1)),
  );
  if (rows.some((row) => row.length !== (isTilted ? 3 : 2))) throw malformed('box bounds', at + 1);
  const [xy, xz, yz] = isTilted ? rows.map((row) => row[2]) : [0, 0, 0];
  const low: Vec3 = [rows[0][0] - Math.min(0, xy, xz, xy + xz), rows[1][0] - Math.min(0, yz), rows[2][0]];
  const high: Vec3 = [rows[0][1] - Math.max(0, xy, xz, xy + xz), rows[1][1] - Math.max(0, yz), rows[2][1]];
  return {
    cell: [
      [high[0] - low[0], 0, 0],
      [xy, high[1] - low[1], 0],
      [xz, yz, high[2] - low[2]],
    ],
    origin: low,
  };
}

/** Which columns are the coordinates, and whether they are shares of the box. */
function coordinateColumns(names: readonly string[], line: number): { at: number[]; isScaled: boolean } {
  for (const suffix of ['', 'u', 's', 'su']) {
    const at = ['x', 'y', 'z'].map((axis) => names.indexOf(axis + suffix));
    if (!at.includes(-1)) return { at, isScaled: suffix.startsWith('s') };
  }
  throw new CrystalError('unsupported-file', `line ${line}: no columns x y z, xu yu zu or xs ys zs`, {
    line,
  });
}

function symbolOf(
  words: readonly string[],
  names: readonly string[],
  elements: readonly string[] | null,
  line: number,
) {
  const at = names.indexOf('element');
  if (at >= 0) return readElement(words[at], line);
  if (elements === null) {
    throw new CrystalError('unsupported-file', 'the dump names no elements: tell which types they are', {
      line,
    });
  }
  return readElement(elements[readCount(words[names.indexOf('type')], 'type', line) - 1], line);
}

interface Frame {
  timestep: number;
  nAtoms: number;
  periodic: AtomicStructure['periodic'];
  box: { cell: Mat3; origin: Vec3 } | null;
}

const NOTE = /^(\w+) *= *(.*)$/;

function readNotes(lines: readonly string[], at: number): Map<string, string> {
  const notes = new Map<string, string>();
  for (let n = at; n < lines.length; n++) {
    const note = NOTE.exec(lines[n].trim());
    if (note === null) break;
    notes.set(note[1], note[2]);
  }
  return notes;
}

function readAtoms(
  lines: readonly string[],
  at: number,
  frame: Frame,
  elements: readonly string[] | null,
): LammpsSnapshot {
  const { nAtoms, box } = frame;
  if (box === null) throw malformed('atoms before the box', at);
  const names = splitWords(lines[at - 1]).slice(2);
  const { at: axes, isScaled } = coordinateColumns(names, at);
  if (at + nAtoms > lines.length) throw malformed(`${nAtoms} atoms announced, the file ends before`, at);
  const rows = Array.from({ length: nAtoms }, (_, i) => ({
    words: splitWords(lines[at + i]),
    line: at + i + 1,
  }));
  const id = names.indexOf('id');
  if (id >= 0)
    rows.sort((a, b) => readCount(a.words[id], 'id', a.line) - readCount(b.words[id], 'id', b.line));
  const positions = new Float64Array(3 * nAtoms);
  const symbols = rows.map(({ words, line }, i) => {
    const [x, y, z] = axes.map((k) => readNumber(words[k], names[k], line));
    const [ox, oy, oz] = box.origin;
    positions.set(isScaled ? applyRow([x, y, z], box.cell) : [x - ox, y - oy, z - oz], 3 * i);
    return symbolOf(words, names, elements, line);
  });
  const columns = new Map<string, Float64Array>();
  names.forEach((name, k) => {
    const known = k === id || axes.includes(k) || name === 'type' || name === 'element';
    const values = known ? [NaN] : rows.map(({ words }) => Number(words[k]));
    if (values.every(Number.isFinite)) columns.set(name, Float64Array.from(values));
  });
  return {
    timestep: frame.timestep,
    structure: structureFromAtoms({ cell: box.cell, periodic: frame.periodic, symbols, positions }),
    origin: box.origin,
    columns,
    notes: readNotes(lines, at + nAtoms),
  };
}

/**
 * All snapshots of a LAMMPS text dump (`dump custom` or `dump atom`). The box's lower corner becomes the origin.
 *
 * @throws CrystalError malformed-file, unsupported-file (no coordinates, no elements), unknown-element, limits-exceeded
 * Source: LAMMPS manual, dump.
 * Checked: dumps of Σ5(210) Cu by another group (lammps-dump.spec.ts), LAMMPS's own (test/peers).
 */
export function readLammpsDump(text: string, options: LammpsDumpOptions = {}): LammpsSnapshot[] {
  const lines = splitLines(text);
  const snapshots: LammpsSnapshot[] = [];
  let frame: Frame = { timestep: 0, nAtoms: 0, periodic: [true, true, true], box: null };
  for (let n = 0; n < lines.length;) {
    const line = lines[n++].trim();
    if (line === '') continue;
    if (line === 'ITEM: TIMESTEP')
      frame = { ...frame, box: null, timestep: readCount(lines[n++]?.trim(), 'timestep', n) };
    else if (line === 'ITEM: NUMBER OF ATOMS') {
      frame.nAtoms = readCount(lines[n++]?.trim(), 'number of atoms', n);
      if (frame.nAtoms > MAX_ATOMS)
        throw new CrystalError('limits-exceeded', `${frame.nAtoms} atoms`, { line: n });
    } else if (line.startsWith('ITEM: BOX BOUNDS')) {
      const words = splitWords(line).slice(3);
      const flags = words.slice(-3).map((w) => w === 'pp');
      frame.periodic = words.length < 3 ? [true, true, true] : [flags[0], flags[1], flags[2]];
      frame.box = readBox(lines, n, words.includes('xy'));
      n += 3;
    } else if (line.startsWith('ITEM: ATOMS')) {
      const snapshot = readAtoms(lines, n, frame, options.elements ?? null);
      snapshots.push(snapshot);
      n += frame.nAtoms + snapshot.notes.size;
    } else if (line.startsWith('ITEM:')) n += 1;
    else throw malformed(`'${line.slice(0, 40)}' where an ITEM was expected`, n);
  }
  if (snapshots.length === 0) throw malformed('no snapshot', 1);
  return snapshots;
}
