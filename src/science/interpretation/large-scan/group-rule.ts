import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import { noiseWhitener } from '../noise-whitener.js';

/** What groups are told apart by: [nPixels × nDims], a row of NaN where a pixel has too little signal. */
export interface Features {
  readonly nDims: number;
  readonly of: (scan: SpectrumImage) => Float64Array;
}

/** The group of each pixel, by its features [nPixels × nDims]; NaN where it has none. */
export type GroupRule = (features: Float64Array) => Float32Array;

/**
 * Tells the group of further pixels from those of grouped ones: the nearest centre, in the metric of what pixels of one
 * group differ by (pooled covariance). The metric's scale does not matter, so it serves pixels of any dose.
 *
 * @param features  of the grouped pixels
 * @returns null for a single group
 * Source: linear discriminants with equal priors, R. A. Fisher (1936).
 */
export function groupRule(
  features: Float64Array,
  nDims: number,
  { labels, nClusters }: { readonly labels: readonly number[]; readonly nClusters: number },
): GroupRule | null {
  if (nClusters < 2 || nDims === 0) return null;
  const known = labels
    .map((label, pixel) => ({ label, row: pixel * nDims }))
    .filter(({ label, row }) => label >= 0 && !Number.isNaN(features[row]));
  const centres = new Float64Array(nClusters * nDims);
  const sizes = new Float64Array(nClusters);
  for (const { label, row } of known) {
    sizes[label]++;
    for (let d = 0; d < nDims; d++) centres[label * nDims + d] += features[row + d];
  }
  for (let i = 0; i < centres.length; i++) centres[i] /= sizes[Math.floor(i / nDims)];
  const covariance = new Float64Array(nDims * nDims);
  for (const { label, row } of known) {
    for (let i = 0; i < nDims; i++) {
      const a = features[row + i] - centres[label * nDims + i];
      for (let j = 0; j < nDims; j++)
        covariance[i * nDims + j] += (a * (features[row + j] - centres[label * nDims + j])) / known.length;
    }
  }
  const whitener = noiseWhitener(covariance, nDims);
  const turned = (from: Float64Array, at: number): Float64Array =>
    Float64Array.from({ length: nDims }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < nDims; j++) sum += whitener[i * nDims + j] * from[at + j];
      return sum;
    });
  const rules = Array.from({ length: nClusters }, (_, g) => {
    const centre = turned(centres, g * nDims);
    return { slope: turned(centre, 0), offset: -centre.reduce((sum, x) => sum + x * x, 0) / 2 };
  });
  return (rows) =>
    Float32Array.from({ length: rows.length / nDims }, (_, pixel) => nearest(rules, rows, pixel * nDims));
}

function nearest(
  rules: readonly { readonly slope: Float64Array; readonly offset: number }[],
  rows: Float64Array,
  at: number,
): number {
  let best = Number.NaN;
  let most = -Infinity;
  rules.forEach(({ slope, offset }, group) => {
    let score = offset;
    for (let d = 0; d < slope.length; d++) score += slope[d] * rows[at + d];
    if (score > most) [most, best] = [score, group];
  });
  return best;
}
