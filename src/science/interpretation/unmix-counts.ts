import { amountsOf } from '../decomposition/amounts.js';
import type { Parts } from '../decomposition/bootstrap.js';
import { simplexVolumePixels, vertexComponents } from '../decomposition/endmembers.js';
import { independentParts } from '../decomposition/fast-ica.js';
import { mcrAls } from '../decomposition/mcr-als.js';
import { nmf } from '../decomposition/nmf.js';
import type { PoissonPca } from '../decomposition/poisson-pca.js';
import type { CountsShape } from '../decomposition/poisson-weighting.js';
import { createRng } from '../numerics/rng.js';
import type { UnmixingResult } from './interpretation-result.js';
import type { Recipe } from './recipe.js';

/** Spectra and amounts whose products are the counts; of 'ica' the first of them is what all pixels have in common. */
export interface Unmixed
  extends
    Parts,
    Pick<UnmixingResult, 'purePixels' | 'relativeError' | 'iterations' | 'converged' | 'constraints'> {
  readonly count: number;
  /** What was done, for the record. */
  readonly description: string;
}

export interface UnmixingTask {
  readonly shape: CountsShape;
  readonly channelRange: readonly [number, number];
  readonly rank: number;
  readonly recipe: Recipe;
}

/** A direction that turns by less has settled, 1 − |cos|. */
const ICA_TOLERANCE = 1e-8;

/**
 * Counts by the method of the recipe.
 *
 * @param pca  of the same counts and range, with at least `rank` components
 */
export function unmixCounts(counts: Float32Array, pca: PoissonPca, task: UnmixingTask): Unmixed {
  const { method } = task.recipe.decomposition;
  if (method === 'nmf') return byNmf(counts, pca, task);
  if (method === 'mcr-als') return byMcr(counts, pca, task);
  return method === 'ica' ? byIca(pca, task) : byEndmembers(counts, pca, task);
}

function byNmf(
  counts: Float32Array,
  pca: PoissonPca,
  { shape, channelRange, rank, recipe }: UnmixingTask,
): Unmixed {
  const { decomposition: wanted, seed } = recipe;
  const found = nmf(counts, shape, {
    ...{ rank, channelRange, pca, start: wanted.start, closure: wanted.sumToOne },
    maxIterations: wanted.nmfMaxIterations,
    tolerance: wanted.nmfTolerance,
    sparsity: wanted.sparsity > 0 ? { of: wanted.sparsityOf, weight: wanted.sparsity } : undefined,
    smoothness: wanted.smoothness > 0 ? { order: 1, weight: wanted.smoothness } : undefined,
    rng: createRng(seed),
  });
  const start = wanted.start === 'random' ? 'random start' : 'NNDSVDa start';
  return { ...found, count: rank, purePixels: null, description: `NMF: ${start}, HALS` };
}

function byMcr(
  counts: Float32Array,
  pca: PoissonPca,
  { shape, channelRange, rank, recipe }: UnmixingTask,
): Unmixed {
  const { sumToOne, nmfMaxIterations: maxIterations, nmfTolerance: tolerance } = recipe.decomposition;
  const start = simplexVolumePixels(pca, rank).spectra;
  const found = mcrAls(counts, shape, {
    start,
    rank,
    channelRange,
    closure: sumToOne,
    maxIterations,
    tolerance,
  });
  return {
    ...found,
    count: rank,
    purePixels: null,
    relativeError: found.lackOfFitPercent / 100,
    constraints: [
      'components ≥ 0',
      'loadings ≥ 0',
      'components of unit sum',
      'Poisson-weighted least squares',
      ...(sumToOne ? ['loadings of a pixel add up to its counts'] : []),
    ],
    description: 'MCR-ALS from the spectra of pure pixels (simplex volume)',
  };
}

function byEndmembers(
  counts: Float32Array,
  pca: PoissonPca,
  { shape, channelRange, rank, recipe }: UnmixingTask,
): Unmixed {
  const isVca = recipe.decomposition.method === 'vca';
  const { pixels, spectra } = isVca
    ? vertexComponents(pca, rank, createRng(recipe.seed))
    : simplexVolumePixels(pca, rank);
  const { loadings, ...fit } = amountsOf(counts, shape, { spectra, count: rank, channelRange });
  return {
    ...{ components: spectra, loadings, count: rank, purePixels: pixels, ...fit },
    constraints: ['components are spectra of pixels', 'loadings ≥ 0', 'components of unit sum'],
    description: isVca ? 'vertex component analysis' : 'simplex volume maximisation',
  };
}

/** A pixel is its sum times (what all have in common + Σ source·spectrum). */
function byIca(pca: PoissonPca, { rank, recipe }: UnmixingTask): Unmixed {
  const { nPixels: m, nChannels: n } = pca;
  const { sources, spectra, means, iterations, converged } = independentParts(pca, rank, {
    nonlinearity: 'tanh',
    maxIterations: recipe.decomposition.nmfMaxIterations,
    tolerance: ICA_TOLERANCE,
    rng: createRng(recipe.seed),
  });
  const components = new Float64Array(rank * n);
  const common = components.subarray(0, n);
  common.set(pca.components.subarray(0, n));
  for (let d = 0; d < rank - 1; d++)
    for (let j = 0; j < n; j++) common[j] += means[d] * pca.components[(d + 1) * n + j];
  components.set(spectra, n);
  const loadings = new Float64Array(rank * m);
  for (let at = 0; at < loadings.length; at++)
    loadings[at] = pca.loadings[at % m] * (at < m ? 1 : sources[at - m]);
  return {
    ...{ components, loadings, count: rank, purePixels: null, relativeError: null, iterations, converged },
    constraints: ['sources independent over the pixels', 'of mean 0 and variance 1', 'spectra sum to 0'],
    description: 'symmetric FastICA of the composition of the pixels',
  };
}
