import { chooseClusters } from '../clustering/choose-clusters.js';
import { cut, cutHeight, inOrderOfAppearance } from '../clustering/cut.js';
import { groupPoints } from '../clustering/group-points.js';
import { hierarchicalClustering, type Merge } from '../clustering/hierarchical.js';
import { byTree } from '../clustering/partition.js';
import { createRng, type Rng } from '../numerics/rng.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { ClusterResult } from './interpretation-result.js';
import type { Recipe } from './recipe.js';
import type { StructureScores } from './structure-scores.js';
import { meanSpectrum } from './summarise-scan.js';

/** More pixels than this are first gathered into leaves. */
const MAX_PIXELS_ONE_BY_ONE = 2000;
const MAX_LEAVES = 512;

/** The points of the dendrogram: pixels, or groups of them in a large map. */
interface Leaves {
  readonly points: Float64Array;
  readonly nPoints: number;
  readonly nDims: number;
  readonly weights?: Float64Array;
  readonly leafOfPixel: Int32Array | null;
}

function leavesOf(scores: StructureScores, rng: Rng): Leaves {
  const { values, nPixels, nDims } = scores;
  if (nPixels <= MAX_PIXELS_ONE_BY_ONE) return { points: values, nPoints: nPixels, nDims, leafOfPixel: null };
  const groups = groupPoints(values, { nPoints: nPixels, nDims }, MAX_LEAVES, rng);
  return {
    points: groups.centres,
    nPoints: groups.nLeaves,
    nDims,
    weights: groups.weights,
    leafOfPixel: groups.leafOfPoint,
  };
}

function labelsOfPixels(merges: readonly Merge[], leaves: Leaves, nClusters: number): number[] {
  const ofLeaf = cut(merges, leaves.nPoints, nClusters);
  if (leaves.leafOfPixel === null) return [...ofLeaf];
  return [...inOrderOfAppearance(leaves.leafOfPixel.map((leaf) => ofLeaf[leaf]))];
}

/**
 * Hierarchical clustering of the pixels by what varies in them beyond noise, with its dendrogram.
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
  const { linkage, maxClusters, nClusters: wanted } = recipe.clustering;
  const leaves = leavesOf(scores, createRng(recipe.seed));
  const { merges } = hierarchicalClustering(leaves.points, leaves, { linkage, weights: leaves.weights });
  const labelsOf = (k: number): Int32Array => cut(merges, leaves.nPoints, k);
  const choice = chooseClusters(leaves.points, leaves, labelsOf, {
    maxClusters: Math.min(maxClusters, leaves.nPoints),
    partition: byTree(linkage),
    weights: leaves.weights,
    rng: createRng(recipe.seed),
  });
  const nClusters = wanted === 'silhouette' ? choice.nClusters : Math.min(wanted, leaves.nPoints);
  const criterion = wanted === 'silhouette' ? choice.criterion : 'number given in the recipe';
  record.done(
    'clusters',
    `${linkage} linkage of Euclidean distances`,
    { linkage, maxClusters, nClusters: wanted },
    { nClusters, criterion },
  );
  const labels = labelsOfPixels(merges, leaves, nClusters);
  return {
    labels,
    nClusters,
    merges,
    nLeaves: leaves.nPoints,
    leafOfPixel: leaves.leafOfPixel === null ? null : [...leaves.leafOfPixel],
    cutHeight: cutHeight(merges, nClusters),
    criterion,
    silhouettes: choice.silhouettes,
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
    merges: [],
    nLeaves: scan.nPixels,
    leafOfPixel: null,
    cutHeight: 0,
    criterion,
    silhouettes: [],
    meanSpectra: [[...meanSpectrum(scan)]],
  };
}
