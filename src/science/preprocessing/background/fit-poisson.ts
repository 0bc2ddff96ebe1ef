import { invertSymmetric, timesVector } from '../../numerics/small-symmetric.js';
import type { PreparedShape } from './curve-shape.js';

/** Most likely parameters and their covariance [nParameters × nParameters]. */
export interface PoissonFit {
  readonly parameters: Float64Array;
  readonly covariance: Float64Array;
}

const MAX_ITERATIONS = 100;
/** A step that would raise ln likelihood by less than this is noise's business no more. */
const NEGLIGIBLE_GAIN = 1e-10;
/** Added to the diagonal, relative: keeps the inverse in being when two parameters say the same. */
const RIDGE = 1e-11;

/**
 * Poisson maximum likelihood of a family of curves by Fisher scoring with Levenberg's damping.
 *
 * Negative counts enter as they are. A curve that touches 0 anywhere is rejected as a step.
 *
 * @param counts  [n]
 * @param start   [nParameters]
 * @returns null when the steps did not settle, or the parameters cannot be told apart
 * Source: P. McCullagh & J. A. Nelder, Generalized Linear Models (1989), section 2.5; damping: D. W. Marquardt (1963).
 * Checked: the exact power-law fit (`fitPowerLaw`), means, pulls over seeds (fit-background.spec.ts).
 */
export function fitPoisson(
  counts: Float64Array,
  shape: PreparedShape,
  start: Float64Array,
): PoissonFit | null {
  const size = start.length;
  const work = {
    curve: new Float64Array(shape.n),
    gradients: new Float64Array(shape.n * size),
    score: new Float64Array(size),
    fisher: new Float64Array(size * size),
  };
  let parameters = start.slice();
  shape.values(parameters, work.curve);
  let loss = lossOf(counts, work.curve);
  if (!Number.isFinite(loss)) return null;
  let damping = 0;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    shape.gradients(parameters, work.gradients);
    putScore(counts, work);
    const step = dampedStep(work, damping);
    if (step === null) return null;
    const gain = step.reduce((total, value, j) => total + value * work.score[j], 0);
    const next = parameters.map((value, j) => value + step[j]);
    // The last step is taken all the same: what is left after it is its square.
    if (gain < NEGLIGIBLE_GAIN && damping < 1) return settled(next, work.fisher);
    shape.values(next, work.curve);
    const nextLoss = lossOf(counts, work.curve);
    // Rounding of the loss itself must not count as a step uphill.
    if (nextLoss <= loss + 1e-13 * Math.abs(loss)) {
      parameters = next;
      loss = nextLoss;
      damping = damping < 1e-3 ? 0 : damping / 10;
    } else {
      damping = damping === 0 ? 1e-3 : damping * 10;
      if (damping > 1e8) return null;
      shape.values(parameters, work.curve);
    }
  }
  return null;
}

interface Work {
  readonly curve: Float64Array;
  readonly gradients: Float64Array;
  readonly score: Float64Array;
  readonly fisher: Float64Array;
}

/** −ln likelihood, without what does not depend on the curve. */
function lossOf(counts: Float64Array, curve: Float64Array): number {
  let loss = 0;
  for (let i = 0; i < curve.length; i++) {
    if (!(curve[i] > 0)) return Number.POSITIVE_INFINITY;
    loss += curve[i] - counts[i] * Math.log(curve[i]);
  }
  return loss;
}

function putScore(counts: Float64Array, { curve, gradients, score, fisher }: Work): void {
  const size = score.length;
  score.fill(0);
  fisher.fill(0);
  for (let i = 0; i < curve.length; i++) {
    const inverse = 1 / curve[i];
    const residual = counts[i] * inverse - 1;
    const at = i * size;
    for (let j = 0; j < size; j++) {
      const g = gradients[at + j];
      score[j] += residual * g;
      for (let k = 0; k <= j; k++) fisher[j * size + k] += g * gradients[at + k] * inverse;
    }
  }
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) fisher[k * size + j] = fisher[j * size + k];
}

function dampedStep({ fisher, score }: Work, damping: number): Float64Array | null {
  const size = score.length;
  const damped = fisher.map((value, k) => (k % (size + 1) === 0 ? value * (1 + damping + RIDGE) : value));
  const inverse = invertSymmetric(damped, size);
  return inverse === null ? null : timesVector(inverse, score);
}

/** Parameters that the counts do not tell apart get a very large variance in that direction, and not none. */
function settled(parameters: Float64Array, fisher: Float64Array): PoissonFit | null {
  const size = parameters.length;
  const ridged = fisher.map((value, k) => (k % (size + 1) === 0 ? value * (1 + RIDGE) : value));
  const covariance = invertSymmetric(ridged, size);
  return covariance === null ? null : { parameters, covariance };
}
