/**
 * A symmetric positive definite band matrix and its Cholesky factor, in place.
 *
 * Row i holds columns i − bandwidth … i. Fill with `add`, then `factorise`, then `solve` as often as wanted.
 * Source: G. H. Golub, C. F. Van Loan, Matrix Computations (2013), section 4.3.5.
 * Checked: products with the matrix (banded-cholesky.spec.ts).
 */
export class BandedCholesky {
  private readonly rows: Float64Array;
  private readonly width: number;

  constructor(
    readonly n: number,
    readonly bandwidth: number,
  ) {
    this.width = bandwidth + 1;
    this.rows = new Float64Array(n * this.width);
  }

  /** Adds to element (i, j) and its mirror image; |i − j| ≤ bandwidth. */
  add(i: number, j: number, value: number): void {
    const [row, column] = i >= j ? [i, j] : [j, i];
    this.rows[row * this.width + this.bandwidth - row + column] += value;
  }

  /** Replaces the matrix by its factor; the diagonal is kept inverted. */
  factorise(): void {
    const { rows, n, bandwidth, width } = this;
    for (let i = 0; i < n; i++) {
      const rowI = i * width + bandwidth - i;
      const from = Math.max(0, i - bandwidth);
      for (let j = from; j <= i; j++) {
        const rowJ = j * width + bandwidth - j;
        let sum = rows[rowI + j];
        for (let k = Math.max(from, j - bandwidth); k < j; k++) sum -= rows[rowI + k] * rows[rowJ + k];
        rows[rowI + j] = i === j ? 1 / Math.sqrt(sum) : sum * rows[rowJ + j];
      }
    }
  }

  /** Solves for three right-hand sides at once, interleaved in `v` [n × 3], in place. */
  solve3(v: Float64Array): void {
    const { rows, n, bandwidth, width } = this;
    for (let i = 0; i < n; i++) {
      const row = i * width + bandwidth - i;
      let [x, y, z] = [v[3 * i], v[3 * i + 1], v[3 * i + 2]];
      for (let k = Math.max(0, i - bandwidth); k < i; k++) {
        x -= rows[row + k] * v[3 * k];
        y -= rows[row + k] * v[3 * k + 1];
        z -= rows[row + k] * v[3 * k + 2];
      }
      v[3 * i] = x * rows[row + i];
      v[3 * i + 1] = y * rows[row + i];
      v[3 * i + 2] = z * rows[row + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      const row = i * width + bandwidth - i;
      const x = (v[3 * i] *= rows[row + i]);
      const y = (v[3 * i + 1] *= rows[row + i]);
      const z = (v[3 * i + 2] *= rows[row + i]);
      for (let k = Math.max(0, i - bandwidth); k < i; k++) {
        v[3 * k] -= rows[row + k] * x;
        v[3 * k + 1] -= rows[row + k] * y;
        v[3 * k + 2] -= rows[row + k] * z;
      }
    }
  }
}
