import { CrystalError } from './crystal-error.js';
import { fractionalPositions } from './build.js';
import { reduceCell } from './reduce-cell.js';
import type { AtomicStructure, Mat3, Vec3 } from './structure.js';
import { add, applyRow, cross, determinant, inverse, norm, subtract } from './vectors.js';

/** Pairs of atoms, each once: i < j, or an atom and its own image (i = j, each of ± once). */
export interface NeighbourPairs {
  readonly nPairs: number;
  readonly i: Int32Array;
  readonly j: Int32Array;
  /** [nPairs × 3] whole cells to add to atom j. */
  readonly shifts: Int32Array;
  /** [nPairs × 3] from i to that image of j, Å. */
  readonly vectors: Float64Array;
  /** Å */
  readonly distances: Float64Array;
}

/** Distances between opposite faces of the cell, Å. */
export function faceDistances(cell: Mat3): Vec3 {
  const volume = Math.abs(determinant(cell));
  return [
    volume / norm(cross(cell[1], cell[2])),
    volume / norm(cross(cell[2], cell[0])),
    volume / norm(cross(cell[0], cell[1])),
  ];
}

/** Atoms sorted into bins that are at least one cut-off wide, or the whole cell where it is narrower. */
interface Bins {
  readonly counts: readonly number[];
  /** Bins to look at on either side. */
  readonly reach: readonly number[];
  /** [nAtoms × 3] */
  readonly binOf: Int32Array;
  /** [nAtoms × 3] cells by which the atom lies outside [0, 1). */
  readonly cellOf: Int32Array;
  readonly atomsOf: ReadonlyMap<number, readonly number[]>;
}

/** Bins along one direction: more would not sort the atoms any better. */
const MAX_BINS = 256;

function binAtoms(structure: AtomicStructure, cutoffAngstrom: number): Bins {
  const fractional = fractionalPositions(structure);
  const heights = faceDistances(structure.cell);
  const binOf = new Int32Array(fractional.length);
  const cellOf = new Int32Array(fractional.length);
  const counts: number[] = [];
  const reach: number[] = [];
  for (let k = 0; k < 3; k++) {
    let low = 0;
    let span = 1;
    if (!structure.periodic[k]) {
      let high = -Infinity;
      low = Infinity;
      for (let n = k; n < fractional.length; n += 3) {
        low = Math.min(low, fractional[n]);
        high = Math.max(high, fractional[n]);
      }
      span = Math.max(high - low, 1e-9);
    }
    const count = Math.min(MAX_BINS, Math.max(1, Math.floor((span * heights[k]) / cutoffAngstrom)));
    counts.push(count);
    reach.push(Math.ceil((cutoffAngstrom * count) / (span * heights[k])));
    for (let n = k; n < fractional.length; n += 3) {
      const cells = structure.periodic[k] ? Math.floor(fractional[n]) : 0;
      cellOf[n] = cells;
      binOf[n] = Math.min(count - 1, Math.floor(((fractional[n] - low - cells) / span) * count));
    }
    if (!structure.periodic[k]) reach[k] = Math.min(reach[k], count - 1);
  }
  const atomsOf = new Map<number, number[]>();
  for (let i = 0; i < structure.nAtoms; i++) {
    const bin = (binOf[3 * i] * counts[1] + binOf[3 * i + 1]) * counts[2] + binOf[3 * i + 2];
    const list = atomsOf.get(bin);
    if (list === undefined) atomsOf.set(bin, [i]);
    else list.push(i);
  }
  return { counts, reach, binOf, cellOf, atomsOf };
}

/** Images looked at in one go, at most: a needle of a cell has billions within any distance. */
const MAX_STEPS = 10_000_000;

/** Every triple of whole numbers within ± reach. */
export function stepsWithin(reach: readonly number[]): Vec3[] {
  const nSteps = reach.reduce((n, r) => n * (2 * r + 1), 1);
  if (!(nSteps <= MAX_STEPS)) {
    throw new CrystalError(
      'limits-exceeded',
      `${nSteps} images of a cell; at most ${MAX_STEPS} are looked at`,
      { reach },
    );
  }
  const steps: Vec3[] = [];
  for (let x = -reach[0]; x <= reach[0]; x++) {
    for (let y = -reach[1]; y <= reach[1]; y++) {
      for (let z = -reach[2]; z <= reach[2]; z++) steps.push([x, y, z]);
    }
  }
  return steps;
}

/** The bin one step away and how many cells on it lies; null: outside a box that does not repeat. */
function targetBin(bins: Bins, atom: number, step: Vec3, periodic: AtomicStructure['periodic']) {
  const cells: [number, number, number] = [0, 0, 0];
  let bin = 0;
  for (let k = 0; k < 3; k++) {
    const raw = bins.binOf[3 * atom + k] + step[k];
    cells[k] = Math.floor(raw / bins.counts[k]);
    if (cells[k] !== 0 && !periodic[k]) return null;
    bin = bin * bins.counts[k] + raw - cells[k] * bins.counts[k];
  }
  return { bin, cells };
}

function isFirstOfPair(i: number, j: number, shift: Vec3): boolean {
  if (i !== j) return i < j;
  return shift[0] > 0 || (shift[0] === 0 && (shift[1] > 0 || (shift[1] === 0 && shift[2] > 0)));
}

/**
 * All pairs within a cut-off, periodic images included, also when the cut-off exceeds the cell (then one atom has several
 * images of another, and of itself). The general one: energetics has its own faster one.
 *
 * @param cutoffAngstrom  > 0; a pair exactly at it counts
 * @throws CrystalError invalid-lattice (cell without volume, cut-off not positive), limits-exceeded (far too many images)
 * Checked: against a sum over all images (neighbours.spec.ts); coordination shells of the prototypes.
 */
export function neighbourPairs(structure: AtomicStructure, cutoffAngstrom: number): NeighbourPairs {
  if (!(cutoffAngstrom > 0) || !(Math.abs(determinant(structure.cell)) > 0)) {
    throw new CrystalError(
      'invalid-lattice',
      `a cut-off of ${cutoffAngstrom} Å in a cell of this volume has no pairs`,
    );
  }
  const { cell, periodic, positions: p } = structure;
  const bins = binAtoms(structure, cutoffAngstrom);
  const steps = stepsWithin(bins.reach);
  const indices: number[] = [];
  const shifts: number[] = [];
  const vectors: number[] = [];
  const distances: number[] = [];
  const visit = (i: number, j: number, cells: Vec3): void => {
    const shift: Vec3 = [0, 1, 2].map(
      (k) => cells[k] + bins.cellOf[3 * i + k] - bins.cellOf[3 * j + k],
    ) as unknown as Vec3;
    if (!isFirstOfPair(i, j, shift)) return;
    const [sx, sy, sz] = applyRow(shift, cell);
    const x = p[3 * j] - p[3 * i] + sx;
    const y = p[3 * j + 1] - p[3 * i + 1] + sy;
    const z = p[3 * j + 2] - p[3 * i + 2] + sz;
    const distance = Math.sqrt(x * x + y * y + z * z);
    if (distance > cutoffAngstrom) return;
    indices.push(i, j);
    shifts.push(...shift);
    vectors.push(x, y, z);
    distances.push(distance);
  };
  for (let i = 0; i < structure.nAtoms; i++) {
    for (const step of steps) {
      const target = targetBin(bins, i, step, periodic);
      if (target === null) continue;
      for (const j of bins.atomsOf.get(target.bin) ?? []) if (j >= i) visit(i, j, target.cells);
    }
  }
  return {
    nPairs: distances.length,
    i: Int32Array.from(distances, (_, n) => indices[2 * n]),
    j: Int32Array.from(distances, (_, n) => indices[2 * n + 1]),
    shifts: Int32Array.from(shifts),
    vectors: Float64Array.from(vectors),
    distances: Float64Array.from(distances),
  };
}

/** The reduced lattice along which a box repeats; directions that do not are replaced by ones at right angles to it. */
function repeatingLattice({ cell, periodic }: Pick<AtomicStructure, 'cell' | 'periodic'>) {
  const upright: [Vec3, Vec3, Vec3] = [...cell];
  for (let k = 0; k < 3; k++) {
    if (!periodic[k]) upright[k] = cross(upright[(k + 1) % 3], upright[(k + 2) % 3]);
  }
  const { cell: reduced, transform } = reduceCell(upright);
  return { reduced, repeats: transform.map((row) => row.some((n, k) => n !== 0 && periodic[k])) };
}

/**
 * The shortest vector from one point to another among all periodic images, Å; exact in any cell, however skewed.
 *
 * @param box  cell and the directions along which it repeats
 * @throws CrystalError invalid-lattice  a cell without volume
 * Checked: against a sum over many images (neighbours.spec.ts).
 */
export function minimumImage(box: Pick<AtomicStructure, 'cell' | 'periodic'>, from: Vec3, to: Vec3): Vec3 {
  const { reduced, repeats } = repeatingLattice(box);
  const raw = applyRow(subtract(to, from), inverse(reduced));
  const start = applyRow(raw.map((x, k) => (repeats[k] ? x - Math.round(x) : x)) as unknown as Vec3, reduced);
  // An image no farther than `start` lies within its length along each normal of the cell.
  const reach = faceDistances(reduced).map((h, k) => (repeats[k] ? Math.floor(norm(start) / h + 0.5) : 0));
  let best = start;
  for (const step of stepsWithin(reach)) {
    const candidate = add(start, applyRow(step, reduced));
    if (norm(candidate) < norm(best)) best = candidate;
  }
  return best;
}
