import { clusterPoints } from '../clustering/cluster-points.js';
import { cutHeight } from '../clustering/cut.js';
import { hierarchicalClustering, type Linkage, type Merge } from '../clustering/hierarchical.js';
import type { Metric } from '../clustering/metric.js';
import { refuse } from './structure-tree-error.js';

/** A number of clusters, where to cut the dendrogram, or the rule that says how many. */
export type NumberOfClusters = number | { readonly atHeight: number } | 'silhouette';

export interface SpectraClusterOptions {
  readonly metric: Metric;
  readonly linkage: Linkage;
  readonly clusters: NumberOfClusters;
  /** For the rule. */
  readonly maxClusters: number;
  readonly seed: number;
}

export interface SpectraClusters {
  /** Of each spectrum, 0-based, the largest cluster first; of equal sizes by first appearance. */
  readonly labels: Int32Array;
  readonly nClusters: number;
  readonly merges: readonly Merge[];
  /** Leaf of each spectrum when there were too many to compare one by one; null otherwise. */
  readonly leafOfSite: Int32Array | null;
  readonly nLeaves: number;
  readonly cutHeight: number;
  /** How the number was found, for people. */
  readonly criterion: string;
  /** Mean silhouette width of this partition; null for one cluster. */
  readonly silhouette: number | null;
  /** For each number that the rule looked at. */
  readonly silhouettes: readonly { readonly k: number; readonly width: number }[];
}

/** More spectra than this are grouped by `clusterPoints` first, and cannot be cut at a height of their own dendrogram. */
const ONE_BY_ONE = 2000;

/**
 * Clusters spectra hierarchically, and names the clusters by size.
 *
 * @param spectra  [nSites × nChannels], prepared alike
 * @throws StructureTreeError invalid-parameter  a height above 2,000 spectra, more clusters than spectra
 * @throws ClusteringError
 * Source: Kiyohara, Miyata, Tsuda & Mizoguchi, Sci. Rep. 8 (2018) 13548: hierarchical clustering of spectra; their metric and
 *   linkage are not known here, so both are parameters.
 * Checked: test/reference/structure-clusters.json (scipy).
 */
export function clusterSpectra(
  spectra: Float64Array,
  nChannels: number,
  options: SpectraClusterOptions,
): SpectraClusters {
  const nPoints = spectra.length / nChannels;
  const shape = { nPoints, nDims: nChannels };
  const { metric, linkage, clusters, maxClusters, seed } = options;
  const nClusters =
    typeof clusters === 'object' ? numberAt(spectra, nChannels, options, clusters.atHeight) : clusters;
  if (
    typeof nClusters === 'number' &&
    !(Number.isInteger(nClusters) && nClusters >= 1 && nClusters <= nPoints)
  )
    refuse(`${nPoints} spectra do not make ${nClusters} clusters.`);
  const found = clusterPoints(spectra, shape, {
    method: 'hierarchical',
    metric,
    linkage,
    nClusters,
    maxClusters,
    seed,
  });
  return {
    labels: largestFirst(found.labels, found.nClusters),
    nClusters: found.nClusters,
    merges: found.merges,
    leafOfSite: found.leafOfPoint,
    nLeaves: found.nLeaves,
    cutHeight: typeof clusters === 'object' ? clusters.atHeight : cutHeight(found.merges, found.nClusters),
    criterion: typeof clusters === 'object' ? `cut at the height ${clusters.atHeight}` : found.criterion,
    silhouette: found.quality.silhouette,
    silhouettes: found.silhouettes,
  };
}

/** Clusters that are left when all merges up to a height are made. */
function numberAt(
  spectra: Float64Array,
  nDims: number,
  { metric, linkage }: SpectraClusterOptions,
  height: number,
): number {
  const nPoints = spectra.length / nDims;
  if (nPoints > ONE_BY_ONE) refuse(`Above ${ONE_BY_ONE} spectra give the number of clusters, not a height.`);
  if (!(height >= 0)) refuse(`A dendrogram is cut at a height of 0 or more, not ${height}.`);
  const { merges } = hierarchicalClustering(spectra, { nPoints, nDims }, { metric, linkage });
  return nPoints - merges.filter(([, , at]) => at <= height).length;
}

function largestFirst(labels: Int32Array, nClusters: number): Int32Array {
  const sizes = new Int32Array(nClusters);
  for (const label of labels) sizes[label]++;
  const order = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
  const name = new Int32Array(nClusters);
  order.forEach((label, at) => (name[label] = at));
  return labels.map((label) => name[label]);
}
