import { createRng } from '../numerics/rng.js';
import { permutation } from '../numerics/permutation.js';
import { SearchError } from './search-error.js';
import { gaussianProcess } from './regress/gaussian-process.js';
import { kernelRidge } from './regress/kernel-ridge.js';
import { randomForest } from './regress/random-forest.js';
import {
  pickRows,
  type Features,
  type FittedModel,
  type Prediction,
  type Regressor,
} from './regress/regressor.js';
import { supportVectorRegression } from './regress/support-vector.js';
import { FEATURE_SETS } from './screening-features.js';
import { scoreRanking, type RankingScore } from './screening-score.js';

/** A boundary whose candidates have been relaxed: what is learnt from. */
export interface SolvedBoundary {
  readonly name: string;
  /** All columns (SCREENING_FEATURES), a row a candidate. */
  readonly features: Features;
  /** [nRows] relaxed energies, J/m². */
  readonly energies: Float64Array;
}

/** One way to learn and how it did on boundaries that it had not seen. */
export interface ScreeningTrial {
  readonly featureSet: string;
  readonly regressor: Regressor;
  /** Mean over the boundaries left out, one after another. */
  readonly score: RankingScore;
}

export interface ScreeningModel {
  /** Best first; the first one is the model. */
  readonly trials: readonly ScreeningTrial[];
  /** Which features `predict` takes. */
  readonly featureSet: string;
  /** J/m², of another boundary's candidates; columns FEATURE_SETS[featureSet]. */
  predict(features: Features): Prediction;
}

/** γ of the radial kernels, times the number of features. */
const GAMMAS = [0.1, 0.3, 1];

/** The regressors tried on p features; γ is per feature. */
export function regressorsFor(p: number): readonly Regressor[] {
  return [
    ...GAMMAS.map((g) => kernelRidge({ name: 'rbf', gamma: g / p }, 0.1)),
    kernelRidge({ name: 'laplacian', gamma: 0.3 / p }, 0.1),
    ...GAMMAS.map((g) =>
      supportVectorRegression({ kernel: { name: 'rbf', gamma: g / p }, c: 10, epsilon: 0.05 }),
    ),
    randomForest({ nTrees: 50, featureShare: 0.1 }),
    gaussianProcess('rbf'),
  ];
}

/** Some columns of the features. */
export function columnsOf({ x, nRows, nFeatures }: Features, columns: readonly number[]): Features {
  const picked = new Float64Array(nRows * columns.length);
  for (let i = 0; i < nRows; i++)
    columns.forEach((c, k) => (picked[i * columns.length + k] = x[i * nFeatures + c]));
  return { x: picked, nRows, nFeatures: columns.length };
}

/** All rows one below the other. */
export function stacked(parts: readonly Features[]): Features {
  const nRows = parts.reduce((sum, part) => sum + part.nRows, 0);
  const x = new Float64Array(nRows * parts[0].nFeatures);
  let at = 0;
  for (const part of parts) {
    x.set(part.x, at);
    at += part.x.length;
  }
  return { x, nRows, nFeatures: parts[0].nFeatures };
}

const energiesOf = (solved: readonly SolvedBoundary[]): Float64Array =>
  Float64Array.from(solved.flatMap(({ energies }) => Array.from(energies)));

interface Way {
  readonly featureSet: string;
  readonly regressor: Regressor;
  readonly seed: number;
}

/** While ways are compared each learns from so many samples, drawn with the seed: the time grows with their third power. */
const COMPARED_ON = 400;

function learn(solved: readonly SolvedBoundary[], way: Way, nSamplesAtMost: number): FittedModel {
  const features = columnsOf(stacked(solved.map((s) => s.features)), FEATURE_SETS[way.featureSet]);
  const energies = energiesOf(solved);
  const rows = permutation(features.nRows, createRng(way.seed)).subarray(0, nSamplesAtMost);
  const targets = Float64Array.from(rows, (row) => energies[row]);
  return way.regressor.fit(pickRows(features, rows), targets, createRng(way.seed));
}

/** Mean score over boundaries left out, one after another. */
function trial(solved: readonly SolvedBoundary[], way: Way): ScreeningTrial {
  const scores = solved.map((unseen) => {
    const others = solved.filter((other) => other !== unseen);
    const model = learn(others, way, COMPARED_ON);
    const { mean } = model(columnsOf(unseen.features, FEATURE_SETS[way.featureSet]));
    return scoreRanking(mean, unseen.energies);
  });
  const average = (key: keyof RankingScore): number =>
    scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
  return {
    ...way,
    score: {
      excessJPerM2: average('excessJPerM2'),
      rankCorrelation: average('rankCorrelation'),
      shareToMinimum: average('shareToMinimum'),
    },
  };
}

/**
 * Learns relaxed energies of candidates from their features. Features and regressor are those that rank the candidates of
 * left-out boundaries best: the smallest share of the candidates that has to be relaxed until the minimum is among them,
 * then the higher rank correlation.
 *
 * @throws SearchError invalid-definition  fewer than two boundaries: nothing can be left out
 * Source of the method: S. Kiyohara et al., Sci. Adv. 2, e1600746 (2016); descriptors and choice are ours.
 * Checked: 12 boundaries of copper learnt from four others (`npm run bench:search`, screening.spec.ts).
 */
export function learnScreening(
  solved: readonly SolvedBoundary[],
  { seed, featureSets = Object.keys(FEATURE_SETS) }: { seed: number; featureSets?: readonly string[] },
): ScreeningModel {
  if (solved.length < 2) {
    throw new SearchError('invalid-definition', 'screening learns from two boundaries or more', {
      nBoundaries: solved.length,
    });
  }
  const trials = featureSets
    .flatMap((featureSet) =>
      regressorsFor(FEATURE_SETS[featureSet].length).map((regressor) =>
        trial(solved, { featureSet, regressor, seed }),
      ),
    )
    .sort(
      (a, b) =>
        a.score.shareToMinimum - b.score.shareToMinimum || b.score.rankCorrelation - a.score.rankCorrelation,
    );
  const { featureSet, regressor } = trials[0];
  return { trials, featureSet, predict: learn(solved, { featureSet, regressor, seed }, Infinity) };
}
