import { symmetricEigen, tridiagonalEigen } from './eigen.js';
import { dot, vectorsTimesRows } from './gemm.js';
import { OrthonormalRows } from './orthonormal-rows.js';
import type { Rng } from './rng.js';
import { norm } from './svd.js';
import { symmetricMap, type SymmetricMap } from './symmetric-map.js';

export interface LeadingEigenpairs {
  /** Descending, [count]. */
  readonly values: Float64Array;
  /** [count × n], one a row, orthonormal; signs are free. */
  readonly vectors: Float64Array;
  readonly converged: boolean;
}

export interface EigenpairOptions {
  readonly count: number;
  /** ‖G·v − λ·v‖/λ of every pair: λ is at most this share from an eigenvalue. */
  readonly tolerance: number;
  readonly rng: Rng;
}

/** Vectors added between two looks at the convergence, as a share of the space. */
const GROWTH = 1.1;
/** A remainder below this share of the matrix is rounding: the space is invariant. */
const INVARIANT = 1e-13;

/**
 * The largest eigenpairs of a symmetric matrix by Lanczos steps with full reorthogonalisation; where the space closes, it
 * goes on from a random vector, so equal eigenvalues are found as well.
 *
 * @param gram   [n × n], both triangles, positive semidefinite
 * @returns values that are lower bounds; converged false only where rounding kept a pair from its tolerance
 * Valid for: n up to some thousands, count ≪ n. The same seed gives the same bytes.
 * Source: Golub & Van Loan, Matrix Computations, 4th ed., 10.3. Checked: against all eigenpairs (leading-eigenpairs.spec.ts).
 */
export function leadingEigenpairs(
  gram: Float64Array,
  n: number,
  options: EigenpairOptions,
): LeadingEigenpairs {
  const count = Math.min(options.count, n);
  const space = new LanczosSpace(gram, n, options.rng);
  let next = Math.min(n, Math.max(2 * count + 20, 40));
  for (;;) {
    while (space.size < next) space.grow();
    const converged = space.isConverged(count, options.tolerance);
    if (converged || space.size === n) {
      const { values, vectors } = symmetricEigen(space.projected(), space.size);
      const rows = vectorsTimesRows(space.basis.rows(), vectors.subarray(0, count * space.size), count);
      return { values: values.slice(0, count), vectors: rows, converged };
    }
    next = Math.min(n, Math.ceil(space.size * GROWTH));
  }
}

class LanczosSpace {
  /** Norm of what the last product has outside the space. */
  remainder = 0;
  readonly basis: OrthonormalRows;
  private readonly map: SymmetricMap;
  private readonly diagonal: number[] = [];
  private readonly off: number[] = [];
  private next: Float64Array;
  private readonly scale: number;

  constructor(
    gram: Float64Array,
    private readonly n: number,
    private readonly rng: Rng,
  ) {
    this.map = symmetricMap(gram, n);
    this.basis = new OrthonormalRows(n);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += gram[i * n + i];
    this.scale = trace;
    this.next = this.randomVector();
  }

  get size(): number {
    return this.basis.size;
  }

  grow(): void {
    const { n, basis, next } = this;
    if (this.size > 0) this.off.push(this.remainder);
    basis.add(next);
    const image = this.map.times(next);
    this.diagonal.push(dot(image, 0, next, [0, n]));
    // In exact numbers only the last two have a share; the pass over all takes out what rounding brings.
    basis.removeFrom(image, Math.max(0, this.size - 2));
    basis.removeFrom(image, 0);
    const length = norm(image);
    const closed = !(length > INVARIANT * this.scale);
    this.remainder = closed ? 0 : length;
    if (this.size === n) return;
    this.next = closed ? this.randomVector() : image.map((x) => x / length);
  }

  /** Only the last basis vector leads out of the space: the residual of a pair is its share of that. */
  isConverged(count: number, tolerance: number): boolean {
    const { values, lastEntries } = tridiagonalEigen(this.diagonal, this.off);
    for (let k = 0; k < count; k++) {
      const residual = Math.abs(this.remainder * lastEntries[k]);
      if (residual > tolerance * Math.max(values[k], INVARIANT * values[0])) return false;
    }
    return true;
  }

  /** The tridiagonal projection, [size × size]. */
  projected(): Float64Array {
    const t = new Float64Array(this.size * this.size);
    for (let i = 0; i < this.size; i++) {
      t[i * this.size + i] = this.diagonal[i];
      if (i + 1 === this.size) continue;
      t[i * this.size + i + 1] = this.off[i];
      t[(i + 1) * this.size + i] = this.off[i];
    }
    return t;
  }

  private randomVector(): Float64Array {
    const v = Float64Array.from({ length: this.n }, () => this.rng.normal());
    this.basis.removeFrom(v, 0);
    this.basis.removeFrom(v, 0);
    const length = norm(v);
    return v.map((x) => x / length);
  }
}
