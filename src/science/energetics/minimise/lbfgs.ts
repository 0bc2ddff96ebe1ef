/** Value at x; writes the gradient. May give a value that is not finite: the step is then shortened. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Multiplies a vector by the inverse of an approximate Hessian (symmetric, positive definite), in place. */
export type Precondition = (vector: Float64Array) => void;

export interface LbfgsOptions {
  /** Stops when no component of the gradient exceeds this. */
  readonly gradientTolerance: number;
  readonly maxEvaluations: number;
  /** No component of x changes by more in one step. */
  readonly maxStep: number;
  /** Applied to −gradient it is the first step; later ones scale it by what was learnt. */
  readonly precondition: Precondition;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly maxGradient: number;
  /** True only if `maxGradient` ≤ the tolerance. */
  readonly converged: boolean;
  readonly nEvaluations: number;
}

const MEMORY = 20;
/** Sufficient decrease (Armijo). */
const DECREASE = 1e-4;
/** Rounding of an energy, as a share of it: below, values cannot be compared and slopes decide. */
const ROUNDING = 1e-13;
const BACKTRACKS_AT_MOST = 12;

function largest(v: Float64Array): number {
  let max = 0;
  for (const value of v) max = Math.max(max, Math.abs(value));
  return max;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addMultiple(to: Float64Array, factor: number, v: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * v[i];
}

/** The last steps and changes of the gradient, and the product of the inverse Hessian they imply with a vector. */
class Memory {
  private s: Float64Array[] = [];
  private y: Float64Array[] = [];
  private rho: number[] = [];
  private readonly alpha = new Float64Array(MEMORY);
  private scale = 1;
  private readonly scratch: Float64Array;

  constructor(
    private readonly n: number,
    private readonly precondition: Precondition,
  ) {
    this.scratch = new Float64Array(n);
  }

  get isEmpty(): boolean {
    return this.s.length === 0;
  }

  clear(): void {
    this.s = [];
    this.y = [];
    this.rho = [];
    this.scale = 1;
  }

  /** Keeps the step from (x0, g0) to (x1, g1) if it has positive curvature. */
  add(x0: Float64Array, g0: Float64Array, x1: Float64Array, g1: Float64Array): void {
    const isFull = this.s.length === MEMORY;
    const s = isFull ? this.s[0] : new Float64Array(this.n);
    const y = isFull ? this.y[0] : new Float64Array(this.n);
    const { scratch } = this;
    let curvature = 0;
    for (let i = 0; i < this.n; i++) curvature += (x1[i] - x0[i]) * (g1[i] - g0[i]);
    if (!(curvature > 0)) return;
    for (let i = 0; i < this.n; i++) {
      s[i] = x1[i] - x0[i];
      y[i] = scratch[i] = g1[i] - g0[i];
    }
    this.precondition(scratch);
    this.scale = curvature / dot(y, scratch);
    if (isFull) {
      this.s.shift();
      this.y.shift();
      this.rho.shift();
    }
    this.s.push(s);
    this.y.push(y);
    this.rho.push(1 / curvature);
  }

  /** −H·g by the two-loop recursion, written to `direction`. */
  descend(g: Float64Array, direction: Float64Array): void {
    const { s, y, rho, alpha, n } = this;
    for (let i = 0; i < n; i++) direction[i] = -g[i];
    for (let k = s.length - 1; k >= 0; k--) {
      const a = (alpha[k] = rho[k] * dot(s[k], direction));
      addMultiple(direction, -a, y[k]);
    }
    this.precondition(direction);
    for (let i = 0; i < n; i++) direction[i] *= this.scale;
    for (let k = 0; k < s.length; k++) {
      addMultiple(direction, alpha[k] - rho[k] * dot(y[k], direction), s[k]);
    }
  }
}

/** Where the cubic through both ends' values and slopes is lowest, as a share of the step; kept in [0.1, 0.6]. */
function shorter(step: number, f0: number, slope0: number, end: { f: number; slope: number }): number {
  if (!Number.isFinite(end.f)) return 0.2 * step;
  const a = slope0 + end.slope - (3 * (end.f - f0)) / step;
  const root = a * a - slope0 * end.slope;
  const b = Math.sqrt(Math.max(root, 0));
  const share = 1 - (end.slope + b - a) / (end.slope - slope0 + 2 * b);
  return step * (Number.isFinite(share) ? Math.min(Math.max(share, 0.1), 0.6) : 0.5);
}

/**
 * Minimum by the limited-memory BFGS method with a backtracking line search and a step limit.
 *
 * When a direction leads nowhere the memory is dropped and steepest descent is tried; if that fails too, or the
 * evaluations are used up, the lowest point found is given back with `converged: false`.
 * With a preconditioner P the recursion starts from γ·P, γ = sᵀy/yᵀPy, instead of from a multiple of one.
 * Source: J. Nocedal, S. J. Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5, equation 3.59.
 * Checked: quadratics, Rosenbrock's function (lbfgs.spec.ts); LAMMPS's minima.
 */
export function minimise(f: Objective, start: Float64Array, options: LbfgsOptions): Minimum {
  const n = start.length;
  let x = Float64Array.from(start);
  let g = new Float64Array(n);
  let value = f(x, g);
  let trial = new Float64Array(n);
  let trialG = new Float64Array(n);
  const direction = new Float64Array(n);
  const memory = new Memory(n, options.precondition);
  let nEvaluations = 1;

  /** One step along the direction; false when none was found. */
  const search = (): boolean => {
    const slope = dot(g, direction);
    if (!(slope < 0)) return false;
    let step = Math.min(1, options.maxStep / largest(direction));
    for (let k = 0; k < BACKTRACKS_AT_MOST && nEvaluations < options.maxEvaluations; k++) {
      for (let i = 0; i < n; i++) trial[i] = x[i] + step * direction[i];
      const trialValue = f(trial, trialG);
      nEvaluations++;
      const trialSlope = dot(trialG, direction);
      const decreased = trialValue <= value + DECREASE * step * slope;
      const even = trialValue <= value + ROUNDING * Math.abs(value) && Math.abs(trialSlope) <= 0.9 * -slope;
      if (decreased || even) {
        memory.add(x, g, trial, trialG);
        [x, trial, g, trialG, value] = [trial, x, trialG, g, trialValue];
        return true;
      }
      step = shorter(step, value, slope, { f: trialValue, slope: trialSlope });
    }
    return false;
  };

  while (largest(g) > options.gradientTolerance && nEvaluations < options.maxEvaluations) {
    memory.descend(g, direction);
    if (search()) continue;
    if (memory.isEmpty) break;
    memory.clear();
  }
  const maxGradient = largest(g);
  return {
    x,
    value,
    gradient: g,
    maxGradient,
    converged: Number.isFinite(value) && maxGradient <= options.gradientTolerance,
    nEvaluations,
  };
}
