import type { WeightedLine } from './segmentation.js';

/** One transition: 1/(1 + exp(−(x − centre)/width)), x the index of the position. */
export interface Step {
  readonly centre: number;
  readonly width: number;
}

/** Steps fitted to a line; every profile has its own constant and its own height of each step. */
export interface StepFit {
  readonly steps: readonly Step[];
  /** Weighted sum of squared residuals. */
  readonly chiSquare: number;
  /** [nDims × (1 + nSteps)]: constant, then the height of each step. */
  readonly heights: Float64Array;
  /** Standard deviations for weights 1/std²: of the heights, same layout, given the steps. */
  readonly heightStd: Float64Array;
}

export interface StepLimits {
  /** Centres stay in [firstCentre, lastCentre]. */
  readonly firstCentre: number;
  readonly lastCentre: number;
  readonly maxWidth: number;
}

/** Narrower transitions look like a jump between two positions all the same. */
export const MIN_WIDTH = 0.1;
const MAX_ITERATIONS = 40;
/** Keeps the normal equations of coinciding steps solvable; far below any noise. */
const RIDGE = 1e-10;

/** Linear part: least squares of constant and heights (and a straight slope, when asked) for given steps. */
export function solveHeights(
  line: WeightedLine,
  steps: readonly Step[],
  withSlope = false,
): StepFit & { residuals: Float64Array } {
  const { nPositions: n, nDims, values, weights } = line;
  const basis = basisOf(steps, n, withSlope);
  const k = basis.length / n;
  const heights = new Float64Array(nDims * k);
  const heightStd = new Float64Array(nDims * k);
  const residuals = new Float64Array(n * nDims);
  let chiSquare = 0;
  for (let d = 0; d < nDims; d++) {
    const { solution, std } = weightedLeastSquares(line, basis, k, d);
    heights.set(solution, d * k);
    heightStd.set(std, d * k);
    for (let i = 0; i < n; i++) {
      const at = i * nDims + d;
      if (weights[at] === 0) continue;
      let model = 0;
      for (let c = 0; c < k; c++) model += solution[c] * basis[c * n + i];
      residuals[at] = Math.sqrt(weights[at]) * (values[at] - model);
      chiSquare += residuals[at] * residuals[at];
    }
  }
  return { steps, chiSquare, heights, heightStd, residuals };
}

function basisOf(steps: readonly Step[], n: number, withSlope: boolean): Float64Array {
  const basis = new Float64Array((1 + steps.length + (withSlope ? 1 : 0)) * n);
  basis.fill(1, 0, n);
  steps.forEach(({ centre, width }, s) => {
    for (let i = 0; i < n; i++) basis[(s + 1) * n + i] = 1 / (1 + Math.exp(-(i - centre) / width));
  });
  if (withSlope) for (let i = 0; i < n; i++) basis[(steps.length + 1) * n + i] = i / n;
  return basis;
}

function weightedLeastSquares(
  { values, weights, nPositions: n, nDims }: WeightedLine,
  basis: Float64Array,
  k: number,
  d: number,
): { solution: Float64Array; std: Float64Array } {
  const normal = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    const w = weights[i * nDims + d];
    if (w === 0) continue;
    for (let a = 0; a < k; a++) {
      const wa = w * basis[a * n + i];
      right[a] += wa * values[i * nDims + d];
      for (let b = 0; b <= a; b++) normal[a * k + b] += wa * basis[b * n + i];
    }
  }
  const inverse = invertPositive(normal, k);
  const solution = new Float64Array(k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) solution[a] += inverse[a * k + b] * right[b];
  return { solution, std: Float64Array.from({ length: k }, (_, a) => Math.sqrt(inverse[a * k + a])) };
}

/** Inverse of a symmetric positive matrix (lower triangle read) by Cholesky, with a ridge of 1e-10 of its diagonal. */
export function invertPositive(matrix: Float64Array, k: number): Float64Array {
  const l = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * k + b];
      if (a === b) sum += RIDGE * (matrix[a * k + a] + Number.MIN_VALUE / RIDGE);
      for (let c = 0; c < b; c++) sum -= l[a * k + c] * l[b * k + c];
      l[a * k + b] = a === b ? Math.sqrt(Math.max(sum, 1e-300)) : sum / l[b * k + b];
    }
  }
  const inverse = new Float64Array(k * k);
  for (let column = 0; column < k; column++) {
    const x = new Float64Array(k);
    for (let a = 0; a < k; a++) {
      let sum = a === column ? 1 : 0;
      for (let b = 0; b < a; b++) sum -= l[a * k + b] * x[b];
      x[a] = sum / l[a * k + a];
    }
    for (let a = k - 1; a >= 0; a--) {
      let sum = x[a];
      for (let b = a + 1; b < k; b++) sum -= l[b * k + a] * x[b];
      x[a] = sum / l[a * k + a];
    }
    for (let a = 0; a < k; a++) inverse[a * k + column] = x[a];
  }
  return inverse;
}

/**
 * Moves centres and widths to the least weighted sum of squares: Levenberg–Marquardt on the residuals with the heights
 * eliminated (variable projection), derivatives by central differences.
 *
 * Source: Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973) 413. Checked: known steps (change-points.spec.ts).
 */
export function refineSteps(line: WeightedLine, start: readonly Step[], limits: StepLimits): StepFit {
  let steps = start.map((s) => within(s, limits));
  let fit = solveHeights(line, steps);
  let damping = 1e-3;
  for (let iteration = 0; iteration < MAX_ITERATIONS && damping < 1e6; iteration++) {
    const { normal, gradient } = normalEquations(line, steps, fit.residuals);
    const k = gradient.length;
    for (let a = 0; a < k; a++) normal[a * k + a] *= 1 + damping;
    const inverse = invertPositive(normal, k);
    const move = gradient.map((_, a) => -gradient.reduce((sum, g, b) => sum + inverse[a * k + b] * g, 0));
    const moved = steps.map((s, t) => within(movedBy(s, move[2 * t], move[2 * t + 1]), limits));
    const next = solveHeights(line, moved);
    if (!(next.chiSquare < fit.chiSquare)) {
      damping *= 10;
      continue;
    }
    const gain = fit.chiSquare - next.chiSquare;
    steps = moved;
    fit = next;
    damping = Math.max(1e-9, damping / 10);
    if (gain < 1e-9 * next.chiSquare) break;
  }
  return fit;
}

/** A centre moves in units of its width, the width by its logarithm; no move is larger than three. */
function movedBy({ centre, width }: Step, byCentre: number, byWidth: number): Step {
  const clamp = (x: number): number => Math.max(-3, Math.min(3, x));
  return { centre: centre + clamp(byCentre) * width, width: width * Math.exp(clamp(byWidth)) };
}

const within = ({ centre, width }: Step, { firstCentre, lastCentre, maxWidth }: StepLimits): Step => ({
  centre: Math.max(firstCentre, Math.min(lastCentre, centre)),
  width: Math.max(MIN_WIDTH, Math.min(maxWidth, width)),
});

/** JᵀJ and Jᵀr of the projected residuals; parameters 2t: centre over width, 2t + 1: log width. */
function normalEquations(
  line: WeightedLine,
  steps: readonly Step[],
  residuals: Float64Array,
): { normal: Float64Array; gradient: Float64Array } {
  const h = 1e-4;
  const columns = steps.flatMap((step, t) =>
    [
      [h, 0],
      [0, h],
    ].map(([a, b]) => {
      const shifted = (sign: number): Float64Array =>
        solveHeights(line, steps.with(t, movedBy(step, sign * a, sign * b))).residuals;
      const [up, down] = [shifted(1), shifted(-1)];
      return up.map((u, i) => (u - down[i]) / (2 * h));
    }),
  );
  const k = columns.length;
  const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const normal = new Float64Array(k * k);
  columns.forEach((p, a) => columns.forEach((q, b) => (normal[a * k + b] = inner(p, q))));
  return { normal, gradient: Float64Array.from(columns, (c) => inner(c, residuals)) };
}

/**
 * Standard deviations of the centres for weights 1/std², positions; heights, widths and the other steps are free.
 * Infinite where the line does not tell.
 */
export function centreStd(line: WeightedLine, fit: StepFit): Float64Array {
  const { residuals } = solveHeights(line, fit.steps);
  const { normal, gradient } = normalEquations(line, fit.steps, residuals);
  const k = gradient.length;
  const inverse = invertPositive(normal, k);
  return Float64Array.from(fit.steps, ({ width }, t) => {
    const variance = inverse[2 * t * k + 2 * t];
    return variance < 1 / RIDGE ? width * Math.sqrt(variance) : Infinity;
  });
}
