import { crossValidatedRank } from '../decomposition/cross-validation.js';
import type { PoissonPca } from '../decomposition/poisson-pca.js';
import { createRng } from '../numerics/rng.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { PcaResult } from './interpretation-result.js';
import type { RankRule, Recipe } from './recipe.js';

/** Entries up to which cross-validation is done unasked: a quarter of a second (64 × 2048 take 1.3 s, PCA and NMF 0.2 s). */
const CHEAP_ENTRIES = 2 ** 15;
const SPLITS = 4;
/** Replaced spikes are no whole numbers; where more than this share is not, counts were interpolated or scaled. */
const MAX_FRACTIONAL_SHARE = 1e-3;

/**
 * The rank by every rule side by side, and the one that the recipe chooses.
 *
 * Cross-validation is asked where the recipe wants it, or where it is quick; it needs whole electrons.
 * Where the recipe wants it and it cannot be had, the noise edge stands in, with a warning.
 */
export function chooseRank(
  scan: SpectrumImage,
  pca: PoissonPca,
  recipe: Recipe,
  record: RunRecord,
): PcaResult['rank'] {
  const { rank, maxRank } = recipe.decomposition;
  const isAsked = rank === 'cross-validation';
  const isCheap = scan.nPixels * pca.nChannels <= CHEAP_ENTRIES;
  const crossValidation = isAsked || isCheap ? crossValidated(scan, pca, recipe) : null;
  const all = { ...pca.rank, crossValidation };
  if (typeof rank === 'number') return { ...all, chosen: Math.min(rank, pca.nComponents), rule: 'fixed' };
  if (isAsked && crossValidation === null) {
    record.warn(
      'pca',
      'no-cross-validation',
      'Cross-validation splits whole electrons; these counts are interpolated or scaled. The noise edge gives the rank.',
    );
  }
  const rule = isAsked && crossValidation === null ? 'noise-edge' : rank;
  const found = rankBy(rule, all);
  if (found > pca.nComponents) {
    record.warn('pca', 'rank-limited', `${ALLOWS[rule]} ${found} components; the recipe allows ${maxRank}.`);
  }
  return { ...all, chosen: Math.min(Math.max(1, found), pca.nComponents), rule };
}

const ALLOWS: Readonly<Record<RankRule, string>> = {
  'noise-edge': 'Noise would allow',
  'gavish-donoho': 'The threshold of Gavish and Donoho would allow',
  elbow: 'The scree bends after',
  'cross-validation': 'Cross-validation would allow',
};

/** What a rule says. */
export function rankBy(rule: RankRule, all: Omit<PcaResult['rank'], 'chosen' | 'rule'>): number {
  if (rule === 'cross-validation') return all.crossValidation ?? all.noiseEdge;
  if (rule === 'noise-edge') return all.noiseEdge;
  return rule === 'elbow' ? all.elbow : all.gavishDonoho;
}

/** null where the counts are no whole numbers. */
function crossValidated(scan: SpectrumImage, pca: PoissonPca, recipe: Recipe): number | null {
  const [first] = pca.channelRange;
  const { nPixels, nChannels } = pca;
  const counts = new Float32Array(nPixels * nChannels);
  let fractional = 0;
  for (let pixel = 0; pixel < nPixels; pixel++) {
    for (let j = 0; j < nChannels; j++) {
      const count = scan.counts[pixel * scan.nChannels + first + j];
      if (!Number.isInteger(count)) fractional += 1;
      counts[pixel * nChannels + j] = Math.max(0, Math.round(count));
    }
  }
  if (fractional > MAX_FRACTIONAL_SHARE * counts.length) return null;
  const { maxRank } = recipe.decomposition;
  const options = { maxRank, splits: SPLITS, rng: createRng(recipe.seed) };
  return crossValidatedRank(counts, { nPixels, nChannels }, options).rank;
}
