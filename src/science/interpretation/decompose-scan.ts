import { poissonPca, type PoissonPca } from '../decomposition/poisson-pca.js';
import { compositionScores } from '../decomposition/scores.js';
import { createRng } from '../numerics/rng.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { chooseRank } from './choose-rank.js';
import { denoiseScan } from './denoise-scan.js';
import type { RunRecord } from './interpretation-input.js';
import type { PcaResult, UnmixingResult } from './interpretation-result.js';
import type { Recipe } from './recipe.js';
import { rowsOf } from './rows-of.js';
import type { StructureScores } from './structure-scores.js';
import { unmixScan } from './unmix-scan.js';

/** Fewer pixels than this have no line to decompose. */
const MIN_PIXELS = 3;
/** Singular values kept in the result: enough to see the noise floor. */
const SCREE_LENGTH = 40;

export interface Decomposed {
  readonly pca: PcaResult | null;
  readonly unmixing: UnmixingResult | null;
  /** What each pixel consists of, in units of noise. */
  readonly composition: StructureScores | null;
  /** The scan without its noise, where the recipe asks for that. */
  readonly denoised: SpectrumImage | null;
}

/**
 * Poisson-weighted principal components with their rank, and the decomposition of that rank that the recipe asks for on the
 * same channels.
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
  if (scan.nPixels < MIN_PIXELS) return { pca: null, unmixing: null, composition: null, denoised: null };
  const { found, rank } = principalComponents(scan, channels, recipe, record);
  return {
    pca: toPcaResult(found, rank),
    unmixing: unmixScan(scan, found, rank.chosen, { recipe, record }),
    composition: inUnitsOfNoise(found, rank.chosen),
    denoised: recipe.decomposition.denoise ? denoiseScan(scan, found, rank.chosen, record) : null,
  };
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
): { found: PoissonPca; rank: PcaResult['rank'] } {
  const { rank: wanted, maxRank } = recipe.decomposition;
  const shape = { nPixels: scan.nPixels, nChannels: scan.nChannels };
  const found = poissonPca(scan.counts, shape, {
    maxRank: typeof wanted === 'number' ? Math.max(wanted, 2) : maxRank,
    channelRange,
    rng: createRng(recipe.seed),
  });
  const rank = chooseRank(scan, found, recipe, record);
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
    { channelRange: [...channelRange], rank: wanted, maxRank },
    { rank: rank.chosen, noiseScale: found.noiseScale },
  );
  return { found, rank };
}

function toPcaResult(found: PoissonPca, rank: PcaResult['rank']): PcaResult {
  return {
    channelRange: [found.channelRange[0], found.channelRange[1]],
    singularValues: [...found.singularValues.subarray(0, SCREE_LENGTH)],
    explainedShare: [...found.explainedShare.subarray(0, SCREE_LENGTH)],
    noiseEdge: found.noiseEdge,
    rank,
    components: rowsOf(found.components, found.nComponents).slice(0, rank.chosen),
    loadings: rowsOf(found.loadings, found.nComponents).slice(0, rank.chosen),
    loadingStd: [...found.loadingStd],
  };
}
