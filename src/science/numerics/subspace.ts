import { symmetricEigen } from './eigen.js';
import { NumericsError } from './numerics-error.js';
import { dot, matrixOf, vectorsTimesRows } from './gemm.js';
import type { Rng } from './rng.js';
import { applySignRule, norm, scaleRow, type SingularTriplets } from './svd.js';

/** A matrix that is only ever multiplied: blocks of b vectors, one a row. */
export interface LinearMap {
  readonly nRows: number;
  readonly nCols: number;
  /** [b × nCols] -> [b × nRows] */
  times(v: Float64Array, b: number): Float64Array;
  /** [b × nRows] -> [b × nCols] */
  transposeTimes(y: Float64Array, b: number): Float64Array;
}

export interface LeadingOptions {
  /** Vectors wanted. */
  readonly count: number;
  /** Values wanted (≥ count): the rest of a scree. */
  readonly nValues: number;
  /** Values above this must be accurate to `tolerance`; below it noise leaves no gaps, and `looseTolerance` rules. */
  readonly resolveAbove: number;
  /** Residual ‖AᵀA·v − σ²·v‖ over σ² of a resolved triplet. */
  readonly tolerance: number;
  /** Change of σ over σ from one check to the next (4 vectors more) of the first value that is not resolved, … */
  readonly looseTolerance: number;
  /** … and of the others up to `count`. */
  readonly tailTolerance: number;
  readonly maxSubspace: number;
  readonly rng: Rng;
}

export interface LeadingTriplets extends SingularTriplets {
  readonly subspaceSize: number;
  readonly converged: boolean;
}

/** Vectors a step adds; four fill the register tile of the products. */
const BLOCK = 4;

/**
 * Leading singular triplets by a block Krylov space of AᵀA with full reorthogonalisation and Rayleigh–Ritz.
 *
 * Values are lower bounds (Ritz values). The same seed gives the same result.
 *
 * @returns values [nValues], vectors [count]; `converged` false when the space reached `maxSubspace` before
 *          the tolerances were met: the values are then lower bounds with no stated accuracy
 * @throws NumericsError invalid-parameter  the map gives numbers that are not finite
 * Valid for: any shape, count ≪ min(m, n).
 * Source: Golub & Underwood, The block Lanczos method for computing eigenvalues (1977); Golub & Van Loan, Matrix
 * Computations, 4th ed., 10.3.6. Checked: against the exact decomposition (subspace.spec.ts).
 */
export function leadingTriplets(map: LinearMap, options: LeadingOptions): LeadingTriplets {
  const limit = Math.min(options.maxSubspace, map.nCols, map.nRows);
  const space = new KrylovSpace(map, limit, options.rng);
  let previous: Float64Array | null = null;
  for (;;) {
    space.grow();
    const { values: squares, vectors } = symmetricEigen(space.projected(), space.size);
    const values = squares.map((s) => Math.sqrt(Math.max(s, 0)));
    const converged = space.exact || isConverged({ values, previous, vectors, space }, options);
    if (converged || space.full) return { ...space.triplets(values, vectors, options), converged };
    previous = values;
  }
}

interface Check {
  readonly values: Float64Array;
  readonly previous: Float64Array | null;
  readonly vectors: Float64Array;
  readonly space: KrylovSpace;
}

function isConverged({ values, previous, vectors, space }: Check, options: LeadingOptions): boolean {
  if (previous === null || values.length < options.nValues) return false;
  let allowed = options.looseTolerance;
  for (let k = 0; k < options.count; k++) {
    if (values[k] === 0) break;
    if (values[k] > options.resolveAbove) {
      const row = vectors.subarray(k * space.size, (k + 1) * space.size);
      if (space.residual(row) > options.tolerance * values[k] * values[k]) return false;
      continue;
    }
    const change = k < previous.length ? (values[k] - previous[k]) / values[k] : 1;
    if (change > allowed) return false;
    allowed = options.tailTolerance;
  }
  return true;
}

/** An orthonormal basis Q of span{V, AᵀA·V, (AᵀA)²·V, …} and the projection Q·AᵀA·Qᵀ. */
class KrylovSpace {
  size = 0;
  /** True when AᵀA maps the space into itself: its values are then exact. */
  exact = false;
  private readonly n: number;
  private readonly basis: Float64Array;
  private readonly projection: Float64Array;
  /** Couples the last block to the one that would come next, [BLOCK × BLOCK] on (next, last). */
  private coupling: Float64Array = new Float64Array(BLOCK * BLOCK);
  private next: Float64Array;
  private lastBlock = 0;

  constructor(
    private readonly map: LinearMap,
    private readonly limit: number,
    rng: Rng,
  ) {
    this.n = map.nCols;
    this.basis = new Float64Array(limit * this.n);
    this.projection = new Float64Array(limit * limit);
    const start = Float64Array.from({ length: Math.min(BLOCK, limit) * this.n }, () => rng.normal());
    this.next = this.orthonormalise(start).rows;
  }

  get full(): boolean {
    return this.exact || this.size >= this.limit;
  }

  /** Takes the next block into the basis and multiplies it by AᵀA. */
  grow(): void {
    const from = this.size;
    const b = Math.min(this.next.length / this.n, this.limit - from);
    const block = this.next.subarray(0, b * this.n);
    this.basis.set(block, from * this.n);
    this.size += b;
    this.lastBlock = b;
    const image = this.map.transposeTimes(this.map.times(block, b), b);
    if (!image.every(Number.isFinite)) {
      throw new NumericsError('invalid-parameter', 'the matrix has entries that are not finite');
    }
    this.project(image, from, b);
    const { rows, coupling } = this.orthonormalise(image);
    this.next = rows;
    this.coupling = coupling;
    this.exact = rows.length === 0;
  }

  /** The projected matrix, [size × size]. */
  projected(): Float64Array {
    const t = new Float64Array(this.size * this.size);
    for (let i = 0; i < this.size; i++) {
      t.set(this.projection.subarray(i * this.limit, i * this.limit + this.size), i * this.size);
    }
    return t;
  }

  /** ‖AᵀA·v − θ·v‖ of the Ritz vector with coordinates `row`: only the last block leads out of the space. */
  residual(row: Float64Array): number {
    const b = this.lastBlock;
    let sum = 0;
    for (let p = 0; p < this.coupling.length / b; p++) {
      let value = 0;
      for (let q = 0; q < b; q++) value += this.coupling[p * b + q] * row[this.size - b + q];
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  triplets(
    values: Float64Array,
    vectors: Float64Array,
    options: LeadingOptions,
  ): Omit<LeadingTriplets, 'converged'> {
    const count = Math.min(options.count, this.size);
    const basis = matrixOf(this.basis, this.size, this.n);
    const right = vectorsTimesRows(basis, vectors.subarray(0, count * this.size), count);
    const left = this.map.times(right, count);
    const m = this.map.nRows;
    for (let k = 0; k < count; k++) {
      const length = norm(left.subarray(k * m, (k + 1) * m));
      scaleRow(left, [k * m, m], length > 0 ? 1 / length : 0);
    }
    applySignRule(left, right, count);
    return { values: values.slice(0, options.nValues), left, right, count, subspaceSize: this.size };
  }

  private project(image: Float64Array, from: number, b: number): void {
    for (let i = 0; i < this.size; i++) {
      for (let p = 0; p < b; p++) {
        const value = dot(this.basis, i * this.n, image, [p * this.n, this.n]);
        this.projection[i * this.limit + from + p] = value;
        this.projection[(from + p) * this.limit + i] = value;
      }
    }
  }

  /**
   * Makes the rows orthonormal to the basis and to each other (Gram–Schmidt, twice). A row that lies in the space
   * already is dropped. `coupling[p][q]` = ⟨new row p, old row q⟩.
   */
  private orthonormalise(rows: Float64Array): { rows: Float64Array; coupling: Float64Array } {
    const b = rows.length / this.n;
    const kept = new Float64Array(rows.length);
    let count = 0;
    for (let p = 0; p < b; p++) {
      const row = rows.slice(p * this.n, (p + 1) * this.n);
      const before = norm(row);
      for (let pass = 0; pass < 2; pass++) {
        removeProjections(row, this.basis, this.size);
        removeProjections(row, kept, count);
      }
      const after = norm(row);
      if (!(after > 1e-12 * before)) continue;
      for (let j = 0; j < this.n; j++) kept[count * this.n + j] = row[j] / after;
      count += 1;
    }
    const coupling = new Float64Array(count * b);
    for (let p = 0; p < count; p++) {
      for (let q = 0; q < b; q++) coupling[p * b + q] = dot(kept, p * this.n, rows, [q * this.n, this.n]);
    }
    return { rows: kept.slice(0, count * this.n), coupling };
  }
}

/** Removes from `row` its components along the first `count` orthonormal rows of `basis`. */
function removeProjections(row: Float64Array, basis: Float64Array, count: number): void {
  const n = row.length;
  for (let i = 0; i < count; i++) {
    const start = i * n;
    const along = dot(basis, start, row, [0, n]);
    for (let j = 0; j < n; j++) row[j] -= along * basis[start + j];
  }
}
