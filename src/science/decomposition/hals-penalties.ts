/** One factor against products = other·X and the Gram matrix of the other. */
export interface Normal {
  readonly products: Float64Array;
  readonly gram: Float64Array;
  readonly k: number;
}

/** What is asked of a factor [k × n] beside the squared error; all in the units of the factor. */
export interface Penalty {
  /** λ: adds 2·λ·Σ entries, which are ≥ 0. */
  readonly l1?: number;
  /** μ: adds μ·Σ (differences of neighbouring columns)², of first or second order. */
  readonly smooth?: { readonly weight: number; readonly order: 1 | 2 };
  /** δ: adds δ·Σⱼ (Σ over the rows of column j − targetⱼ)². */
  readonly closure?: { readonly weight: number; readonly target: Float64Array };
}

/** Largest eigenvalue of DᵀD for differences of order 1 and 2. */
const STIFFNESS = { 1: 4, 2: 16 } as const;
const SWEEP_GAIN = 0.1;

/**
 * Sweeps over the rows of a factor ≥ 0 that lower squared error plus penalty. Each step minimises a parabola above it
 * (differences couple columns, so their curvature is replaced by its largest), hence the objective never rises.
 *
 * Checked: objective along iterations, stationarity (nmf-options.spec.ts).
 */
export function penalisedSweep(
  factor: Float64Array,
  { products, gram, k }: Normal,
  { penalty, maxSweeps }: { readonly penalty: Penalty; readonly maxSweeps: number },
): void {
  const n = factor.length / k;
  const { l1 = 0, smooth, closure } = penalty;
  let first = 0;
  for (let pass = 0; pass < maxSweeps; pass++) {
    let change = 0;
    for (let p = 0; p < k; p++) {
      const row = factor.subarray(p * n, (p + 1) * n);
      const curvature =
        gram[p * k + p] + (smooth ? smooth.weight * STIFFNESS[smooth.order] : 0) + (closure?.weight ?? 0);
      if (curvature === 0) continue;
      const gradient = products.slice(p * n, (p + 1) * n);
      for (let q = 0; q < k; q++) {
        const weight = gram[p * k + q];
        for (let j = 0; j < n; j++) gradient[j] -= weight * factor[q * n + j];
      }
      if (smooth) addRoughness(gradient, row, smooth);
      if (closure) addClosure(gradient, factor, closure);
      for (let j = 0; j < n; j++) {
        const value = Math.max(0, row[j] + (gradient[j] - l1) / curvature);
        change += (value - row[j]) ** 2;
        row[j] = value;
      }
    }
    if (pass === 0) first = change;
    if (change <= SWEEP_GAIN * SWEEP_GAIN * first) break;
  }
}

/** What the penalty adds to the squared error. */
export function penaltyOf(factor: Float64Array, k: number, penalty: Penalty | undefined): number {
  if (penalty === undefined) return 0;
  const n = factor.length / k;
  let sum = 0;
  for (const x of factor) sum += 2 * (penalty.l1 ?? 0) * x;
  for (let p = 0; penalty.smooth && p < k; p++) {
    const { weight, order } = penalty.smooth;
    for (const d of differences(factor.subarray(p * n, (p + 1) * n), order)) sum += weight * d * d;
  }
  for (let j = 0; penalty.closure && j < n; j++) {
    let total = -penalty.closure.target[j];
    for (let p = 0; p < k; p++) total += factor[p * n + j];
    sum += penalty.closure.weight * total * total;
  }
  return sum;
}

function differences(row: Float64Array, order: 1 | 2): Float64Array {
  if (order === 1)
    return Float64Array.from({ length: Math.max(0, row.length - 1) }, (_, j) => row[j + 1] - row[j]);
  return Float64Array.from(
    { length: Math.max(0, row.length - 2) },
    (_, j) => row[j] - 2 * row[j + 1] + row[j + 2],
  );
}

/** gradient −= weight·DᵀD·row. */
function addRoughness(
  gradient: Float64Array,
  row: Float64Array,
  { weight, order }: { readonly weight: number; readonly order: 1 | 2 },
): void {
  const kernel = order === 1 ? [-1, 1] : [1, -2, 1];
  differences(row, order).forEach((d, j) => {
    for (let t = 0; t < kernel.length; t++) gradient[j + t] -= weight * d * kernel[t];
  });
}

function addClosure(
  gradient: Float64Array,
  factor: Float64Array,
  { weight, target }: { readonly weight: number; readonly target: Float64Array },
): void {
  const n = gradient.length;
  for (let j = 0; j < n; j++) {
    let total = target[j];
    for (let at = j; at < factor.length; at += n) total -= factor[at];
    gradient[j] += weight * total;
  }
}

/** Makes Σ rowⱼ·sumsⱼ = 1 for every row of `factor`, the rows of the other taking the scale; a row of zeros stays. */
export function rescaleRows(
  factor: Float64Array,
  other: Float64Array,
  { k, sums }: { readonly k: number; readonly sums: Float64Array },
): void {
  const [n, m] = [factor.length / k, other.length / k];
  for (let p = 0; p < k; p++) {
    let total = 0;
    for (let j = 0; j < n; j++) total += factor[p * n + j] * sums[j];
    if (!(total > 0)) continue;
    for (let j = 0; j < n; j++) factor[p * n + j] /= total;
    for (let i = 0; i < m; i++) other[p * m + i] *= total;
  }
}
