import { quantile } from '../numerics/statistics.js';
import { fitTree, type FitOptions } from './choose-pruning.js';
import { clusterShapes, nearestCluster, relativeError, type ClusterShapes } from './cluster-shapes.js';
import { partSpectra, type SpectraClusterOptions } from './cluster-spectra.js';
import { routeTo, type DecisionTree } from './decision-tree.js';
import { groupedMean, type GroupedMean } from './group-statistics.js';
import { groupedFolds, sidesOf } from './grouped-folds.js';
import { descriptorScale, structureDistance, type DescriptorScale } from './nearest-structures.js';
import { rowsOf, spectrumOf, type SiteSpectra } from './site-spectra.js';

/** ‖predicted − true‖/‖true‖ of spectra whose whole group was left out, mean and its error between groups. */
export interface PredictionScore {
  /** Mean of the cluster that the tree leads to. */
  readonly tree: GroupedMean;
  /** Means of all clusters, by their shares in the leaf. */
  readonly leafMixture: GroupedMean;
  /** Spectrum of the site whose structure is most alike. */
  readonly nearestStructure: GroupedMean;
  /** Mean of all spectra: what knowing nothing of the structure gives. */
  readonly meanSpectrum: GroupedMean;
  /** Mean of the cluster nearest to the true spectrum: what faultless routing would give. */
  readonly bestCluster: GroupedMean;
  /** Error of the tree less that of the mean spectrum, pair by pair; below 0 the tree is better. */
  readonly treeLessMean: GroupedMean;
  /** The same of the mixture. */
  readonly mixtureLessMean: GroupedMean;
  /** Share of samples that the tree sends to the cluster nearest to their spectrum. */
  readonly routedToNearest: GroupedMean;
  /** Standard deviations of a cluster that hold 90 % of the channels of spectra left out; null where they never do. */
  readonly bandScale90: number | null;
  /** Samples that could not be routed; all the above is over the others. */
  readonly nRefused: number;
}

/** What the predictions need of the sites; spectra are prepared. */
export type PreparedSites = Pick<SiteSpectra, 'groups' | 'spectra' | 'energy' | 'values' | 'descriptors'>;

interface Sample {
  readonly group: string;
  readonly errors: Readonly<
    Record<'tree' | 'leafMixture' | 'nearestStructure' | 'meanSpectrum' | 'bestCluster', number>
  >;
  readonly isNearest: boolean;
  /** |true − predicted| in standard deviations of the cluster, for each channel. */
  readonly deviations: Float64Array;
}

/**
 * Predicts the spectra of each group from the structures and spectra of the others, clusters included: nothing of the
 * group left out is used, except that the number of clusters is given.
 *
 * @param outerFolds  how many times groups are left out; null: each group once
 * @throws StructureTreeError as `partSpectra`, `fitTree`
 * Checked: spectra that a descriptor decides, spectra by chance (evaluate.spec.ts).
 */
export function evaluatePrediction(
  sites: PreparedSites,
  clustering: SpectraClusterOptions & { readonly clusters: number },
  fit: FitOptions,
  outerFolds: number | null,
): PredictionScore {
  const { folds, nFolds } = groupedFolds(sites.groups, outerFolds ?? sites.groups.length);
  const samples: (Sample | null)[] = [];
  for (let fold = 0; fold < nFolds; fold++) {
    const { training, heldOut } = sidesOf(folds, fold);
    const known = knownOf(sites, training, clustering, fit);
    for (const site of heldOut) samples.push(sampleOf(sites, site, known, clustering));
  }
  return scoreOf(
    samples.filter((sample) => sample !== null),
    samples.length,
  );
}

interface Known {
  readonly spectra: Float64Array;
  readonly values: Float64Array;
  readonly shapes: ClusterShapes;
  readonly tree: DecisionTree;
  readonly mean: Float64Array;
  readonly scale: DescriptorScale;
}

function knownOf(
  sites: PreparedSites,
  training: readonly number[],
  clustering: SpectraClusterOptions & { readonly clusters: number },
  fit: FitOptions,
): Known {
  const { nChannels } = sites.energy;
  const nFeatures = sites.descriptors.length;
  const spectra = rowsOf(sites.spectra, nChannels, training);
  const values = rowsOf(sites.values, nFeatures, training);
  const nClusters = clustering.clusters;
  const labels = partSpectra(spectra, nChannels, clustering, nClusters);
  const table = { features: values, nSamples: training.length, nFeatures, labels, nClasses: nClusters };
  const groups = training.map((site) => sites.groups[site]);
  const all = clusterShapes(spectra, nChannels, new Int32Array(training.length), 1);
  return {
    spectra,
    values,
    shapes: clusterShapes(spectra, nChannels, labels, nClusters),
    tree: fitTree(table, groups, fit).tree,
    mean: all.means,
    scale: descriptorScale(values, nFeatures),
  };
}

function sampleOf(
  sites: PreparedSites,
  site: number,
  known: Known,
  { metric }: SpectraClusterOptions,
): Sample | null {
  const { nChannels } = sites.energy;
  const nFeatures = sites.descriptors.length;
  const values = sites.values.subarray(site * nFeatures, (site + 1) * nFeatures);
  const leaf = routeTo(known.tree, values);
  if (leaf === null) return null;
  const truth = spectrumOf(sites.spectra, nChannels, site);
  const ofCluster = (c: number): Float64Array => spectrumOf(known.shapes.means, nChannels, c);
  const nearest = nearestCluster(truth, known.shapes, metric);
  const predicted = ofCluster(leaf.label);
  const std = spectrumOf(known.shapes.stds, nChannels, leaf.label);
  return {
    group: sites.groups[site],
    errors: {
      tree: relativeError(predicted, truth),
      leafMixture: relativeError(mixture(leaf.counts, known.shapes.means, nChannels), truth),
      nearestStructure: relativeError(nearestSpectrum(values, known, nChannels), truth),
      meanSpectrum: relativeError(known.mean, truth),
      bestCluster: relativeError(ofCluster(nearest), truth),
    },
    isNearest: nearest === leaf.label,
    deviations: truth.map((value, ch) => Math.abs(value - predicted[ch]) / std[ch]),
  };
}

/** Σ of the clusters' means by their counts. */
export function mixture(counts: readonly number[], means: Float64Array, nChannels: number): Float64Array {
  const total = counts.reduce((a, b) => a + b, 0);
  const sum = new Float64Array(nChannels);
  counts.forEach((count, c) => {
    for (let ch = 0; ch < nChannels; ch++) sum[ch] += (count / total) * means[c * nChannels + ch];
  });
  return sum;
}

function nearestSpectrum(values: Float64Array, known: Known, nChannels: number): Float64Array {
  const width = values.length;
  const n = known.values.length / width;
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    const d = structureDistance(values, known.values.subarray(i * width, (i + 1) * width), known.scale);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return spectrumOf(known.spectra, nChannels, best);
}

function scoreOf(samples: readonly Sample[], nAll: number): PredictionScore {
  const groups = samples.map(({ group }) => group);
  const over = (of: (sample: Sample) => number): GroupedMean => groupedMean(samples.map(of), groups);
  const deviations = Float64Array.from(samples.flatMap((sample) => [...sample.deviations]));
  // A cluster of one has no spread (NaN): such channels say nothing of how wide a band must be.
  const scale = quantile(deviations, 0.9);
  return {
    tree: over(({ errors }) => errors.tree),
    leafMixture: over(({ errors }) => errors.leafMixture),
    nearestStructure: over(({ errors }) => errors.nearestStructure),
    meanSpectrum: over(({ errors }) => errors.meanSpectrum),
    bestCluster: over(({ errors }) => errors.bestCluster),
    treeLessMean: over(({ errors }) => errors.tree - errors.meanSpectrum),
    mixtureLessMean: over(({ errors }) => errors.leafMixture - errors.meanSpectrum),
    routedToNearest: over(({ isNearest }) => Number(isNearest)),
    bandScale90: Number.isFinite(scale) ? scale : null,
    nRefused: nAll - samples.length,
  };
}
