import { gramOfRows, matrixOf } from '../numerics/gemm.js';
import type { LinearMap } from '../numerics/subspace.js';
import { penalisedSweep, penaltyOf, rescaleRows, type Normal, type Penalty } from './hals-penalties.js';
import type { Factors } from './nndsvd.js';

export interface HalsOptions {
  readonly rank: number;
  /** ‖X‖², Frobenius. */
  readonly power: number;
  readonly maxIterations: number;
  /** Ends when an iteration lowers the squared error by less than this share of it. */
  readonly tolerance: number;
  /** What is asked of a factor beside the error. */
  readonly left?: Penalty;
  readonly right?: Penalty;
  /** Keeps Σ rowⱼ·sumsⱼ = 1 for every row of this factor, so that a penalty on the other cannot shrink it at will. */
  readonly unit?: { readonly factor: 'left' | 'right'; readonly sums: Float64Array };
  /** Sweeps over a factor for one product; 3 when left out, more solve it to the end. */
  readonly maxSweeps?: number;
  /** The left factor stays as it is. */
  readonly fixedLeft?: boolean;
}

export interface HalsResult extends Factors {
  /** ‖X − Σ left·rightᵀ‖², Frobenius. */
  readonly squaredError: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Sweeps over the rows of a factor for one product with X, which costs far more than a sweep. */
const MAX_SWEEPS = 3;
/** Columns that are swept together: a gradient and six rows of a factor fit the first-level cache. */
const COLUMNS = 512;
/** Sweeps end when one changes the factor by less than this share of the first. */
const SWEEP_GAIN = 0.1;

/**
 * Non-negative factors of least squared error by hierarchical alternating least squares: one row of a factor at a time
 * has a closed-form optimum. The error never rises.
 *
 * @param map    X [m × n], ≥ 0
 * @param start  ≥ 0, not changed
 * Source: Cichocki & Phan, IEICE Trans. E92-A (2009) 708; several sweeps for one product: Gillis & Glineur,
 * Neural Comput. 24 (2012) 1085. Checked: minimum of a 4×4 matrix against scikit-learn 1.2.1 (nmf.spec.ts).
 */
export function hals(map: LinearMap, start: Factors, options: HalsOptions): HalsResult {
  const k = options.rank;
  const left = start.left.slice();
  const right = start.right.slice();
  let before = Infinity;
  for (let iteration = 1; ; iteration++) {
    improve(right, { products: map.transposeTimes(left, k), gram: gram(left, k), k }, options.right, options);
    if (options.unit?.factor === 'right') rescaleRows(right, left, { k, sums: options.unit.sums });
    const products = map.times(right, k);
    const rightGram = gram(right, k);
    if (options.fixedLeft !== true) improve(left, { products, gram: rightGram, k }, options.left, options);
    const leftGram = gram(left, k);
    const squaredError = Math.max(0, errorOf(options.power, { left, products, rightGram, leftGram }));
    const objective = squaredError + penaltyOf(left, k, options.left) + penaltyOf(right, k, options.right);
    // Keeping a unit may raise the objective a little: then its change tells the end, not its fall.
    const fall = options.unit === undefined ? before - objective : Math.abs(before - objective);
    const converged = fall <= options.tolerance * objective;
    before = objective;
    if (converged || iteration >= options.maxIterations) {
      return { left, right, squaredError, iterations: iteration, converged };
    }
    if (options.unit?.factor === 'left') rescaleRows(left, right, { k, sums: options.unit.sums });
  }
}

function improve(
  factor: Float64Array,
  normal: Normal,
  penalty: Penalty | undefined,
  options: HalsOptions,
): void {
  const maxSweeps = options.maxSweeps ?? MAX_SWEEPS;
  if (penalty === undefined) sweep(factor, normal, maxSweeps);
  else penalisedSweep(factor, normal, { penalty, maxSweeps });
}

const gram = (rows: Float64Array, k: number): Float64Array => gramOfRows(matrixOf(rows, k, rows.length / k));

/** Minimises ‖X − …‖² over each row of `factor` ≥ 0 in turn, given products = other·X and the Gram matrix of the other. */
function sweep(factor: Float64Array, { products, gram: other, k }: Normal, maxSweeps: number): void {
  const n = factor.length / k;
  const gradient = new Float64Array(COLUMNS);
  // Columns do not know of each other: a few at a time, all sweeps while they are in the first-level cache.
  for (let from = 0; from < n; from += COLUMNS) {
    const columns = { n, from, length: Math.min(COLUMNS, n - from) };
    let first = 0;
    for (let pass = 0; pass < maxSweeps; pass++) {
      let change = 0;
      for (let p = 0; p < k; p++) {
        const curvature = other[p * k + p];
        if (curvature === 0) continue;
        gradientOf(gradient, { factor, products, weights: other.subarray(p * k, (p + 1) * k), p }, columns);
        change += step(factor, gradient, curvature, { ...columns, from: p * n + from });
      }
      if (pass === 0) first = change;
      if (change <= SWEEP_GAIN * SWEEP_GAIN * first) break;
    }
  }
}

interface Columns {
  readonly n: number;
  readonly from: number;
  readonly length: number;
}

interface Row {
  readonly factor: Float64Array;
  readonly products: Float64Array;
  readonly weights: Float64Array;
  readonly p: number;
}

/** products[p] − Σ weights[q]·factor[q] on some columns, two rows of the factor at a time. */
function gradientOf(
  target: Float64Array,
  { factor, products, weights, p }: Row,
  { n, from, length }: Columns,
): void {
  const k = weights.length;
  const start = p * n + from;
  for (let j = 0; j < length; j++) target[j] = products[start + j];
  for (let q = 0; q < k; q += 2) {
    const a = q * n + from;
    const b = Math.min(q + 1, k - 1) * n + from;
    const wa = weights[q];
    const wb = q + 1 < k ? weights[q + 1] : 0;
    for (let j = 0; j < length; j++) target[j] -= wa * factor[a + j] + wb * factor[b + j];
  }
}

/** factor ← max(0, factor + gradient/curvature) on some columns; returns the squared change. */
function step(
  factor: Float64Array,
  gradient: Float64Array,
  curvature: number,
  { from, length }: Columns,
): number {
  const inverse = 1 / curvature;
  let change = 0;
  for (let j = 0; j < length; j++) {
    const old = factor[from + j];
    const value = Math.max(0, old + gradient[j] * inverse);
    factor[from + j] = value;
    change += (value - old) * (value - old);
  }
  return change;
}

interface Products {
  readonly left: Float64Array;
  readonly products: Float64Array;
  readonly leftGram: Float64Array;
  readonly rightGram: Float64Array;
}

/** ‖X‖² − 2·⟨X, WH⟩ + ‖WH‖². */
function errorOf(power: number, { left, products, leftGram, rightGram }: Products): number {
  let cross = 0;
  for (let i = 0; i < left.length; i++) cross += left[i] * products[i];
  let square = 0;
  for (let i = 0; i < leftGram.length; i++) square += leftGram[i] * rightGram[i];
  return power - 2 * cross + square;
}
