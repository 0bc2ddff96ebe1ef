import type { Rng } from '../numerics/rng.js';
import { checkPoints, type PointsShape } from './clustering-error.js';
import { inOrderOfAppearance } from './cut.js';
import { gaussian, logDensity, type Gaussian } from './gaussian-density.js';
import { kMeans } from './k-means.js';

export type CovarianceType = 'full' | 'diagonal';

export interface GaussianMixtureOptions {
  readonly nClusters: number;
  readonly rng: Rng;
  /** The likeliest of so many starts, each from one k-means, is kept; 5 when left out. */
  readonly nRestarts?: number;
  /** 'full' when left out. */
  readonly covariance?: CovarianceType;
  /** Added to each variance; 1e-6 of the mean variance of the points when left out. */
  readonly regularisation?: number;
  /** 200 when left out. */
  readonly maxIterations?: number;
  /** Ends when the mean log-likelihood of a point rises by less; 1e-6 when left out. */
  readonly tolerance?: number;
  readonly weights?: Float64Array;
}

export interface GaussianMixture {
  /** The most probable component of each point, 0-based in order of first appearance. */
  readonly labels: Int32Array;
  readonly nClusters: number;
  /** Probability of each component, [nPoints × nClusters], columns in the order of the labels. */
  readonly memberships: Float64Array;
  readonly proportions: Float64Array;
  /** [nClusters × nDims] */
  readonly means: Float64Array;
  /** [nClusters × nDims × nDims] */
  readonly covariances: Float64Array;
  /** Natural log, of all points. */
  readonly logLikelihood: number;
  /** −2·logLikelihood + nParameters·log nPoints: smaller is better. */
  readonly bic: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * Mixture of Gaussians by expectation–maximisation, from several k-means.
 *
 * @param points  [nPoints × nDims]
 * @throws ClusteringError shape-mismatch; invalid-parameter
 * Valid for: several times more points than parameters. A local maximum of the likelihood. With k-means finding fewer
 *   different points than clusters asked for, there are as many components as it found.
 * Source: Dempster, Laird & Rubin, J. R. Statist. Soc. B 39 (1977) 1; BIC: Schwarz, Ann. Statist. 6 (1978) 461.
 * Checked: scikit-learn's likelihood, BIC, means (gaussian-mixture.spec.ts).
 */
export function gaussianMixture(
  points: Float64Array,
  shape: PointsShape,
  options: GaussianMixtureOptions,
): GaussianMixture {
  checkPoints(points, shape);
  const { nRestarts = 5 } = options;
  let best: GaussianMixture | null = null;
  for (let start = 0; start < Math.max(1, nRestarts); start++) {
    const run = oneStart(points, shape, options);
    if (best === null || run.logLikelihood > best.logLikelihood) best = run;
  }
  return best!;
}

function oneStart(
  points: Float64Array,
  shape: PointsShape,
  options: GaussianMixtureOptions,
): GaussianMixture {
  const { maxIterations = 200, tolerance = 1e-6 } = options;
  const start = kMeans(points, shape, { ...options, nRestarts: 1 });
  const state = { k: start.nClusters, memberships: new Float64Array(shape.nPoints * start.nClusters) };
  start.labels.forEach((label, i) => (state.memberships[i * state.k + label] = 1));
  const setup = { points, shape, ...withDefaults(points, shape, options) };
  let before = -Infinity;
  let iterations = 0;
  let parts = maximise(setup, state);
  let logLikelihood = expect(setup, state, parts);
  while (iterations < maxIterations && logLikelihood - before >= tolerance * setup.total) {
    before = logLikelihood;
    parts = maximise(setup, state);
    logLikelihood = expect(setup, state, parts);
    iterations += 1;
  }
  const converged = logLikelihood - before < tolerance * setup.total;
  const nVariances = setup.covariance === 'full' ? (shape.nDims * (shape.nDims + 1)) / 2 : shape.nDims;
  const nParameters = state.k * (shape.nDims + nVariances) + state.k - 1;
  const bic = -2 * logLikelihood + nParameters * Math.log(setup.total);
  return { ...inOrder(state, parts, shape), logLikelihood, bic, converged, iterations };
}

interface Setup {
  readonly points: Float64Array;
  readonly shape: PointsShape;
  readonly weights: Float64Array;
  readonly total: number;
  readonly covariance: CovarianceType;
  readonly regularisation: number;
}

interface State {
  readonly k: number;
  readonly memberships: Float64Array;
}

interface Parts {
  readonly proportions: Float64Array;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

function withDefaults(points: Float64Array, { nPoints, nDims }: PointsShape, given: GaussianMixtureOptions) {
  const weights = given.weights ?? new Float64Array(nPoints).fill(1);
  const total = weights.reduce((a, b) => a + b, 0);
  const all = { points, shape: { nPoints, nDims }, weights, total, regularisation: 0 };
  const one = { k: 1, memberships: new Float64Array(nPoints).fill(1) };
  const { covariances } = maximise({ ...all, covariance: 'diagonal' }, one);
  const meanVariance = covariances.reduce((a, b) => a + b, 0) / nDims;
  // Points that are all the same: any width above 0 will do.
  const regularisation = given.regularisation ?? (meanVariance > 0 ? 1e-6 * meanVariance : 1);
  return { weights, total, covariance: given.covariance ?? 'full', regularisation } as const;
}

/** Proportions, means and covariances by the memberships. */
function maximise(setup: Setup, { k, memberships }: State): Parts {
  const { points, weights, total, covariance, regularisation } = setup;
  const { nPoints, nDims } = setup.shape;
  const proportions = new Float64Array(k);
  const means = new Float64Array(k * nDims);
  const covariances = new Float64Array(k * nDims * nDims);
  for (let c = 0; c < k; c++) {
    const mean = means.subarray(c * nDims, (c + 1) * nDims);
    const matrix = covariances.subarray(c * nDims * nDims, (c + 1) * nDims * nDims);
    const share = (i: number): number => weights[i] * memberships[i * k + c];
    let size = 0;
    for (let i = 0; i < nPoints; i++) size += share(i);
    // A component that has lost all its points stays, without weight, where it cannot do harm.
    const scale = 1 / Math.max(size, Number.MIN_VALUE * 1e20);
    for (let i = 0; i < nPoints; i++)
      for (let d = 0; d < nDims; d++) mean[d] += share(i) * scale * points[i * nDims + d];
    for (let i = 0; i < nPoints; i++) {
      const part = share(i) * scale;
      if (part === 0) continue;
      for (let a = 0; a < nDims; a++) {
        const da = part * (points[i * nDims + a] - mean[a]);
        const first = covariance === 'full' ? 0 : a;
        for (let b = first; b <= a; b++) matrix[a * nDims + b] += da * (points[i * nDims + b] - mean[b]);
      }
    }
    for (let a = 0; a < nDims; a++) {
      matrix[a * nDims + a] += regularisation;
      for (let b = 0; b < a; b++) matrix[b * nDims + a] = matrix[a * nDims + b];
    }
    proportions[c] = size / total;
  }
  return { proportions, means, covariances };
}

/** Memberships by the parts; the log-likelihood of all points. */
function expect(setup: Setup, { k, memberships }: State, parts: Parts): number {
  const { points, weights } = setup;
  const { nPoints, nDims } = setup.shape;
  const components: Gaussian[] = Array.from({ length: k }, (_, c) =>
    gaussian(
      parts.means.subarray(c * nDims, (c + 1) * nDims),
      parts.covariances.subarray(c * nDims * nDims, (c + 1) * nDims * nDims),
    ),
  );
  const logProportions = parts.proportions.map(Math.log);
  const work = new Float64Array(nDims);
  let logLikelihood = 0;
  for (let i = 0; i < nPoints; i++) {
    const row = memberships.subarray(i * k, (i + 1) * k);
    let largest = -Infinity;
    for (let c = 0; c < k; c++) {
      row[c] = logProportions[c] + logDensity(components[c], points, i * nDims, work);
      largest = Math.max(largest, row[c]);
    }
    let sum = 0;
    for (let c = 0; c < k; c++) sum += row[c] = Math.exp(row[c] - largest);
    for (let c = 0; c < k; c++) row[c] /= sum;
    logLikelihood += weights[i] * (largest + Math.log(sum));
  }
  return logLikelihood;
}

/** Components in order of first appearance of their label; those that are nobody's first choice come last. */
function inOrder({ k, memberships }: State, parts: Parts, { nPoints, nDims }: PointsShape) {
  const raw = Int32Array.from({ length: nPoints }, (_, i) => {
    const row = memberships.subarray(i * k, (i + 1) * k);
    return row.reduce((best, p, c) => (p > row[best] ? c : best), 0);
  });
  const order = [...new Set([...raw, ...Array.from({ length: k }, (_, c) => c)])];
  const picked = (from: Float64Array, size: number): Float64Array =>
    Float64Array.from(order.flatMap((c) => [...from.subarray(c * size, (c + 1) * size)]));
  const ordered = new Float64Array(memberships.length);
  for (let i = 0; i < nPoints; i++)
    for (let c = 0; c < k; c++) ordered[i * k + c] = memberships[i * k + order[c]];
  return {
    labels: inOrderOfAppearance(raw),
    nClusters: k,
    memberships: ordered,
    proportions: picked(parts.proportions, 1),
    means: picked(parts.means, nDims),
    covariances: picked(parts.covariances, nDims * nDims),
  };
}
