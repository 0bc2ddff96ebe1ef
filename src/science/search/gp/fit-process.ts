import { NumericsError } from '../../numerics/numerics-error.js';
import { SearchError } from '../search-error.js';
import { cholesky, solveLower, solveUpper } from '../../numerics/cholesky.js';
import { selectInputs, type Inputs } from './inputs.js';
import { evidence, type Evidence, type LogNormalPrior } from './marginal-likelihood.js';
import { maximise } from './maximise.js';
import { PairKernel } from './pair-kernel.js';
import { PairSeparations } from './pair-separations.js';
import type { Symmetry } from './symmetry.js';

/** A Gaussian process conditioned on observations. */
export interface Process {
  readonly inputs: Inputs;
  /** [nPoints] what was observed. */
  readonly y: Float64Array;
  readonly symmetry: Symmetry;
  /** Of each column, in shares of its scale. */
  readonly lengths: readonly number[];
  /** Variance of the noise over that of the signal. */
  readonly noise: number;
  readonly signal: number;
  /** Factor of kernel + noise [n × n]. */
  readonly l: Float64Array;
  /** (K + noise)⁻¹·y */
  readonly weights: Float64Array;
  /** Of the hyperparameters, on the points they were learnt from. */
  readonly logEvidence: number;
}

/** Hyperparameters are learnt from so many points at most: time grows with the cube. */
const LEARN_AT_MOST = 48;
const ITERATIONS = 15;
/** Of a symmetry that is compared, from where the first one ended. */
const TRIAL_ITERATIONS = 2;
const CLIMB = { maxStep: 1.5, tolerance: 1e-3 };

/** Expected lengths, as shares of a period and of a range, and how far they may be off (factor e to this). */
const LENGTH_OF_PERIOD = 0.2;
const LENGTH_OF_RANGE = 0.5;
const LENGTH_DOUBT = 1;
/** Expected variance of the noise over that of the signal, and its doubt. */
const NOISE = 0.01;
const NOISE_DOUBT = 2;

function hyperpriors(inputs: Inputs): LogNormalPrior[] {
  const lengths = inputs.columns.map(({ kind }) => ({
    mean: Math.log(kind === 'periodic' ? LENGTH_OF_PERIOD : LENGTH_OF_RANGE),
    std: LENGTH_DOUBT,
  }));
  return [...lengths, { mean: Math.log(NOISE), std: NOISE_DOUBT }];
}

/**
 * Learns lengths, noise and symmetry by marginal likelihood, and conditions the process on all points.
 *
 * @param y           [nPoints] of mean 0 and variance 1
 * @param symmetries  at least one; the evidence decides
 * @throws SearchError ill-conditioned  no hyperparameters give a covariance that can be factored
 */
export function fitProcess(inputs: Inputs, y: Float64Array, symmetries: readonly Symmetry[]): Process {
  const learnt = learningPoints(y);
  const { symmetry, logs, logEvidence } = learn(
    selectInputs(inputs, learnt),
    Float64Array.from(learnt, (i) => y[i]),
    symmetries,
  );
  const n = inputs.nPoints;
  const lengths = Array.from(logs.subarray(0, -1), Math.exp);
  const noise = Math.exp(logs[logs.length - 1]);
  const covariance = new PairKernel(inputs, symmetry).fill(lengths);
  for (let i = 0; i < n; i++) covariance[i * n + i] += noise;
  const l = cholesky(covariance, n);
  const weights = solveUpper(l, n, solveLower(l, n, Float64Array.from(y)));
  const signal = (y.reduce((sum, v, i) => sum + v * weights[i], 0) + 2) / (n + 2);
  return { inputs, y, symmetry, lengths, noise, signal, l, weights, logEvidence };
}

/** All points, or half of them the lowest and half evenly from the others, in the order they came. */
function learningPoints(y: Float64Array): number[] {
  const all = Array.from(y, (_, i) => i);
  if (all.length <= LEARN_AT_MOST) return all;
  const ranked = all.toSorted((a, b) => y[a] - y[b] || a - b);
  const half = LEARN_AT_MOST / 2;
  const rest = ranked.slice(half);
  const spread = Array.from({ length: half }, (_, k) => rest[Math.floor((k * rest.length) / half)]);
  return [...ranked.slice(0, half), ...spread].sort((a, b) => a - b);
}

interface Learnt {
  readonly symmetry: Symmetry;
  readonly logs: Float64Array;
  readonly logEvidence: number;
}

function learn(inputs: Inputs, y: Float64Array, symmetries: readonly Symmetry[]): Learnt {
  const priors = hyperpriors(inputs);
  const separations = new PairSeparations(inputs);
  const climb = (symmetry: Symmetry, start: Float64Array, maxIterations: number): Learnt | null => {
    const kernel = new PairKernel(inputs, symmetry, separations);
    const top = maximise((logs) => tryEvidence(kernel, y, logs, priors), start, { ...CLIMB, maxIterations });
    return top === null ? null : { symmetry, logs: top.x, logEvidence: top.at.value };
  };
  const start = Float64Array.from(priors, (p) => p.mean);
  const first = climb(symmetries[0], start, ITERATIONS);
  if (first === null) throw new SearchError('ill-conditioned', 'No kernel fits what was told.');
  let best = first;
  for (const symmetry of symmetries.slice(1)) {
    const other = climb(symmetry, first.logs, TRIAL_ITERATIONS);
    if (other !== null && other.logEvidence > best.logEvidence) best = other;
  }
  return best === first ? first : (climb(best.symmetry, best.logs, ITERATIONS) ?? best);
}

function tryEvidence(
  kernel: PairKernel,
  y: Float64Array,
  logs: Float64Array,
  priors: readonly LogNormalPrior[],
): Evidence | null {
  try {
    return evidence(kernel, y, logs, priors);
  } catch (error) {
    if (error instanceof NumericsError && error.code === 'ill-conditioned') return null;
    throw error;
  }
}
