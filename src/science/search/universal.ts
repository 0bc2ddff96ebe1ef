import { createRng } from '../numerics/rng.js';
import { permutation } from '../numerics/permutation.js';
import { pickRows, type Features, type Prediction, type Regressor } from './regress/regressor.js';
import { kernelRidge } from './regress/kernel-ridge.js';
import { randomForest } from './regress/random-forest.js';
import { SearchError } from './search-error.js';
import { columnsOf, stacked, type SolvedBoundary } from './screening.js';
import { FEATURE_SETS } from './screening-features.js';
import { scoreRanking, type RankingScore } from './screening-score.js';

/** A solved boundary of some material and potential. */
export interface UniversalSample extends SolvedBoundary {
  /** Element or compound with its potential: what is left out together. */
  readonly material: string;
  /** By which energies of materials compare: cohesive energy per bond length squared, J/m². */
  readonly energyScaleJPerM2: number;
  readonly macroscopic: MacroscopicFeatures;
}

export interface MacroscopicFeatures {
  readonly sigma: number;
  readonly misorientationRad: number;
  /** Plane spacing over the bond length. */
  readonly planeSpacing: number;
}

/** How the predictor does on a boundary, or a material, that it has not seen. */
export interface LeftOut extends RankingScore {
  readonly name: string;
  readonly material: string;
  /** Root-mean-square error of the energies, J/m². */
  readonly rmseJPerM2: number;
}

export interface UniversalPredictor {
  readonly regressor: string;
  /** J/m². */
  predict(sample: Omit<UniversalSample, 'energies' | 'name'>): Prediction;
}

const FEATURE_SET = 'soft';
const N_MACROSCOPIC = 3;
/** Samples learnt from, drawn with the seed from all: the time grows with their third power, and few features need no more. */
const LEARNT_FROM = 800;

/** The candidates' features with those of the boundary in every row. */
function rowsOf({ features, macroscopic }: Pick<UniversalSample, 'features' | 'macroscopic'>): Features {
  const soft = columnsOf(features, FEATURE_SETS[FEATURE_SET]);
  const nFeatures = soft.nFeatures + N_MACROSCOPIC;
  const x = new Float64Array(soft.nRows * nFeatures);
  const { sigma, misorientationRad, planeSpacing } = macroscopic;
  for (let i = 0; i < soft.nRows; i++) {
    x.set(soft.x.subarray(i * soft.nFeatures, (i + 1) * soft.nFeatures), i * nFeatures);
    x.set([Math.log(sigma), misorientationRad, planeSpacing], i * nFeatures + soft.nFeatures);
  }
  return { x, nRows: soft.nRows, nFeatures };
}

const REGRESSORS: readonly Regressor[] = [
  kernelRidge({ name: 'rbf', gamma: 0.05 }, 0.3),
  kernelRidge({ name: 'laplacian', gamma: 0.1 }, 0.3),
  randomForest({ nTrees: 60 }),
];

function fit(samples: readonly UniversalSample[], regressor: Regressor, seed: number): UniversalPredictor {
  const features = stacked(samples.map(rowsOf));
  const scaled = samples.flatMap((s) => Array.from(s.energies, (e) => e / s.energyScaleJPerM2));
  const rows = permutation(features.nRows, createRng(seed)).subarray(0, LEARNT_FROM);
  const targets = Float64Array.from(rows, (row) => scaled[row]);
  const model = regressor.fit(pickRows(features, rows), targets, createRng(seed));
  return {
    regressor: regressor.name,
    predict: (sample) => {
      const { mean, std } = model(rowsOf(sample));
      const scale = sample.energyScaleJPerM2;
      return { mean: mean.map((e) => e * scale), std: std?.map((s) => s * scale) ?? null };
    },
  };
}

/** Predictions of every boundary by a model that has not seen its boundary, or its material. */
function leaveOut(
  samples: readonly UniversalSample[],
  { by, regressor, seed }: { by: 'boundary' | 'material'; regressor: Regressor; seed: number },
): LeftOut[] {
  const same = (a: UniversalSample, b: UniversalSample): boolean =>
    by === 'material' ? a.material === b.material : a.material === b.material && a.name === b.name;
  return samples.map((unseen) => {
    const known = samples.filter((other) => !same(other, unseen));
    const { mean } = fit(known, regressor, seed).predict(unseen);
    const squares = unseen.energies.reduce((sum, e, i) => sum + (e - mean[i]) ** 2, 0);
    return {
      name: unseen.name,
      material: unseen.material,
      rmseJPerM2: Math.sqrt(squares / unseen.energies.length),
      ...scoreRanking(mean, unseen.energies),
    };
  });
}

/**
 * One predictor of relaxed energies over boundaries, potentials and materials: lengths in bond lengths, energies in units
 * of each material's own, beside the candidates' features the boundary's Σ, misorientation and plane spacing. The regressor is the
 * one that ranks left-out boundaries best.
 *
 * @returns the predictor of all samples, and how its regressor did with each boundary, and with each material, left out
 * @throws SearchError invalid-definition  fewer than two materials
 * Checked: materials whose energies are multiples of one another are predicted as if known (universal.spec.ts); boundaries
 * of copper, nickel, aluminium and gold in `npm run bench:search`.
 */
export function learnUniversal(
  samples: readonly UniversalSample[],
  seed: number,
): { predictor: UniversalPredictor; byBoundary: readonly LeftOut[]; byMaterial: readonly LeftOut[] } {
  if (new Set(samples.map(({ material }) => material)).size < 2) {
    throw new SearchError('invalid-definition', 'the universal predictor learns from two materials or more');
  }
  const trials = REGRESSORS.map((regressor) => {
    const left = leaveOut(samples, { by: 'boundary', regressor, seed });
    return {
      regressor,
      left,
      correlation: left.reduce((sum, l) => sum + l.rankCorrelation, 0) / left.length,
    };
  });
  const best = trials.reduce((a, b) => (b.correlation > a.correlation ? b : a));
  return {
    predictor: fit(samples, best.regressor, seed),
    byBoundary: best.left,
    byMaterial: leaveOut(samples, { by: 'material', regressor: best.regressor, seed }),
  };
}
