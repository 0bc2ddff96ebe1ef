import type { CountBlocks } from '../../decomposition/count-blocks.js';
import { poissonPcaStreamed } from '../../decomposition/poisson-pca-streamed.js';
import { createRng } from '../../numerics/rng.js';
import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { rankBy } from '../choose-rank.js';
import type { PcaResult } from '../interpretation-result.js';
import type { Recipe } from '../recipe.js';
import { pcaLoadings } from './component-planes.js';

/** Bytes that the scores of all pixels may take; 24 a pixel and component. */
const MAX_SCORE_BYTES = 96 * 2 ** 20;
const SCREE_LENGTH = 40;

/** Whether the whole map can be decomposed in bounded memory; otherwise the components of the binned map stand for it. */
export const canDecompose = (nPixels: number, maxRank: number): boolean =>
  24 * nPixels * maxRank <= MAX_SCORE_BYTES;

/**
 * Principal components of the whole map, in place of those of the binned one. Loadings in the result stay those of binned
 * pixels (on the components of the whole map); cross-validation is that of binned pixels too.
 */
export async function decomposeLargeScan(
  source: CountBlocks,
  { pca, binned, recipe }: { pca: PcaResult; binned: SpectrumImage; recipe: Recipe },
): Promise<PcaResult> {
  const { rank, maxRank } = recipe.decomposition;
  const found = await poissonPcaStreamed(source, {
    maxRank: typeof rank === 'number' ? Math.max(rank, 2) : maxRank,
    channelRange: pca.channelRange,
    rng: createRng(recipe.seed),
  });
  const { rule, crossValidation } = pca.rank;
  const all = { ...found.rank, crossValidation };
  const wanted = rule === 'fixed' ? (rank as number) : rankBy(rule, all);
  const chosen = Math.min(Math.max(1, wanted), found.nComponents);
  const components = Array.from({ length: chosen }, (_, k) => [
    ...found.components.subarray(k * found.nChannels, (k + 1) * found.nChannels),
  ]);
  const { channelRange } = pca;
  return {
    channelRange,
    singularValues: [...found.singularValues.subarray(0, SCREE_LENGTH)],
    explainedShare: [...found.explainedShare.subarray(0, SCREE_LENGTH)],
    noiseEdge: found.noiseEdge,
    rank: { ...all, chosen, rule },
    components,
    loadings: pcaLoadings({ channelRange, components })(binned).map((row) => [...row]),
    loadingStd: pca.loadingStd,
  };
}
