import type { Matrix } from './matrix.js';
import { ownKernels, type Kernels } from './kernels.js';
import { FLOAT64_BYTES, roundUp } from './panels.js';

const FIRST_CAPACITY = 64;

/**
 * Orthonormal vectors of length n, as they are found, and what is left of others outside their span.
 *
 * Memory of its own: 8 bytes · n · (up to twice the vectors kept).
 * Checked: through leading-eigenpairs.spec.ts and orthonormal-rows.spec.ts.
 */
export class OrthonormalRows {
  size = 0;
  private heap: Kernels;
  /** Numbers from one row to the next: n up to an even number. */
  private readonly stride: number;

  constructor(private readonly n: number) {
    this.stride = roundUp(n, 2);
    this.heap = this.allocate(FIRST_CAPACITY);
  }

  /** Takes a unit vector that is orthogonal to all before it; the caller has seen to both. */
  add(row: Float64Array): void {
    const end = this.rowAt(this.size + 1 + 4);
    if (end > this.heap.f64.length) {
      const wider = this.allocate(2 * (this.size + 1));
      wider.f64.set(this.heap.f64.subarray(0, this.rowAt(this.size)));
      this.heap = wider;
    }
    this.heap.f64.set(row, this.rowAt(this.size));
    this.size += 1;
  }

  /** Takes the shares of the vectors `from` and later out of v, in place: once, so rounding leaves some of them. */
  removeFrom(v: Float64Array, from: number): void {
    const { run, f64 } = this.heap;
    f64.set(v);
    const first = this.rowAt(from) * FLOAT64_BYTES;
    run.removeProjections(first, roundUp(this.size - from, 4), this.stride, 0);
    v.set(f64.subarray(0, this.n));
  }

  /** All vectors, [size × n]; as long as none is added. */
  rows(): Matrix<Float64Array> {
    const { stride, size, n } = this;
    return { data: this.heap.f64.subarray(stride), nRows: size, nCols: n, stride };
  }

  /** The vector that is worked on lies before the rows. */
  private rowAt(index: number): number {
    return (index + 1) * this.stride;
  }

  /** Room for `capacity` rows and four zero ones: the kernel takes four at a time. */
  private allocate(capacity: number): Kernels {
    return ownKernels(this.rowAt(Math.min(capacity, this.n) + 5) * FLOAT64_BYTES);
  }
}
