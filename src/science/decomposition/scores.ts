import type { PoissonPca } from './poisson-pca.js';

/** What each pixel consists of, free of how much there is of it: [nPixels × nDims], pixel slow. */
export interface CompositionScores {
  readonly values: Float64Array;
  /** Standard deviation of every score of a pixel, [nPixels × nDims]. */
  readonly std: Float64Array;
  readonly nPixels: number;
  /** rank − 1: the first component is how much there is. */
  readonly nDims: number;
}

/**
 * Loadings of the components 2 … rank over the sum of the pixel: the same for a thick and a thin place of one phase.
 * Scores of one pixel all have the same standard deviation, so distances between pixels are in units of noise.
 *
 * A pixel without counts has score 0 and an infinite standard deviation.
 *
 * @param rank  components that count, 1 … nComponents (more are taken as nComponents)
 * Checked: invariance to the amount, scatter of pure noise equal to `std` (scores.spec.ts).
 */
export function compositionScores(pca: PoissonPca, rank: number): CompositionScores {
  const m = pca.nPixels;
  const nDims = Math.max(0, Math.min(rank, pca.nComponents) - 1);
  const values = new Float64Array(m * nDims);
  const std = new Float64Array(m * nDims);
  for (let i = 0; i < m; i++) {
    const sum = pca.loadings[i];
    for (let d = 0; d < nDims; d++) {
      values[i * nDims + d] = sum > 0 ? pca.loadings[(d + 1) * m + i] / sum : 0;
      std[i * nDims + d] = sum > 0 ? pca.loadingStd[i] / sum : Infinity;
    }
  }
  return { values, std, nPixels: m, nDims };
}
