import { symmetricEigen, tridiagonalEigen } from './eigen.js';
import { dot, matrixOf, vectorsTimesRows } from './gemm.js';
import type { Rng } from './rng.js';
import { norm } from './svd.js';

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
      const basis = matrixOf(space.basis.subarray(0, space.size * n), space.size, n);
      const rows = vectorsTimesRows(basis, vectors.subarray(0, count * space.size), count);
      return { values: values.slice(0, count), vectors: rows, converged };
    }
    next = Math.min(n, Math.ceil(space.size * GROWTH));
  }
}

class LanczosSpace {
  size = 0;
  /** Norm of what the last product has outside the space. */
  remainder = 0;
  basis: Float64Array;
  private readonly diagonal: number[] = [];
  private readonly off: number[] = [];
  private next: Float64Array;
  private readonly scale: number;

  constructor(
    private readonly gram: Float64Array,
    private readonly n: number,
    private readonly rng: Rng,
  ) {
    let trace = 0;
    for (let i = 0; i < n; i++) trace += gram[i * n + i];
    this.scale = trace;
    this.basis = new Float64Array(Math.min(n, 64) * n);
    this.next = this.randomVector();
  }

  grow(): void {
    const { n, size } = this;
    if (size > 0) this.off.push(this.remainder);
    if ((size + 1) * n > this.basis.length) {
      const wider = new Float64Array(Math.min(n, 2 * (size + 1)) * n);
      wider.set(this.basis);
      this.basis = wider;
    }
    this.basis.set(this.next, size * n);
    this.size += 1;
    const image = new Float64Array(n);
    for (let i = 0; i < n; i++) image[i] = dot(this.gram, i * n, this.next, [0, n]);
    this.diagonal.push(dot(image, 0, this.next, [0, n]));
    // In exact numbers only the last two have a share; the pass over all takes out what rounding brings.
    this.orthogonalise(image, Math.max(0, this.size - 2));
    this.orthogonalise(image, 0);
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
    this.orthogonalise(v, 0);
    this.orthogonalise(v, 0);
    const length = norm(v);
    return v.map((x) => x / length);
  }

  private orthogonalise(v: Float64Array, from: number): void {
    const { n, size, basis } = this;
    for (let i = from; i < size; i++) {
      const along = dot(basis, i * n, v, [0, n]);
      for (let j = 0; j < n; j++) v[j] -= along * basis[i * n + j];
    }
  }
}
