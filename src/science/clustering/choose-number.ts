import { createRng } from '../numerics/rng.js';
import type { ClusterOptions, Leaves } from './cluster-options.js';
import { chooseClusters, type ClusterChoice } from './choose-clusters.js';
import { gapStatistic, type GapChoice } from './gap-statistic.js';
import { gaussianMixture } from './gaussian-mixture.js';
import { byKMeans, byMixture, byTree, type Partitioner } from './partition.js';
import { clusterStability, withNoise, type StabilityChoice } from './stability.js';

/** What the rule looked at, by number of clusters; empty for the rules that were not asked. */
export interface ClusterCurves {
  readonly silhouettes: ClusterChoice['silhouettes'];
  readonly gaps: GapChoice['gaps'];
  readonly stabilities: StabilityChoice['stabilities'];
  readonly bics: readonly { readonly k: number; readonly bic: number }[];
}

export interface NumberChoice extends ClusterCurves {
  /** 0 where density decides. */
  readonly nClusters: number;
  readonly criterion: string;
}

const NO_CURVES: ClusterCurves = { silhouettes: [], gaps: [], stabilities: [], bics: [] };

/** How many clusters the leaves have, by the rule of the options. */
export function chooseNumber(leaves: Leaves, options: ClusterOptions): NumberChoice {
  const { nClusters, method, metric, seed, weights } = { ...options, weights: leaves.weights };
  if (method === 'dbscan') {
    return { ...NO_CURVES, nClusters: 0, criterion: 'the number of clusters follows from the density' };
  }
  if (typeof nClusters === 'number') {
    return {
      ...NO_CURVES,
      nClusters: Math.min(nClusters, leaves.nPoints),
      criterion: 'number given in the recipe',
    };
  }
  const partition = partitionerOf(options);
  const maxClusters = Math.min(options.maxClusters, leaves.nPoints);
  const setup = { maxClusters, partition, metric, rng: createRng(seed), weights };
  if (nClusters === 'gap') return { ...NO_CURVES, ...gapStatistic(leaves.points, leaves, setup) };
  if (nClusters === 'stability') {
    const resample = withNoise(leaves.points, noiseOfLeaf(leaves, options.noiseStd ?? 1));
    return { ...NO_CURVES, ...clusterStability(leaves.points, leaves, { ...setup, resample }) };
  }
  if (nClusters === 'bic') return leastBic(leaves, options, maxClusters);
  const labelsOf = partition(leaves.points, leaves, weights);
  const { silhouettes, nClusters: best, criterion } = chooseClusters(leaves.points, leaves, labelsOf, setup);
  return { ...NO_CURVES, silhouettes, nClusters: best, criterion };
}

function partitionerOf({ method, linkage, metric, seed, covariance }: ClusterOptions): Partitioner {
  if (method === 'k-means') return byKMeans(seed, metric);
  if (method === 'gaussian-mixture') return byMixture(seed, covariance);
  return byTree(linkage, metric);
}

/** The mean of w pixels has 1/√w of the noise of one. */
const noiseOfLeaf =
  ({ nDims, weights }: Leaves, std: number) =>
  (at: number): number =>
    std / Math.sqrt(weights?.[Math.floor(at / nDims)] ?? 1);

function leastBic(leaves: Leaves, { covariance, seed }: ClusterOptions, maxClusters: number): NumberChoice {
  const bics = Array.from({ length: maxClusters }, (_, at) => {
    const rng = createRng(seed);
    const { weights } = leaves;
    const fit = gaussianMixture(leaves.points, leaves, { nClusters: at + 1, rng, covariance, weights });
    return { k: at + 1, bic: fit.bic };
  });
  const best = bics.reduce((a, b) => (b.bic < a.bic ? b : a));
  const criterion = 'least Bayesian information criterion of the mixture';
  return { ...NO_CURVES, nClusters: best.k, bics, criterion };
}
