import { clusterPoints } from '../clustering/cluster-points.js';
import { cutHeight } from '../clustering/cut.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { ClusterResult } from './interpretation-result.js';
import type { Recipe } from './recipe.js';
import type { StructureScores } from './structure-scores.js';
import { meanSpectrum } from './summarise-scan.js';

/**
 * Groups of pixels by what varies in them beyond noise, by the method and the rule of the recipe.
 *
 * @param scores  structureScores or compositionScores; null or without dimensions when nothing varies: one cluster
 * @returns null for scans of fewer than 3 pixels
 */
export function groupSpectra(
  scan: SpectrumImage,
  scores: StructureScores | null,
  recipe: Recipe,
  record: RunRecord,
): ClusterResult | null {
  if (scan.nPixels < 3) return null;
  if (scores === null || scores.nDims === 0) return oneCluster(scan, record);
  const { values, nPixels, nDims } = scores;
  const found = clusterPoints(
    values,
    { nPoints: nPixels, nDims },
    { ...recipe.clustering, seed: recipe.seed },
  );
  const { nClusters, criterion, merges, nNoise } = found;
  record.done('clusters', found.description, { ...recipe.clustering }, { nClusters, criterion, nNoise });
  if (nNoise > 0) {
    record.warn(
      'clusters',
      'in-no-cluster',
      `${nNoise} of ${nPixels} spectra are too sparse to belong to a group.`,
    );
  }
  const labels = [...found.labels];
  return {
    labels,
    nClusters,
    method: found.description,
    merges,
    nLeaves: found.nLeaves,
    leafOfPixel: found.leafOfPoint === null ? null : [...found.leafOfPoint],
    cutHeight: merges.length === 0 ? 0 : cutHeight(merges, nClusters),
    criterion,
    silhouettes: found.silhouettes,
    gaps: found.gaps,
    stabilities: found.stabilities,
    bics: found.bics,
    meanSpectra: Array.from({ length: nClusters }, (_, c) => [
      ...meanSpectrum(scan, (pixel) => labels[pixel] === c),
    ]),
  };
}

function oneCluster(scan: SpectrumImage, record: RunRecord): ClusterResult {
  const criterion = 'nothing varies beyond noise: one cluster';
  record.done('clusters', 'none needed', {}, { nClusters: 1, criterion });
  return {
    labels: new Array<number>(scan.nPixels).fill(0),
    nClusters: 1,
    method: 'none needed',
    merges: [],
    nLeaves: scan.nPixels,
    leafOfPixel: null,
    cutHeight: 0,
    criterion,
    silhouettes: [],
    gaps: [],
    stabilities: [],
    bics: [],
    meanSpectra: [[...meanSpectrum(scan)]],
  };
}
