import { evaluate, jacobian, type FitModel, type FitState, type FreeParameters } from './fit-model.js';
import { invertPositive, normalEquations } from './normal-equations.js';

export interface SolveOptions {
  readonly isNonNegative: boolean;
  /** Channels; 0 for no shifts. */
  readonly maxShift: number;
}

/** One pixel's maximum of the likelihood, with the inverse of its Fisher information. */
export interface PixelFit {
  readonly state: FitState;
  /** Of amplitude, exponent, every coefficient, and the shifts that were free, in this order. */
  readonly covariance: Float64Array;
  readonly free: FreeParameters;
  readonly model: Float64Array;
  /** Σ (counts − model)²/model. */
  readonly chiSquare: number;
  readonly isConverged: boolean;
}

const MAX_ITERATIONS = 30;
/** A step below this share of every standard deviation ends the iteration. */
const STEP_SHARE = 1e-3;
/** Variances are no smaller than this share of the mean model: channels where the model vanishes must not rule. */
const VARIANCE_FLOOR = 1e-3;
const EXPONENTS: readonly [number, number] = [0, 12];
const MAX_EXPONENT_STEP = 0.5;
/** A shift is told only for a reference that is there. */
const SHIFT_SIGMA = 5;

function weightsOf(model: Float64Array): Float64Array {
  const mean = model.reduce((sum, m) => sum + Math.abs(m), 0) / model.length;
  const least = mean > 0 ? VARIANCE_FLOOR * mean : 1;
  return model.map((m) => 1 / Math.max(m, least));
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

function apply(state: FitState, step: Float64Array, free: FreeParameters, maxShift: number): void {
  let at = 0;
  if (free.isAmplitude) state.amplitude += step[at++];
  if (free.isExponent) {
    state.r = clamp(state.r + clamp(step[at++], -MAX_EXPONENT_STEP, MAX_EXPONENT_STEP), ...EXPONENTS);
  }
  for (const k of free.coefficients) state.coefficients[k] += step[at++];
  for (const k of free.shifts) {
    const bounded = clamp(step[at++], -1, 1);
    state.shifts[k] = clamp(state.shifts[k] + bounded, -maxShift, maxShift);
  }
}

/** Fisher scoring: weighted least squares with the weights of the model itself, until the steps are nothing. */
function iterate(
  problem: { readonly counts: Float64Array; readonly model: FitModel; readonly maxShift: number },
  state: FitState,
  free: FreeParameters,
  start: Float64Array,
): { covariance: Float64Array; isConverged: boolean } | null {
  const { counts, model, maxShift } = problem;
  let weights = start;
  for (let iteration = 0; ; iteration++) {
    const value = evaluate(model, state);
    if (iteration > 0) weights = weightsOf(value);
    const residual = counts.map((y, i) => y - value[i]);
    const { matrix, right } = normalEquations(jacobian(model, state, free), weights, residual);
    const p = right.length;
    const covariance = invertPositive(matrix, p);
    if (covariance === null) return null;
    const step = right.map((_, a) => right.reduce((sum, r, b) => sum + covariance[a * p + b] * r, 0));
    apply(state, step, free, maxShift);
    const isSmall = step.every((s, a) => Math.abs(s) < STEP_SHARE * Math.sqrt(covariance[a * p + a]));
    if (iteration > 0 && (isSmall || iteration === MAX_ITERATIONS))
      return { covariance, isConverged: isSmall };
  }
}

/** Coefficients below 0, the most negative first, are held at 0 until none is left. */
function holdNegative(state: FitState, free: FreeParameters): FreeParameters | null {
  const worst = [...free.coefficients].sort((a, b) => state.coefficients[a] - state.coefficients[b])[0];
  if (worst === undefined || state.coefficients[worst] >= 0) return null;
  state.coefficients[worst] = 0;
  state.shifts[worst] = 0;
  const without = (list: readonly number[]): number[] => list.filter((k) => k !== worst);
  return { ...free, coefficients: without(free.coefficients), shifts: without(free.shifts) };
}

/**
 * Fits one spectrum by Poisson maximum likelihood.
 *
 * @param start  first state (not changed) and first weights [nChannels], 1/variance
 * @returns null where the normal equations have no solution
 */
export function solvePixel(
  counts: Float64Array,
  model: FitModel,
  start: { readonly state: FitState; readonly weights: Float64Array },
  options: SolveOptions,
): PixelFit | null {
  const state: FitState = {
    ...start.state,
    coefficients: start.state.coefficients.slice(),
    shifts: start.state.shifts.slice(),
  };
  const hasBackground = model.logE !== null;
  const problem = { counts, model, maxShift: options.maxShift };
  const all = [...state.coefficients.keys()];
  let free: FreeParameters = {
    isAmplitude: hasBackground,
    isExponent: false,
    coefficients: all,
    shifts: [],
  };
  // First what is linear, for a start; then the exponent; then shifts of what is there.
  if (iterate(problem, state, free, start.weights) === null) return null;
  free = { ...free, isExponent: hasBackground };
  let solved = iterate(problem, state, free, weightsOf(evaluate(model, state)));
  if (solved !== null && options.maxShift > 0) {
    const offset = hasBackground ? 2 : 0;
    const p = offset + all.length;
    const { covariance } = solved;
    const isThere = (k: number): boolean =>
      state.coefficients[k] > SHIFT_SIGMA * Math.sqrt(covariance[(offset + k) * (p + 1)]);
    free = { ...free, shifts: all.filter(isThere) };
    solved = iterate(problem, state, free, weightsOf(evaluate(model, state)));
  }
  for (let held = options.isNonNegative ? holdNegative(state, free) : null; held !== null;) {
    free = held;
    if (free.coefficients.length > 0 || hasBackground)
      solved = iterate(problem, state, free, weightsOf(evaluate(model, state)));
    held = holdNegative(state, free);
  }
  if (solved === null) return null;
  return finish(counts, model, state, { shifts: free.shifts, isConverged: solved.isConverged });
}

/** Fisher information of all coefficients at the solution, held ones too: their doubt is one-sided, not none. */
function finish(
  counts: Float64Array,
  model: FitModel,
  state: FitState,
  end: { readonly shifts: readonly number[]; readonly isConverged: boolean },
): PixelFit | null {
  const hasBackground = model.logE !== null;
  const free = {
    isAmplitude: hasBackground,
    isExponent: hasBackground,
    coefficients: [...state.coefficients.keys()],
    shifts: end.shifts,
  };
  const value = evaluate(model, state);
  const weights = weightsOf(value);
  const residual = counts.map((y, i) => y - value[i]);
  const { matrix } = normalEquations(jacobian(model, state, free), weights, residual);
  const covariance = invertPositive(matrix, Math.sqrt(matrix.length));
  if (covariance === null) return null;
  const chiSquare = residual.reduce((sum, d, i) => sum + d * d * weights[i], 0);
  return { state, covariance, free, model: value, chiSquare, isConverged: end.isConverged };
}
