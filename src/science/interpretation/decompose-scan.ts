import { nmf } from '../decomposition/nmf.js';
import { poissonPca, type PoissonPca } from '../decomposition/poisson-pca.js';
import { compositionScores } from '../decomposition/scores.js';
import { createRng } from '../numerics/rng.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import type { NmfResult, PcaResult } from './interpretation-result.js';
import type { RunRecord } from './interpretation-input.js';
import type { Recipe } from './recipe.js';
import type { StructureScores } from './structure-scores.js';

/** Fewer pixels than this have no line to decompose. */
const MIN_PIXELS = 3;
/** Singular values kept in the result: enough to see the noise floor. */
const SCREE_LENGTH = 40;

/** Row-major [n × length] as n plain arrays. */
const rowsOf = (flat: Float64Array | Float32Array, n: number): number[][] => {
  const length = flat.length / n;
  return Array.from({ length: n }, (_, k) => [...flat.subarray(k * length, (k + 1) * length)]);
};

/**
 * Poisson-weighted principal components with their rank, and NMF of that rank on the same channels.
 *
 * @param channels  channels [first, end) to decompose; without the zero-loss peak, which would drown everything
 * @returns nulls for scans of fewer than 3 pixels
 */
export function decomposeScan(
  scan: SpectrumImage,
  channels: readonly [number, number],
  recipe: Recipe,
  record: RunRecord,
): Decomposed {
  if (scan.nPixels < MIN_PIXELS) return { pca: null, nmf: null, composition: null };
  const { found, chosen } = principalComponents(scan, channels, recipe, record);
  return {
    pca: toPcaResult(found, chosen, recipe),
    nmf: factorise(scan, found, chosen, { recipe, record }),
    composition: inUnitsOfNoise(found, chosen),
  };
}

export interface Decomposed {
  readonly pca: PcaResult | null;
  readonly nmf: NmfResult | null;
  /** What each pixel consists of, in units of noise. */
  readonly composition: StructureScores | null;
}

function inUnitsOfNoise(pca: PoissonPca, rank: number): StructureScores {
  const { values, std, nPixels, nDims } = compositionScores(pca, rank);
  return { values: values.map((value, i) => value / std[i]), nPixels, nDims };
}

function principalComponents(
  scan: SpectrumImage,
  channelRange: readonly [number, number],
  recipe: Recipe,
  record: RunRecord,
): { found: PoissonPca; chosen: number } {
  const { rank, maxRank } = recipe.decomposition;
  const shape = { nPixels: scan.nPixels, nChannels: scan.nChannels };
  const wanted = rank === 'noise-edge' ? maxRank : Math.max(rank, 2);
  const found = poissonPca(scan.counts, shape, {
    maxRank: wanted,
    channelRange,
    rng: createRng(recipe.seed),
  });
  const byEdge = Math.min(Math.max(1, found.rank.noiseEdge), found.nComponents);
  const chosen = rank === 'noise-edge' ? byEdge : Math.min(rank, found.nComponents);
  if (found.rank.noiseEdge > found.nComponents) {
    record.warn(
      'pca',
      'rank-limited',
      `Noise would allow ${found.rank.noiseEdge} components; the recipe allows ${maxRank}.`,
    );
  }
  if (found.negativeCounts > 0) {
    record.warn(
      'pca',
      'negative-counts',
      `${found.negativeCounts} negative values were taken as 0: counts cannot be negative.`,
    );
  }
  if (found.noise.source === 'measured' && found.noiseScale > 1) {
    record.warn(
      'pca',
      'not-poisson-counts',
      `The noise is ${found.noiseScale.toFixed(2)} times that of counted electrons (gain or averaging); the noise edge was scaled by it.`,
    );
  }
  record.done(
    'pca',
    `Keenan–Kotula weights, ${found.method}`,
    { channelRange: [...channelRange], rank, maxRank },
    { rank: chosen, noiseScale: found.noiseScale },
  );
  return { found, chosen };
}

function toPcaResult(found: PoissonPca, chosen: number, recipe: Recipe): PcaResult {
  const { rank } = recipe.decomposition;
  return {
    channelRange: [found.channelRange[0], found.channelRange[1]],
    singularValues: [...found.singularValues.subarray(0, SCREE_LENGTH)],
    explainedShare: [...found.explainedShare.subarray(0, SCREE_LENGTH)],
    noiseEdge: found.noiseEdge,
    rank: { ...found.rank, chosen, rule: rank === 'noise-edge' ? 'noise-edge' : 'fixed' },
    components: rowsOf(found.components, found.nComponents).slice(0, chosen),
    loadings: rowsOf(found.loadings, found.nComponents).slice(0, chosen),
  };
}

function factorise(
  scan: SpectrumImage,
  pca: PoissonPca,
  rank: number,
  { recipe, record }: { recipe: Recipe; record: RunRecord },
): NmfResult {
  const { channelRange } = pca;
  const { nmfMaxIterations: maxIterations, nmfTolerance: tolerance } = recipe.decomposition;
  const shape = { nPixels: scan.nPixels, nChannels: scan.nChannels };
  const found = nmf(scan.counts, shape, {
    rank,
    maxIterations,
    tolerance,
    channelRange,
    pca,
    rng: createRng(recipe.seed),
  });
  if (!found.converged) {
    record.warn(
      'nmf',
      'not-converged',
      `NMF stopped after ${found.iterations} iterations before it reached ${found.tolerance}.`,
    );
  }
  const constraints = ['components ≥ 0', 'loadings ≥ 0', 'components of unit area', 'Poisson weights'];
  record.done(
    'nmf',
    'NNDSVDa start, HALS',
    { rank, maxIterations, tolerance, seed: recipe.seed },
    { iterations: found.iterations, tolerance: found.tolerance },
  );
  return {
    channelRange: [channelRange[0], channelRange[1]],
    rank,
    components: rowsOf(found.components, rank),
    loadings: rowsOf(found.loadings, rank),
    relativeError: found.relativeError,
    iterations: found.iterations,
    converged: found.converged,
    constraints,
  };
}
