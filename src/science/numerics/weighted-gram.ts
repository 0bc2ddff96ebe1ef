import { ownKernels, type Kernels } from './kernels.js';
import type { Matrix } from './matrix.js';
import { FLOAT32_BYTES, FLOAT64_BYTES, roundUp } from './panels.js';

/** Scales of max(0, A)ᵢⱼ·rowScaleᵢ·colScaleⱼ − rowRootᵢ·colRootⱼ: a weighted matrix without one component that is known. */
export interface RestScales {
  readonly rowScale: Float64Array;
  readonly rowRoot: Float64Array;
  readonly colScale: Float64Array;
  readonly colRoot: Float64Array;
}

export interface WeightedGram {
  /** AᵀA of the rest, [n × n], both triangles; the diagonal is float64 throughout. */
  readonly gram: Float64Array;
  /** Σ v² of each row of the rest, [m]. */
  readonly rowSquares: Float64Array;
  /** Σ v² of all. */
  readonly squares: number;
  /** Σ max(0, A)ᵢⱼ·rowScaleᵢ²·colScaleⱼ²: the variance of the weighted matrix if A are counts of a Poisson law. */
  readonly countingNoise: number;
  /** Root mean square of the rounding of an entry of the rest to 13 bits and a sign; 0 with `exact`. */
  readonly rounding: number;
}

/** Sums up the Gram matrix of the columns of the rest, some rows at a time. */
export interface GramSum {
  /** The next rows, as many as there are in `rows`; read before it returns. */
  add(rows: Matrix<Float32Array>): void;
  /** Nothing is added after that. */
  finish(): WeightedGram;
}

/** Rows of a panel. A lane of the kernel sums a quarter of their products in 32 bits: 64·5792² < 2³¹. */
const ROWS = 256;
const LARGEST = 5792;

/**
 * Gram matrix of the columns of a tall weighted matrix that is only ever seen in parts.
 *
 * Each panel of 256 rows is rounded to multiples of its largest magnitude over 5792 and multiplied as 16-bit integers,
 * exactly: four times as fast as float64, and an entry is wrong by at most a ten-thousandth of that magnitude, at random.
 * What that may do to an eigenvalue is for the caller to judge from `rounding`; `exact` multiplies in float64.
 *
 * @param scales  of all m rows and n columns that will come
 * Checked: against the triple loop (weighted-gram.spec.ts).
 */
export function sumWeightedGram(scales: RestScales, exact: boolean): GramSum {
  const heap = layOut(scales);
  const rowSquares = new Float64Array(scales.rowScale.length);
  const totals = { countingNoise: 0, roundingSquares: 0 };
  let next = 0;
  let pending = 0;
  const flush = (): void => {
    if (pending === 0) return;
    addPanel(heap, { scales, exact, from: next - pending, nRows: pending, rowSquares, totals });
    pending = 0;
  };
  return {
    add({ data, nRows, nCols, stride }) {
      for (let i = 0; i < nRows; i++) {
        const from = i * stride;
        heap.kernels.f32.set(
          data.subarray(from, from + nCols),
          heap.rowsAt / FLOAT32_BYTES + pending * heap.stride,
        );
        pending += 1;
        next += 1;
        if (pending === ROWS) flush();
      }
    },
    finish() {
      flush();
      const { gram, squares } = wholeGram(heap);
      const entries = Math.max(1, next * heap.n);
      return {
        gram,
        squares,
        rowSquares,
        countingNoise: totals.countingNoise,
        rounding: Math.sqrt(totals.roundingSquares / entries),
      };
    },
  };
}

interface GramHeap {
  readonly kernels: Kernels;
  readonly n: number;
  /** Columns of the Gram matrix: n up to a multiple of 4. */
  readonly padded: number;
  /** Numbers from one row of the panel to the next. */
  readonly stride: number;
  readonly gramAt: number;
  readonly panelAt: number;
  readonly rowsAt: number;
  readonly colScaleAt: number;
  readonly colRootAt: number;
  readonly colSquaresAt: number;
  /** Four arrays of ROWS: scale, root, squares, counting noise of the rows of a panel. */
  readonly perRowAt: number;
}

function layOut({ colScale, colRoot }: RestScales): GramHeap {
  const n = colScale.length;
  const padded = roundUp(n, 4);
  const stride = roundUp(n, 2);
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += roundUp(size, 16);
    return at;
  };
  const places = {
    gramAt: take(padded * padded * FLOAT64_BYTES),
    panelAt: take(padded * (ROWS + 8) * FLOAT64_BYTES),
    rowsAt: take(ROWS * stride * FLOAT32_BYTES),
    colScaleAt: take(n * FLOAT64_BYTES),
    colRootAt: take(n * FLOAT64_BYTES),
    colSquaresAt: take(n * FLOAT64_BYTES),
    perRowAt: take(4 * ROWS * FLOAT64_BYTES),
  };
  const kernels = ownKernels(bytes);
  kernels.f64.set(colScale, places.colScaleAt / FLOAT64_BYTES);
  kernels.f64.set(colRoot, places.colRootAt / FLOAT64_BYTES);
  return { kernels, n, padded, stride, ...places };
}

interface PanelTask {
  readonly scales: RestScales;
  readonly exact: boolean;
  readonly from: number;
  readonly nRows: number;
  readonly rowSquares: Float64Array;
  readonly totals: { countingNoise: number; roundingSquares: number };
}

function addPanel(heap: GramHeap, { scales, exact, from, nRows, rowSquares, totals }: PanelTask): void {
  const { run, f64 } = heap.kernels;
  const perRow = heap.perRowAt / FLOAT64_BYTES;
  const [scaleAt, rootAt, squaresAt, noiseAt] = [0, 1, 2, 3].map(
    (k) => heap.perRowAt + k * ROWS * FLOAT64_BYTES,
  );
  f64.set(scales.rowScale.subarray(from, from + nRows), perRow);
  f64.set(scales.rowRoot.subarray(from, from + nRows), perRow + ROWS);
  const matrix = [heap.rowsAt, nRows, heap.n, heap.stride * FLOAT32_BYTES] as const;
  const weights = [scaleAt, rootAt, heap.colScaleAt, heap.colRootAt] as const;
  const extreme = run.restMoments(...matrix, ...weights, squaresAt, heap.colSquaresAt, noiseAt);
  for (let i = 0; i < nRows; i++) {
    rowSquares[from + i] = f64[perRow + 2 * ROWS + i];
    totals.countingNoise += f64[perRow + 3 * ROWS + i] * scales.rowScale[from + i] ** 2;
  }
  if (extreme === 0) return;
  // A panel that is not full keeps what the one before left in its last columns: those are cleared.
  if (nRows < ROWS) f64.fill(0, heap.panelAt / FLOAT64_BYTES, heap.rowsAt / FLOAT64_BYTES);
  if (exact) {
    const bytes = (ROWS + 8) * FLOAT64_BYTES;
    run.transposeRest64(...matrix, ...weights, 1, heap.panelAt, bytes);
    run.gramOfRows(heap.panelAt, heap.padded, ROWS, bytes, heap.gramAt);
    return;
  }
  const unit = extreme / LARGEST;
  run.transposeRest16(...matrix, ...weights, 1 / unit, heap.panelAt, ROWS * 2);
  run.gramOfIntegers(heap.panelAt, heap.padded, ROWS, unit * unit, heap.gramAt);
  totals.roundingSquares += (unit * unit * nRows * heap.n) / 12;
}

function wholeGram({ kernels: { f64 }, n, padded, gramAt, colSquaresAt }: GramHeap): {
  gram: Float64Array;
  squares: number;
} {
  const from = gramAt / FLOAT64_BYTES;
  const gram = new Float64Array(n * n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      gram[i * n + j] = f64[from + i * padded + j];
      gram[j * n + i] = gram[i * n + j];
    }
    gram[i * n + i] = f64[colSquaresAt / FLOAT64_BYTES + i];
    squares += gram[i * n + i];
  }
  return { gram, squares };
}
