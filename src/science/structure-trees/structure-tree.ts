import type { Merge } from '../clustering/hierarchical.js';
import type { EnergyAxis } from '../spectra/spectrum-image.js';
import type { FitOptions, PruningTrial } from './choose-pruning.js';
import type { SpectraClusterOptions } from './cluster-spectra.js';
import type { TreeNode } from './decision-tree.js';
import type { PredictionScore } from './evaluate-prediction.js';
import type { RoutingScore } from './evaluate-routing.js';
import type { Importance } from './importance.js';
import type { PrepareOptions } from './prepare-spectra.js';
import type { DescriptorInfo } from './site-spectra.js';

export const STRUCTURE_TREE_SCHEMA = 'kaimen.structure-tree/1';

export interface EvaluateOptions {
  /** How many times groups are left out; null: each group once. */
  readonly outerFolds: number | null;
  /** Mixings of each set of descriptors, for its importance. */
  readonly importanceRepeats: number;
}

export interface ExplainOptions extends PrepareOptions, SpectraClusterOptions, FitOptions, EvaluateOptions {}

/** A site as the tree has it. */
export interface ExplainedSite {
  readonly id: string;
  readonly group: string;
  /** 0-based. */
  readonly cluster: number;
  /** Id of the leaf that its structure comes to. */
  readonly leaf: number;
  /** In the order of the descriptors; null: it has none. */
  readonly values: readonly (number | null)[];
}

export interface ExplainedCluster {
  /** 0-based; people are told 1-based numbers. */
  readonly label: number;
  readonly nSites: number;
  readonly nGroups: number;
  /** Site whose spectrum is nearest to the mean. */
  readonly typicalSite: string;
  /** Prepared intensity (mean over the range 1), [energy.nChannels]. */
  readonly mean: readonly number[];
  /** Standard deviation between the sites, [energy.nChannels]; null in a cluster of one. */
  readonly std: readonly number[] | null;
}

export interface ExplainedDendrogram {
  /** [a, b, height, size] as scipy writes them, over the leaves. */
  readonly merges: readonly Merge[];
  readonly nLeaves: number;
  /** Leaves from one side to the other, so that no branches cross. */
  readonly order: readonly number[];
  /** Leaf of each site when sites were grouped first; null: leaf i is site i. */
  readonly leafOfSite: readonly number[] | null;
  readonly cutHeight: number;
  /** How the number of clusters was found. */
  readonly criterion: string;
  readonly silhouette: number | null;
  readonly silhouettes: readonly { readonly k: number; readonly width: number }[];
}

/** One way to a leaf, in words. */
export interface Rule {
  readonly leaf: number;
  readonly cluster: number;
  /** Sites of the leaf, and those of them in the cluster. */
  readonly nSites: number;
  readonly nRight: number;
  readonly conditions: readonly string[];
  /** 'mean M–O distance ≤ 1.75 Å and …: cluster 2 (23 of 25 sites)'. */
  readonly text: string;
}

/** What the tree was made from. */
export interface ProvenanceInput {
  readonly name: string;
  readonly sha256: string;
}

/** Clusters of spectra, the tree that tells them by structure, and how far both can be trusted. Plain JSON. */
export interface StructureTree {
  readonly schema: typeof STRUCTURE_TREE_SCHEMA;
  /** Of the clusters' spectra: the range that was compared, on the axis of the data. */
  readonly energy: EnergyAxis;
  readonly descriptors: readonly DescriptorInfo[];
  readonly sites: readonly ExplainedSite[];
  readonly dendrogram: ExplainedDendrogram;
  /** The largest first. */
  readonly clusters: readonly ExplainedCluster[];
  /** The root first, children after their parents; features are indices of `descriptors`. */
  readonly nodes: readonly TreeNode[];
  readonly rules: readonly Rule[];
  readonly pruning: { readonly alpha: number; readonly trials: readonly PruningTrial[] };
  readonly measures: {
    /** On the sites that the tree was made from: flatters. */
    readonly trainingAccuracy: number;
    /** Groups left out. */
    readonly routing: RoutingScore;
    /** Groups left out, clusters made anew without them. */
    readonly prediction: PredictionScore;
  };
  readonly importances: {
    readonly descriptors: readonly Importance[];
    readonly families: readonly Importance[];
  };
  readonly provenance: {
    readonly software: { readonly name: string; readonly version: string };
    readonly options: ExplainOptions;
    readonly inputs: readonly ProvenanceInput[];
  };
}
