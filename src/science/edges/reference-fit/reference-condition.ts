import { symmetricEigen } from '../../numerics/eigen.js';
import { EdgeError } from '../edge-error.js';
import { jacobian, type FitModel, type FitState } from './fit-model.js';
import { normalEquations } from './normal-equations.js';

/** Above this, coefficients of float32 references are rounding. */
const MAX_CONDITION = 1e4;
/**
 * Largest over smallest singular value of the weighted references and background, each of unit length.
 *
 * @param weights  1/variance of the channels of the window
 * @throws EdgeError references-collinear  naming those that can stand for one another
 * Checked: fit-references.spec.ts.
 */
export function conditionOf(
  model: FitModel,
  state: FitState,
  weights: Float64Array,
  names: readonly string[],
): number {
  const hasBackground = model.logE !== null;
  const free = {
    isAmplitude: hasBackground,
    isExponent: false,
    coefficients: [...names.keys()],
    shifts: [],
  };
  const { matrix, right } = normalEquations(jacobian(model, state, free), weights, weights);
  const p = right.length;
  const scaled = matrix.map(
    (x, i) => x / Math.sqrt(matrix[Math.floor(i / p) * (p + 1)] * matrix[(i % p) * (p + 1)]),
  );
  if (!scaled.every(Number.isFinite)) {
    const empty = names.filter((_, k) => !(matrix[(k + (hasBackground ? 1 : 0)) * (p + 1)] > 0));
    throw new EdgeError('references-collinear', `Nothing in the window: ${empty.join(', ')}.`);
  }
  const { values, vectors } = symmetricEigen(scaled, p);
  const least = values.indexOf(Math.min(...values));
  const condition = Math.sqrt(Math.max(...values) / Math.max(Number.MIN_VALUE, values[least]));
  if (condition <= MAX_CONDITION) return condition;
  const all = hasBackground ? ['the background', ...names] : names;
  const guilty = all.filter((_, i) => Math.abs(vectors[least * p + i]) > 0.2);
  throw new EdgeError(
    'references-collinear',
    `These references have the same shape in the window, or add up to one another: ${guilty.join(', ')}. Leave one out.`,
    { references: guilty },
  );
}
