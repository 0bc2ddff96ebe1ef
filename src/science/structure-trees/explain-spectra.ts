import { createRng } from '../numerics/rng.js';
import type { Merge } from '../clustering/hierarchical.js';
import { fitTree, featuresOf, type FittedTree } from './choose-pruning.js';
import { clusterShapes, spectrumDistance } from './cluster-shapes.js';
import { clusterSpectra, type SpectraClusters } from './cluster-spectra.js';
import { routeTo, type LabelledTable } from './decision-tree.js';
import { evaluatePrediction } from './evaluate-prediction.js';
import { leaveGroupsOut, scoreRouting } from './evaluate-routing.js';
import { permutationImportance, type FeatureSet } from './importance.js';
import { prepareSpectra } from './prepare-spectra.js';
import { checkSites, spectrumOf, type DescriptorInfo, type SiteSpectra } from './site-spectra.js';
import { refuse } from './structure-tree-error.js';
import {
  STRUCTURE_TREE_SCHEMA,
  type ExplainedCluster,
  type ExplainOptions,
  type StructureTree,
} from './structure-tree.js';
import { treeRules } from './tree-rules.js';

/** Names of what made the tree, for its provenance. */
export type TreeOrigin = Omit<StructureTree['provenance'], 'options'>;

/**
 * Clusters spectra and tells by which structural descriptors the clusters differ.
 *
 * The spectra are clustered hierarchically; the clusters are the classes of a decision tree over the descriptors, pruned by
 * cross-validation over whole groups; all of it is then scored on groups left out. One cluster is refused: there is nothing
 * to tell apart.
 *
 * @throws StructureTreeError shape-mismatch, invalid-parameter; ClusteringError, SpectrumError
 * Valid for: some tens to some thousands of sites of several groups. With few groups the scores are coarse: read their std.
 * Source: after Kiyohara, Miyata, Tsuda & Mizoguchi, Sci. Rep. 8 (2018) 13548. Metric, linkage, criterion and sizes of theirs
 *   are not known here: they are parameters.
 * Checked: planted clusters (explain-spectra.spec.ts); oxides in test/integration/explain-oxides.spec.ts.
 */
export function explainSpectra(
  sites: SiteSpectra,
  options: ExplainOptions,
  origin: TreeOrigin,
): StructureTree {
  checkSites(sites);
  const { spectra, energy } = prepareSpectra(sites.spectra, sites.energy, options);
  const clusters = clusterSpectra(spectra, energy.nChannels, options);
  if (clusters.nClusters < 2)
    refuse(`These spectra are one cluster (${clusters.criterion}); say into how many to cut them.`);
  const prepared = { ...sites, spectra, energy };
  const table: LabelledTable = {
    features: sites.values,
    nSamples: sites.ids.length,
    nFeatures: sites.descriptors.length,
    labels: clusters.labels,
    nClasses: clusters.nClusters,
  };
  const fitted = fitTree(table, sites.groups, options);
  const leftOut = leaveGroupsOut(table, sites.groups, options, options.outerFolds);
  const rng = createRng(options.seed);
  const importanceOf = (sets: readonly FeatureSet[]) =>
    permutationImportance(table, leftOut, sets, { repeats: options.importanceRepeats, rng });
  const sameNumber = { ...options, clusters: clusters.nClusters };
  return {
    schema: STRUCTURE_TREE_SCHEMA,
    energy,
    descriptors: sites.descriptors,
    sites: sitesOf(sites, table, fitted),
    dendrogram: dendrogramOf(clusters),
    clusters: clustersOf(prepared, clusters, options.metric),
    nodes: fitted.tree.nodes,
    rules: treeRules(fitted.tree, sites.descriptors),
    pruning: { alpha: fitted.alpha, trials: fitted.trials },
    measures: {
      trainingAccuracy: trainingAccuracy(fitted),
      routing: scoreRouting(table, sites.groups, leftOut),
      prediction: evaluatePrediction(prepared, sameNumber, options, options.outerFolds),
    },
    importances: {
      descriptors: importanceOf(sites.descriptors.map(({ name }, at) => ({ name, features: [at] }))),
      families: importanceOf(familiesOf(sites.descriptors)),
    },
    provenance: { ...origin, options },
  };
}

function sitesOf(sites: SiteSpectra, table: LabelledTable, { tree }: FittedTree): StructureTree['sites'] {
  return sites.ids.map((id, site) => {
    const values = featuresOf(table, site);
    return {
      id,
      group: sites.groups[site],
      cluster: table.labels[site],
      // A sample of the training set passes wherever it passed before.
      leaf: routeTo(tree, values)!.id,
      values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    };
  });
}

function dendrogramOf(clusters: SpectraClusters): StructureTree['dendrogram'] {
  const { merges, nLeaves, leafOfSite, cutHeight, criterion, silhouette, silhouettes } = clusters;
  return {
    merges,
    nLeaves,
    order: leafOrder(merges, nLeaves),
    leafOfSite: leafOfSite === null ? null : [...leafOfSite],
    cutHeight,
    criterion,
    silhouette,
    silhouettes,
  };
}

/** Leaves so that each branch holds neighbours, the larger branch first. */
export function leafOrder(merges: readonly Merge[], nLeaves: number): number[] {
  const order: number[] = [];
  const open = [nLeaves + merges.length - 1];
  const sizeOf = (id: number): number => (id < nLeaves ? 1 : merges[id - nLeaves][3]);
  while (open.length > 0) {
    const id = open.pop()!;
    if (id < nLeaves) order.push(id);
    else {
      const [a, b] = merges[id - nLeaves];
      if (sizeOf(b) > sizeOf(a)) open.push(a, b);
      else open.push(b, a);
    }
  }
  return order;
}

function clustersOf(
  { spectra, energy, ids, groups }: SiteSpectra,
  { labels, nClusters }: SpectraClusters,
  metric: ExplainOptions['metric'],
): ExplainedCluster[] {
  const { nChannels } = energy;
  const { means, stds, sizes } = clusterShapes(spectra, nChannels, labels, nClusters);
  return Array.from({ length: nClusters }, (_, label) => {
    const mean = spectrumOf(means, nChannels, label);
    const members = [...labels.keys()].filter((site) => labels[site] === label);
    const far = members.map((site) => spectrumDistance(spectrumOf(spectra, nChannels, site), mean, metric));
    return {
      label,
      nSites: sizes[label],
      nGroups: new Set(members.map((site) => groups[site])).size,
      typicalSite: ids[members[far.indexOf(Math.min(...far))]],
      mean: [...mean],
      std: sizes[label] < 2 ? null : [...spectrumOf(stds, nChannels, label)],
    };
  });
}

function trainingAccuracy({ tree }: FittedTree): number {
  const right = tree.nodes.reduce(
    (sum, { split, counts, label }) => sum + (split === null ? counts[label] : 0),
    0,
  );
  return right / tree.nodes[0].n;
}

function familiesOf(descriptors: readonly DescriptorInfo[]): FeatureSet[] {
  const families = new Map<string, number[]>();
  descriptors.forEach(({ family }, at) => families.set(family, [...(families.get(family) ?? []), at]));
  return [...families].map(([name, features]) => ({ name, features }));
}
