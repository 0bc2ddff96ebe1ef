import { cellOfParameters, cellParameters } from '../crystal/cell-parameters.js';
import type { Crystal, Mat3 } from '../crystal/structure.js';
import { pointOperations } from '../crystal/symmetry.js';
import { determinant, inverse, multiply, transpose } from '../crystal/vectors.js';
import { translationLattice } from '../grain-boundaries/translation-lattice.js';

/** A symmetry operation on whole coordinates: rows of a lattice become matrix · rows. */
export interface WholeOperation {
  readonly matrix: Mat3;
  readonly inverse: Mat3;
}

/** What makes descriptions of a crystal's orientation equal. */
export interface LatticeSymmetry {
  /** Rows (Å, the crystal's Cartesian frame) in which whole numbers are told: its cell, or a primitive one where the point group is not whole in it. */
  readonly rows: Mat3;
  readonly operations: readonly WholeOperation[];
  /** The same, of Cartesian columns in the standard orientation: a along x, b in the xy plane. */
  readonly standard: readonly Mat3[];
  /** The crystal's Cartesian columns -> the standard orientation's. */
  readonly toStandard: Mat3;
  /** Proper rotations of the crystal's Cartesian columns. */
  readonly rotations: readonly Mat3[];
}

const known = new WeakMap<Crystal, LatticeSymmetry>();

/** @throws CrystalError as `pointOperations` */
export function latticeSymmetry(crystal: Crystal): LatticeSymmetry {
  const before = known.get(crystal);
  if (before !== undefined) return before;
  const cartesian = pointOperations(crystal).map((operation) => operation.cartesian);
  const inCell = wholeOperations(crystal.cell, cartesian);
  const primitive = translationLattice(crystal).rows;
  const rows = inCell === null ? primitive : crystal.cell;
  // v·cell is a row: cell = upright · turn, so that columns of the crystal's frame become turn · column.
  const upright = cellOfParameters(cellParameters(crystal.cell));
  const toStandard = multiply(inverse(upright), crystal.cell);
  const found = {
    rows,
    operations: inCell ?? wholeOperations(primitive, cartesian) ?? [],
    standard: cartesian.map((m) => multiply(multiply(toStandard, m), transpose(toStandard))),
    toStandard,
    rotations: cartesian.filter((m) => determinant(m) > 0),
  };
  known.set(crystal, found);
  return found;
}

/** null: not all of them are whole in these rows. */
function wholeOperations(rows: Mat3, cartesian: readonly Mat3[]): WholeOperation[] | null {
  const back = inverse(rows);
  const found: WholeOperation[] = [];
  for (const m of cartesian) {
    const matrix = whole(multiply(multiply(rows, transpose(m)), back));
    if (matrix === null) return null;
    found.push({ matrix, inverse: whole(inverse(matrix)) ?? matrix });
  }
  return found;
}

function whole(m: Mat3): Mat3 | null {
  if (m.some((row) => row.some((v) => Math.abs(v - Math.round(v)) > 1e-3))) return null;
  return m.map((row) => row.map((v) => Math.round(v) + 0)) as unknown as Mat3;
}
