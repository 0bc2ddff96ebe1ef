import { kernels, type Kernels } from './kernels.js';
import { NumericsError } from './numerics-error.js';
import { FLOAT64_BYTES } from './panels.js';

export interface Eigen {
  /** Eigenvalues, descending, [n]. */
  readonly values: Float64Array;
  /** Eigenvector k is row k, [n × n]; unit length, its entry of largest magnitude is positive. */
  readonly vectors: Float64Array;
}

/** QL steps an eigenvalue may take; about two is usual. */
const MAX_QL_STEPS = 60;
/** Off-diagonal entries below this share of the largest entry are zero: the reduction itself rounds a thousand times more coarsely. */
const BELOW_ROUNDING = Number.EPSILON / 1024;
/** From so many steps on the share is that rounding itself: entries may all be as large as what each sweep makes anew. */
const PATIENT_STEPS = 30;

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to tridiagonal form, then implicit QL.
 *
 * @param matrix  [n × n], row-major; symmetric (the lower triangle is read)
 * @throws NumericsError invalid-parameter  an entry is not finite
 * @throws NumericsError not-converged  an eigenvalue took more than 60 steps (not seen since low rank has its rule)
 * Valid for: n up to some hundreds (time ∝ n³: see the spec).
 * Source: Golub & Van Loan, Matrix Computations, 4th ed., 8.3.1 and 8.3.5.
 * Checked: A·v = λ·v, orthogonality, known spectra (eigen.spec.ts).
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const work = workspace(matrix, n);
  if (!work.matrix.every(Number.isFinite)) {
    throw new NumericsError(
      'invalid-parameter',
      'a matrix with entries that are not finite has no eigenvalues',
    );
  }
  const { diagonal, off } = tridiagonalise(work);
  implicitQl(diagonal, off, (i, c, s) => {
    const row = work.basis.byteOffset + i * n * FLOAT64_BYTES;
    work.run.rotateRows(row, row + n * FLOAT64_BYTES, n, c, s);
  });
  return sortedDescending(diagonal, work.basis);
}

/** Eigenvalues of a symmetric tridiagonal matrix, descending, and of each unit eigenvector the last entry (its sign is free). */
export interface TridiagonalEigen {
  readonly values: Float64Array;
  readonly lastEntries: Float64Array;
}

/**
 * What tells whether Lanczos steps have converged, without the vectors: time ∝ n².
 *
 * @param diagonal  [n]
 * @param off       [n − 1], between i and i + 1
 * @throws NumericsError not-converged
 * Checked: against `symmetricEigen` (eigen.spec.ts).
 */
export function tridiagonalEigen(diagonal: ArrayLike<number>, off: ArrayLike<number>): TridiagonalEigen {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(n);
  e.set(Float64Array.from(off));
  const last = new Float64Array(n);
  last[n - 1] = 1;
  implicitQl(d, e, (i, c, s) => {
    const [a, b] = [last[i], last[i + 1]];
    last[i] = c * a - s * b;
    last[i + 1] = s * a + c * b;
  });
  const order = Array.from(d.keys()).sort((i, j) => d[j] - d[i] || i - j);
  return {
    values: Float64Array.from(order, (i) => d[i]),
    lastEntries: Float64Array.from(order, (i) => last[i]),
  };
}

/** A symmetric matrix in the kernels' memory with what is made of it: each [n × n], row k of each at `k · n`. */
interface Workspace {
  readonly n: number;
  readonly run: Kernels['run'];
  readonly matrix: Float64Array;
  /** Reflector k is kept in row k, entries k+1 … n−1. */
  readonly reflectors: Float64Array;
  readonly basis: Float64Array;
  readonly scratch: Float64Array;
}

function workspace(matrix: Float64Array, n: number): Workspace {
  const { run, f64 } = kernels((3 * n * n + n) * FLOAT64_BYTES);
  const part = (k: number): Float64Array => f64.subarray(k * n * n, (k + 1) * n * n);
  const work = { n, run, matrix: part(0), reflectors: part(1), basis: part(2) };
  work.matrix.set(matrix.subarray(0, n * n));
  work.reflectors.fill(0);
  return { ...work, scratch: f64.subarray(3 * n * n, 3 * n * n + n) };
}

/** A = Qᵀ·T·Q with T tridiagonal; Q is left in `basis`, one vector a row. Overwrites the matrix. */
function tridiagonalise(work: Workspace): { diagonal: Float64Array; off: Float64Array } {
  const { n, run, matrix: a, reflectors, scratch } = work;
  const off = new Float64Array(n);
  const betas = new Float64Array(n);
  const stride = n * FLOAT64_BYTES;
  for (let k = 0; k < n - 2; k++) {
    const from = k + 1;
    const w = reflectors.subarray(k * n, (k + 1) * n);
    for (let i = from; i < n; i++) w[i] = a[i * n + k];
    const { beta, alpha } = reflector(w, from);
    off[k] = alpha;
    betas[k] = beta;
    if (beta === 0) continue;
    const corner = a.byteOffset + from * (stride + FLOAT64_BYTES);
    const vector = w.byteOffset + from * FLOAT64_BYTES;
    run.reflectBothSides(corner, stride, n - from, vector, beta, scratch.byteOffset);
  }
  if (n > 1) off[n - 2] = a[(n - 1) * n + n - 2];
  accumulate(work, betas);
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), off };
}

/** Turns w[from…] into v with (I − beta·v·vᵀ)·w = alpha·e_from. */
function reflector(w: Float64Array, from: number): { beta: number; alpha: number } {
  let scale = 0;
  for (let i = from; i < w.length; i++) scale = Math.max(scale, Math.abs(w[i]));
  if (scale === 0) return { beta: 0, alpha: 0 };
  let tail = 0;
  for (let i = from + 1; i < w.length; i++) tail += (w[i] / scale) ** 2;
  if (tail === 0) return { beta: 0, alpha: w[from] };
  const head = w[from] / scale;
  const norm = Math.sqrt(head * head + tail);
  const alpha = head > 0 ? -norm : norm;
  for (let i = from; i < w.length; i++) w[i] /= scale;
  w[from] = head - alpha;
  return { beta: 2 / (w[from] * w[from] + tail), alpha: alpha * scale };
}

/** Rows of `basis` become the columns of H₀·H₁·…: the transposed product, built row by row. */
function accumulate({ n, run, reflectors, basis: q }: Workspace, betas: Float64Array): void {
  const stride = n * FLOAT64_BYTES;
  q.fill(0);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    if (betas[k] === 0) continue;
    // Rows of q are columns of the product, so H acts on each row from the right; rows ≤ k are still unit vectors.
    const corner = q.byteOffset + (k + 1) * (stride + FLOAT64_BYTES);
    const vector = reflectors.byteOffset + k * stride + (k + 1) * FLOAT64_BYTES;
    run.reflectRows(corner, stride, n - k - 1, vector, betas[k]);
  }
}

/** Turns rows i and i + 1 of the vectors: (a, b) ← (c·a − s·b, s·a + c·b). */
type Rotate = (i: number, c: number, s: number) => void;

const isCoupled = (d: Float64Array, off: number, [m, floor]: readonly [number, number]): boolean =>
  Math.abs(off) > Math.max(floor, Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])));

/** Diagonalises the tridiagonal matrix in place (diagonal d, off[i] between i and i+1), turning the vectors with it. */
function implicitQl(d: Float64Array, off: Float64Array, rotate: Rotate): void {
  const n = d.length;
  // Of a matrix of low rank most of the diagonal is rounding of the reduction, against which nothing is ever small.
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(d[i]), Math.abs(off[i] ?? 0));
  for (let l = 0; l < n; l++) {
    for (let step = 0; ; step++) {
      const floor = (step < PATIENT_STEPS ? BELOW_ROUNDING : Number.EPSILON) * largest;
      let m = l;
      while (m < n - 1 && isCoupled(d, off[m], [m, floor])) m++;
      if (m === l) break;
      if (step >= MAX_QL_STEPS) {
        throw new NumericsError('not-converged', `eigenvalue ${l} of ${n} did not converge`, { step });
      }
      qlSweep(d, off, rotate, [l, m]);
    }
  }
}

/** One implicit QL sweep with Wilkinson's shift over the unreduced block [l, m]. */
function qlSweep(
  d: Float64Array,
  off: Float64Array,
  rotate: Rotate,
  [l, m]: readonly [number, number],
): void {
  const half = (d[l + 1] - d[l]) / (2 * off[l]);
  const root = Math.hypot(half, 1);
  let g = d[m] - d[l] + off[l] / (half + (half >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * off[i];
    const b = c * off[i];
    const r = Math.sqrt(f * f + g * g);
    off[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      off[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const h = d[i + 1] - p;
    const t = (d[i] - h) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = h + p;
    g = c * t - b;
    rotate(i, c, s);
  }
  d[l] -= p;
  off[l] = g;
  off[m] = 0;
}

function sortedDescending(d: Float64Array, z: Float64Array): Eigen {
  const n = d.length;
  const order = Array.from(d.keys()).sort((i, j) => d[j] - d[i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = z.subarray(from * n, (from + 1) * n);
    const sign = signOfLargest(row);
    for (let j = 0; j < n; j++) vectors[to * n + j] = sign * row[j];
  });
  return { values: Float64Array.from(order, (i) => d[i]), vectors };
}

/** Sign of the entry of largest magnitude (the first of equals); 1 for a zero vector. The sign rule of every vector here. */
export function signOfLargest(vector: Float64Array): 1 | -1 {
  let best = 0;
  for (let i = 1; i < vector.length; i++) if (Math.abs(vector[i]) > Math.abs(vector[best])) best = i;
  return vector[best] < 0 ? -1 : 1;
}
