import type { Matrix } from './matrix.js';
import { kernels } from './kernels.js';
import { FLOAT64_BYTES, putPanel, rowPanels } from './panels.js';

/** Sums of a matrix whose entries below zero are taken as 0, and what those were. */
export interface NonNegativeSums {
  readonly rowSums: Float64Array;
  readonly colSums: Float64Array;
  readonly negativeCounts: number;
  readonly negativeSum: number;
}

/**
 * Row and column sums of max(0, A), float64.
 *
 * @param a  [m × n]; an entry that is not a number makes its sums NaN
 * Checked: against the loops (row-sums.spec.ts).
 */
export function nonNegativeSums(a: Matrix<Float32Array>): NonNegativeSums {
  const { nRows: m, nCols: n } = a;
  const { panels, mostRows, bytes } = rowPanels(a);
  const colsAt = bytes;
  const belowAt = colsAt + n * FLOAT64_BYTES;
  const rowsAt = belowAt + 2 * FLOAT64_BYTES;
  const heap = kernels(rowsAt + mostRows * FLOAT64_BYTES);
  const [cols, below, rows] = [colsAt, belowAt, rowsAt].map((at) => at / FLOAT64_BYTES);
  heap.f64.fill(0, cols, rows);
  const rowSums = new Float64Array(m);
  for (const panel of panels) {
    putPanel(heap, 0, a, panel);
    const stride = a.stride * a.data.BYTES_PER_ELEMENT;
    heap.run.nonNegativeSums(0, panel.nRows, n, stride, rowsAt, colsAt, belowAt);
    rowSums.set(heap.f64.subarray(rows, rows + panel.nRows), panel.from);
  }
  const colSums = heap.f64.slice(cols, cols + n);
  return { rowSums, colSums, negativeCounts: heap.f64[below], negativeSum: heap.f64[below + 1] };
}

/**
 * Σ a·w and Σ a²·w over each row.
 *
 * @param a        [m × n]
 * @param weights  [n]
 * @returns  [m] each
 * Checked: against the loops (row-sums.spec.ts).
 */
export function weightedMoments(
  a: Matrix<Float32Array>,
  weights: Float64Array,
): { sums: Float64Array; squares: Float64Array } {
  const { nRows: m, nCols: n } = a;
  const { panels, mostRows, bytes } = rowPanels(a);
  const weightsAt = bytes;
  const sumsAt = weightsAt + n * FLOAT64_BYTES;
  const squaresAt = sumsAt + mostRows * FLOAT64_BYTES;
  const heap = kernels(squaresAt + mostRows * FLOAT64_BYTES);
  const [first, second] = [sumsAt / FLOAT64_BYTES, squaresAt / FLOAT64_BYTES];
  heap.f64.set(weights, weightsAt / FLOAT64_BYTES);
  const moments = { sums: new Float64Array(m), squares: new Float64Array(m) };
  for (const panel of panels) {
    putPanel(heap, 0, a, panel);
    const stride = a.stride * a.data.BYTES_PER_ELEMENT;
    heap.run.weightedMoments(0, panel.nRows, n, stride, weightsAt, sumsAt, squaresAt);
    moments.sums.set(heap.f64.subarray(first, first + panel.nRows), panel.from);
    moments.squares.set(heap.f64.subarray(second, second + panel.nRows), panel.from);
  }
  return moments;
}
