/** A function's value, and its gradient, which is only asked for where a climb goes on. */
export interface Slope {
  readonly value: number;
  readonly gradient: () => Float64Array;
}

export interface Maximum<F extends Slope> {
  readonly x: Float64Array;
  readonly at: F;
}

/** Where a climb stands. */
interface Step<F extends Slope> extends Maximum<F> {
  readonly gradient: Float64Array;
}

export interface MaximiseOptions {
  readonly maxIterations: number;
  /** No component changes by more in a step. */
  readonly maxStep: number;
  /** Ends when a step gains less than this. */
  readonly tolerance: number;
}

const BACKTRACKS = 8;
const BACKTRACK = 0.4;
const SUFFICIENT = 1e-4;

/**
 * Climbs to a maximum by BFGS with backtracking. For a few variables; the value never falls.
 *
 * @param f  gives null where it is not defined; the step is then shortened
 * @returns null when f is not defined at the start
 * Source: Nocedal & Wright, Numerical Optimization (2006), algorithm 6.1. Checked: Rosenbrock's function (maximise.spec.ts).
 */
export function maximise<F extends Slope>(
  f: (x: Float64Array) => F | null,
  start: Float64Array,
  { maxIterations, maxStep, tolerance }: MaximiseOptions,
): Maximum<F> | null {
  const value = f(start);
  if (value === null) return null;
  let top: Step<F> = { x: start, at: value, gradient: value.gradient() };
  const inverse = scaledIdentity(start.length, 0.1);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const step = product(inverse, top.gradient);
    const largest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (largest > maxStep) step.forEach((s, i) => (step[i] = (s * maxStep) / largest));
    const next = backtrack(f, top, step);
    if (next === null) break;
    if (iteration === maxIterations - 1 || next.at.value - top.at.value < tolerance) return next;
    const gradient = next.at.gradient();
    updateInverse(inverse, top, { ...next, gradient });
    top = { ...next, gradient };
  }
  return top;
}

function backtrack<F extends Slope>(
  f: (x: Float64Array) => F | null,
  { x, at, gradient }: Step<F>,
  step: Float64Array,
): Maximum<F> | null {
  const slope = dot(step, gradient);
  if (!(slope > 0)) return null;
  let share = 1;
  for (let attempt = 0; attempt < BACKTRACKS; attempt++) {
    const there = x.map((v, i) => v + share * step[i]);
    const found = f(there);
    if (found !== null && found.value > at.value + SUFFICIENT * share * slope) return { x: there, at: found };
    share *= BACKTRACK;
  }
  return null;
}

/** BFGS of the negative function; skipped where its curvature is not positive. */
function updateInverse<F extends Slope>(inverse: Float64Array, from: Step<F>, to: Step<F>): void {
  const n = from.x.length;
  const s = to.x.map((v, i) => v - from.x[i]);
  const y = from.gradient.map((g, i) => g - to.gradient[i]);
  const sy = dot(s, y);
  if (!(sy > 1e-10)) return;
  const hy = product(inverse, y);
  const scale = (1 + dot(y, hy) / sy) / sy;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      inverse[i * n + j] += scale * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
    }
  }
}

function scaledIdentity(n: number, scale: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale;
  return matrix;
}

function product(matrix: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  return v.map((_, i) => dot(matrix.subarray(i * n, (i + 1) * n), v));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
