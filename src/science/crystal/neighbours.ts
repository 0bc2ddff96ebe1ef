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

/** Atoms sorted into bins at least half a cut-off wide, or the whole cell where it is narrower. */
interface Bins {
  readonly counts: readonly number[];
  /** Bins to look at on either side. */
  readonly reach: readonly number[];
  /** [nAtoms × 3] */
  readonly binOf: Int32Array;
  /** [nAtoms × 3] cells by which the atom lies outside [0, 1). */
  readonly cellOf: Int32Array;
  /** Atoms of bin b: order[first[b]] … order[first[b + 1] − 1], ascending. */
  readonly first: Int32Array;
  readonly order: Int32Array;
}

/** Finer bins than the cut-off: fewer atoms are looked at in vain. */
const BINS_A_CUTOFF = 2;
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
    const count = Math.min(
      MAX_BINS,
      Math.max(1, Math.floor((BINS_A_CUTOFF * span * heights[k]) / cutoffAngstrom)),
    );
    counts.push(count);
    reach.push(Math.ceil((cutoffAngstrom * count) / (span * heights[k])));
    for (let n = k; n < fractional.length; n += 3) {
      const cells = structure.periodic[k] ? Math.floor(fractional[n]) : 0;
      cellOf[n] = cells;
      binOf[n] = Math.min(count - 1, Math.floor(((fractional[n] - low - cells) / span) * count));
    }
    if (!structure.periodic[k]) reach[k] = Math.min(reach[k], count - 1);
  }
  return { counts, reach, binOf, cellOf, ...sortByBin(counts, binOf, structure.nAtoms) };
}

/** A counting sort: atoms of a bin stay in their order. */
function sortByBin(counts: readonly number[], binOf: Int32Array, nAtoms: number) {
  const first = new Int32Array(counts[0] * counts[1] * counts[2] + 1);
  const bin = (i: number): number =>
    (binOf[3 * i] * counts[1] + binOf[3 * i + 1]) * counts[2] + binOf[3 * i + 2];
  for (let i = 0; i < nAtoms; i++) first[bin(i) + 1]++;
  for (let b = 1; b < first.length; b++) first[b] += first[b - 1];
  const next = first.slice();
  const order = new Int32Array(nAtoms);
  for (let i = 0; i < nAtoms; i++) order[next[bin(i)]++] = i;
  return { first, order };
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

function isFirstImage(x: number, y: number, z: number): boolean {
  return x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0)));
}

/** Pairs as they are found: arrays that double when they are full. */
class PairBuffer {
  nPairs = 0;
  i = new Int32Array(1024);
  j = new Int32Array(1024);
  shifts = new Int32Array(3 * 1024);
  vectors = new Float64Array(3 * 1024);
  distances = new Float64Array(1024);

  /** Returns where its shift and vector go. */
  add(i: number, j: number): number {
    if (this.nPairs === this.i.length) this.grow();
    this.i[this.nPairs] = i;
    this.j[this.nPairs] = j;
    return 3 * this.nPairs++;
  }

  pairs(): NeighbourPairs {
    const n = this.nPairs;
    return {
      nPairs: n,
      i: this.i.slice(0, n),
      j: this.j.slice(0, n),
      shifts: this.shifts.slice(0, 3 * n),
      vectors: this.vectors.slice(0, 3 * n),
      distances: this.distances.slice(0, n),
    };
  }

  private grow(): void {
    const larger = <T extends Int32Array | Float64Array>(into: T, from: T): T => {
      into.set(from);
      return into;
    };
    const n = 2 * this.i.length;
    this.i = larger(new Int32Array(n), this.i);
    this.j = larger(new Int32Array(n), this.j);
    this.shifts = larger(new Int32Array(3 * n), this.shifts);
    this.vectors = larger(new Float64Array(3 * n), this.vectors);
    this.distances = larger(new Float64Array(n), this.distances);
  }
}

/** One search: what is fixed, and the scratch that the inner loop writes. */
interface Search {
  readonly structure: AtomicStructure;
  readonly cutoffAngstrom: number;
  readonly bins: Bins;
  readonly found: PairBuffer;
  /** Rows of the cell, Å. */
  readonly lattice: Float64Array;
  /** Whole cells on which the bin that is looked at lies. */
  readonly cells: Int32Array;
}

/** The bin one step away, −1 outside a box that does not repeat; writes how many cells on it lies. */
function targetBin({ bins, structure, cells }: Search, atom: number, step: Vec3): number {
  let bin = 0;
  for (let k = 0; k < 3; k++) {
    const raw = bins.binOf[3 * atom + k] + step[k];
    const cell = Math.floor(raw / bins.counts[k]);
    if (cell !== 0 && !structure.periodic[k]) return -1;
    cells[k] = cell;
    bin = bin * bins.counts[k] + raw - cell * bins.counts[k];
  }
  return bin;
}

/** Pairs of an atom with those of one bin. Written out along x, y, z: most of the time goes here. */
function pairsWithBin(search: Search, i: number, bin: number): void {
  const { cells, lattice, cutoffAngstrom, found } = search;
  const { first, order, cellOf } = search.bins;
  const p = search.structure.positions;
  const end = first[bin + 1];
  for (let n = first[bin]; n < end; n++) {
    const j = order[n];
    if (j < i) continue;
    const a = cells[0] + cellOf[3 * i] - cellOf[3 * j];
    const b = cells[1] + cellOf[3 * i + 1] - cellOf[3 * j + 1];
    const c = cells[2] + cellOf[3 * i + 2] - cellOf[3 * j + 2];
    if (i === j && !isFirstImage(a, b, c)) continue;
    const x = p[3 * j] - p[3 * i] + (a * lattice[0] + b * lattice[3] + c * lattice[6]);
    const y = p[3 * j + 1] - p[3 * i + 1] + (a * lattice[1] + b * lattice[4] + c * lattice[7]);
    const z = p[3 * j + 2] - p[3 * i + 2] + (a * lattice[2] + b * lattice[5] + c * lattice[8]);
    const distance = Math.sqrt(x * x + y * y + z * z);
    if (distance > cutoffAngstrom) continue;
    const at = found.add(i, j);
    found.shifts[at] = a;
    found.shifts[at + 1] = b;
    found.shifts[at + 2] = c;
    found.vectors[at] = x;
    found.vectors[at + 1] = y;
    found.vectors[at + 2] = z;
    found.distances[at / 3] = distance;
  }
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
  const search: Search = {
    structure,
    cutoffAngstrom,
    bins: binAtoms(structure, cutoffAngstrom),
    found: new PairBuffer(),
    lattice: Float64Array.from(structure.cell.flat()),
    cells: new Int32Array(3),
  };
  const steps = stepsWithin(search.bins.reach);
  for (let i = 0; i < structure.nAtoms; i++) {
    for (const step of steps) {
      const bin = targetBin(search, i, step);
      if (bin >= 0) pairsWithBin(search, i, bin);
    }
  }
  return search.found.pairs();
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
