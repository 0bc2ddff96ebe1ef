import type { AtomicStructure, Mat3, Vec3 } from '../../science/crystal/structure.js';
import { apply, cross, dot, norm, scale, transpose } from '../../science/crystal/vectors.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';

/** A structure as LAMMPS wants it: a along x, b in the xy plane; forces and positions are turned back by `rotation`. */
export interface LammpsBox {
  /** Rows are the box's axes in the structure's frame. */
  readonly rotation: Mat3;
  readonly low: Vec3;
  readonly high: Vec3;
  /** xy, xz, yz */
  readonly tilt: Vec3;
  /** [nAtoms × 3] in the box's frame. */
  readonly positions: Float64Array;
}

/** Around atoms, in a direction without period; LAMMPS wraps the box around them afterwards. */
const MARGIN_ANGSTROM = 1;

/** @throws EnergeticsError structure-invalid */
export function lammpsBox(structure: AtomicStructure): LammpsBox {
  const { cell, periodic, nAtoms } = structure;
  if (nAtoms === 0) throw new EnergeticsError('structure-invalid', 'there are no atoms');
  const rotation = axesOf(cell);
  const [a, b, c] = cell.map((vector) => apply(rotation, vector));
  const positions = turnAll(rotation, structure.positions);
  const tilt: Vec3 = [level(b[0]), level(c[0]), level(c[1])];
  requireUprightWhereFree(periodic, tilt);
  const lengths = [a[0], b[1], c[2]];
  const bounds = lengths.map((length, axis) => (periodic[axis] ? [0, length] : around(positions, axis)));
  return {
    rotation,
    low: [bounds[0][0], bounds[1][0], bounds[2][0]],
    high: [bounds[0][1], bounds[1][1], bounds[2][1]],
    tilt,
    positions,
  };
}

/** The text of a data file (atom_style charge, charges 0). `types` [nAtoms] from 1. */
export function lammpsData(box: LammpsBox, types: Uint8Array, nTypes: number): string {
  const { low, high, tilt, positions } = box;
  const lines = ['structure', '', `${types.length} atoms`, `${nTypes} atom types`];
  ['x', 'y', 'z'].forEach((name, axis) => lines.push(`${low[axis]} ${high[axis]} ${name}lo ${name}hi`));
  lines.push(`${tilt.join(' ')} xy xz yz`, '', 'Atoms # charge', '');
  types.forEach((type, i) => {
    lines.push(`${i + 1} ${type} 0 ${positions[3 * i]} ${positions[3 * i + 1]} ${positions[3 * i + 2]}`);
  });
  return `${lines.join('\n')}\n`;
}

/** Turned back into the structure's frame. */
export function turnBack({ rotation }: LammpsBox, vectors: Float64Array): Float64Array {
  return turnAll(transpose(rotation), vectors);
}

function turnAll(rotation: Mat3, vectors: Float64Array): Float64Array {
  const turned = new Float64Array(vectors.length);
  for (let i = 0; i < vectors.length; i += 3) {
    turned.set(apply(rotation, [vectors[i], vectors[i + 1], vectors[i + 2]]), i);
  }
  return turned;
}

/** Exactly the unit matrix when the cell is as LAMMPS wants it. */
function axesOf([a, b, c]: Mat3): Mat3 {
  const x = unit(a);
  const z = unit(cross(a, b));
  const y = cross(z, x);
  if (!(dot(z, c) > 0)) {
    throw new EnergeticsError('structure-invalid', 'the cell is flat or left-handed', { cell: [a, b, c] });
  }
  return [x, y, z];
}

function requireUprightWhereFree(periodic: AtomicStructure['periodic'], [xy, xz, yz]: Vec3): void {
  const leans = [xy !== 0 || xz !== 0, xy !== 0 || yz !== 0, xz !== 0 || yz !== 0];
  if (periodic.some((repeats, axis) => !repeats && leans[axis])) {
    throw new EnergeticsError(
      'structure-invalid',
      'a direction without period must be normal to the other vectors of the cell',
      { periodic, tilt: [xy, xz, yz] },
    );
  }
}

function around(positions: Float64Array, axis: number): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = axis; i < positions.length; i += 3) {
    low = Math.min(low, positions[i]);
    high = Math.max(high, positions[i]);
  }
  return [low - MARGIN_ANGSTROM, high + MARGIN_ANGSTROM];
}

const unit = (v: Vec3): Vec3 => scale(v, 1 / norm(v));

/** Rounding leans no box. */
const level = (tilt: number): number => (Math.abs(tilt) < 1e-10 ? 0 : tilt);
