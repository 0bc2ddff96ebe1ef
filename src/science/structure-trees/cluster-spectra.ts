import { clusterPoints } from '../clustering/cluster-points.js';
import { cut, cutHeight } from '../clustering/cut.js';
import { hierarchicalClustering, type Linkage, type Merge } from '../clustering/hierarchical.js';
import { pairwiseDistances, type Metric } from '../clustering/metric.js';
import { silhouetteWidth } from '../clustering/silhouette.js';
import { refuse } from './structure-tree-error.js';

/**
 * A number of clusters, where to cut the dendrogram, or the number of largest mean silhouette width (two at least: spectra
 * may change gradually, clusters are then parts of a continuum, and a small width says so).
 */
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

/** More spectra than this are gathered into groups first (`clusterPoints`): their number of clusters must be given. */
const ONE_BY_ONE = 2000;

/**
 * Clusters spectra hierarchically, and names the clusters by size.
 *
 * @param spectra  [nSites × nChannels], prepared alike
 * @throws StructureTreeError invalid-parameter  no number above 2,000 spectra, more clusters than spectra, a height below 0
 * @throws ClusteringError
 * Source: Kiyohara, Miyata, Tsuda & Mizoguchi, Sci. Rep. 8 (2018) 13548: hierarchical clustering of spectra; their metric and
 *   linkage are not known here, so both are parameters.
 * Checked: test/reference/structure-clusters.json (scipy, scikit-learn).
 */
export function clusterSpectra(
  spectra: Float64Array,
  nChannels: number,
  options: SpectraClusterOptions,
): SpectraClusters {
  const nPoints = spectra.length / nChannels;
  if (nPoints > ONE_BY_ONE) return clusterMany(spectra, nChannels, options);
  const { clusters, metric, linkage } = options;
  const shape = { nPoints, nDims: nChannels };
  const { merges } = hierarchicalClustering(spectra, shape, { metric, linkage });
  const distance = pairwiseDistances(spectra, shape, metric);
  const widthOf = (k: number): number => silhouetteWidth(distance, cut(merges, nPoints, k));
  const silhouettes =
    clusters === 'silhouette' ? widths(Math.min(options.maxClusters, nPoints - 1), widthOf) : [];
  const { nClusters, criterion } = numberOf(clusters, merges, silhouettes);
  checkNumber(nClusters, nPoints);
  return {
    labels: largestFirst(cut(merges, nPoints, nClusters), nClusters),
    nClusters,
    merges,
    leafOfSite: null,
    nLeaves: nPoints,
    cutHeight: typeof clusters === 'object' ? clusters.atHeight : cutHeight(merges, nClusters),
    criterion,
    silhouette: nClusters < 2 ? null : widthOf(nClusters),
    silhouettes,
  };
}

/** The labels only, of a number that is given. @throws as `clusterSpectra` */
export function partSpectra(
  spectra: Float64Array,
  nChannels: number,
  { metric, linkage, seed }: SpectraClusterOptions,
  nClusters: number,
): Int32Array {
  const shape = { nPoints: spectra.length / nChannels, nDims: nChannels };
  checkNumber(nClusters, shape.nPoints);
  if (shape.nPoints > ONE_BY_ONE) {
    const options = {
      method: 'hierarchical',
      metric,
      linkage,
      nClusters,
      maxClusters: nClusters,
      seed,
    } as const;
    return largestFirst(clusterPoints(spectra, shape, options).labels, nClusters);
  }
  const { merges } = hierarchicalClustering(spectra, shape, { metric, linkage });
  return largestFirst(cut(merges, shape.nPoints, nClusters), nClusters);
}

function clusterMany(
  spectra: Float64Array,
  nChannels: number,
  { clusters, metric, linkage, seed }: SpectraClusterOptions,
): SpectraClusters {
  if (typeof clusters !== 'number')
    refuse(`Above ${ONE_BY_ONE} spectra the number of clusters must be given.`);
  const shape = { nPoints: spectra.length / nChannels, nDims: nChannels };
  checkNumber(clusters, shape.nPoints);
  const options = {
    method: 'hierarchical',
    metric,
    linkage,
    nClusters: clusters,
    maxClusters: clusters,
    seed,
  } as const;
  const { labels, nClusters, merges, leafOfPoint, nLeaves, quality } = clusterPoints(spectra, shape, options);
  return {
    labels: largestFirst(labels, nClusters),
    nClusters,
    merges,
    leafOfSite: leafOfPoint,
    nLeaves,
    cutHeight: cutHeight(merges, nClusters),
    criterion: GIVEN,
    silhouette: quality.silhouette,
    silhouettes: [],
  };
}

const GIVEN = 'number given';
type Widths = SpectraClusters['silhouettes'];

function widths(last: number, widthOf: (k: number) => number): Widths {
  return Array.from({ length: Math.max(0, last - 1) }, (_, at) => ({ k: at + 2, width: widthOf(at + 2) }));
}

function numberOf(
  clusters: NumberOfClusters,
  merges: readonly Merge[],
  silhouettes: Widths,
): Pick<SpectraClusters, 'nClusters' | 'criterion'> {
  if (typeof clusters === 'number') return { nClusters: clusters, criterion: GIVEN };
  if (typeof clusters === 'object') {
    const { atHeight } = clusters;
    if (!(atHeight >= 0)) refuse(`A dendrogram is cut at a height of 0 or more, not ${atHeight}.`);
    const above = merges.filter(([, , height]) => height > atHeight).length;
    return { nClusters: above + 1, criterion: `cut at the height ${atHeight}` };
  }
  if (silhouettes.length === 0) refuse('A silhouette needs three spectra, and two clusters, at least.');
  const best = silhouettes.reduce((a, b) => (b.width > a.width ? b : a));
  return {
    nClusters: best.k,
    criterion: `largest mean silhouette width of 2 to ${silhouettes.at(-1)!.k} clusters`,
  };
}

function checkNumber(nClusters: number, nPoints: number): void {
  if (!(Number.isInteger(nClusters) && nClusters >= 1 && nClusters <= nPoints))
    refuse(`${nPoints} spectra do not make ${nClusters} clusters.`);
}

function largestFirst(labels: Int32Array, nClusters: number): Int32Array {
  const sizes = new Int32Array(nClusters);
  for (const label of labels) sizes[label]++;
  const order = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
  const name = new Int32Array(nClusters);
  order.forEach((label, at) => (name[label] = at));
  return labels.map((label) => name[label]);
}
