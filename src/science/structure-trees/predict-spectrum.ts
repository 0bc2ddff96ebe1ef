import { pathTo, routeTo, type DecisionTree, type TreeNode } from './decision-tree.js';
import { mixture } from './evaluate-prediction.js';
import { descriptorScale, structureDistance } from './nearest-structures.js';
import { refuse } from './structure-tree-error.js';
import type { Rule, StructureTree } from './structure-tree.js';

/** Descriptors by name; null: the structure has none. What is left out is unknown, and refused where the tree asks for it. */
export type Descriptors = Readonly<Record<string, number | null>>;

export interface SpectrumPrediction {
  /** 0-based. */
  readonly cluster: number;
  readonly leaf: number;
  /** The way to it, in words. */
  readonly rule: Rule;
  /** Share of the leaf's sites that belong to the cluster, and how many sites that is of. */
  readonly purity: number;
  readonly nSites: number;
  /** Share of each cluster in the leaf. */
  readonly shares: readonly number[];
  /** The cluster's mean, prepared intensity, [energy.nChannels]. */
  readonly mean: readonly number[];
  /** Standard deviation between the cluster's sites; null in a cluster of one. */
  readonly std: readonly number[] | null;
  /** Half width of the band that held 90 % of the channels of spectra left out; null where that is not known. */
  readonly halfWidth90: readonly number[] | null;
  /** Means of all clusters by their shares in the leaf. */
  readonly mixture: readonly number[];
  /** Error to expect, ‖predicted − true‖/‖true‖: that of groups left out. */
  readonly expectedError: number;
  /** The same of the mixture. */
  readonly expectedErrorOfMixture: number;
  readonly inDomain: boolean;
  /** Why not, for people; empty in the domain. */
  readonly reasons: readonly string[];
  /** Sites whose structure is most alike, distance in standard deviations of the descriptors that were given. */
  readonly nearestSites: readonly {
    readonly id: string;
    readonly cluster: number;
    readonly distance: number;
  }[];
}

const NEAREST = 5;

/**
 * Sends a structure through the tree to its cluster and predicts its spectrum: the cluster's mean.
 *
 * In the domain means: each descriptor that the way asks for lies within the range of the sites that the tree was made of.
 *
 * @throws StructureTreeError invalid-parameter  an unknown name; a value that is left out but asked for, or null where no site
 *   of the tree was without; a value that is no number
 * Checked: sites of the tree come to their leaf (explain-spectra.spec.ts).
 */
export function predictSpectrum(tree: StructureTree, given: Descriptors): SpectrumPrediction {
  const values = valuesOf(tree, given);
  const decisions: DecisionTree = {
    nodes: tree.nodes,
    nFeatures: tree.descriptors.length,
    nClasses: tree.clusters.length,
  };
  checkAsked(tree, given);
  const leaf = routeTo(decisions, values);
  if (leaf === null)
    refuse('The tree asks for a descriptor that this structure has not, and knows no such sites.');
  const cluster = tree.clusters[leaf.label];
  const { bandScale90, tree: error, leafMixture } = tree.measures.prediction;
  const path = pathTo(decisions, leaf.id);
  const reasons = outside(tree, path, values);
  const means = Float64Array.from(tree.clusters.flatMap(({ mean }) => mean));
  return {
    cluster: leaf.label,
    leaf: leaf.id,
    rule: tree.rules.find((rule) => rule.leaf === leaf.id)!,
    purity: leaf.counts[leaf.label] / leaf.n,
    nSites: leaf.n,
    shares: leaf.counts.map((count) => count / leaf.n),
    mean: cluster.mean,
    std: cluster.std,
    halfWidth90:
      cluster.std === null || bandScale90 === null ? null : cluster.std.map((s) => bandScale90 * s),
    mixture: [...mixture(leaf.counts, means, tree.energy.nChannels)],
    expectedError: error.value,
    expectedErrorOfMixture: leafMixture.value,
    inDomain: reasons.length === 0,
    reasons,
    nearestSites: nearestSites(tree, values, given),
  };
}

function valuesOf({ descriptors }: StructureTree, given: Descriptors): Float64Array {
  const names = new Set(descriptors.map(({ name }) => name));
  for (const [name, value] of Object.entries(given)) {
    if (!names.has(name))
      refuse(`The tree knows no descriptor "${name}". It knows: ${[...names].join(', ')}.`);
    if (value !== null && !Number.isFinite(value)) refuse(`The descriptor "${name}" is no number.`);
  }
  return Float64Array.from(descriptors, ({ name }) => given[name] ?? NaN);
}

/** What is left out must not count as "has none": the way is followed with what was given only. */
function checkAsked(tree: StructureTree, given: Descriptors): void {
  let node = tree.nodes[0];
  while (node.split !== null) {
    const { feature, threshold, missing, left, right } = node.split;
    const { name, label } = tree.descriptors[feature];
    if (!Object.hasOwn(given, name)) refuse(`The tree asks for "${name}" (${label}), which is not given.`);
    const value = given[name];
    if (value === null && missing === null)
      refuse(`The tree asks for "${name}" (${label}), and no site that came so far was without.`);
    const goesLeft = value === null ? missing === 'left' : threshold === null || value <= threshold;
    node = tree.nodes[goesLeft ? left : right];
  }
}

function outside(tree: StructureTree, path: readonly TreeNode[], values: Float64Array): string[] {
  const asked = new Set(path.flatMap(({ split }) => (split === null ? [] : [split.feature])));
  return [...asked].flatMap((feature) => {
    const known = tree.sites.flatMap((site) => site.values[feature] ?? []);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const value = values[feature];
    if (Number.isNaN(value) || (value >= low && value <= high)) return [];
    const { label, unit } = tree.descriptors[feature];
    return [
      `${label} ${value}${unit === '' ? '' : ` ${unit}`} lies outside ${low} to ${high} of the sites known`,
    ];
  });
}

function nearestSites(
  tree: StructureTree,
  values: Float64Array,
  given: Descriptors,
): SpectrumPrediction['nearestSites'] {
  const used = [...tree.descriptors.keys()].filter((d) => Object.hasOwn(given, tree.descriptors[d].name));
  const pick = (row: ArrayLike<number | null>): number[] => used.map((d) => row[d] ?? NaN);
  const table = Float64Array.from(tree.sites.flatMap((site) => pick(site.values)));
  const scale = descriptorScale(table, used.length);
  const own = pick(values);
  return tree.sites
    .map(({ id, cluster, values: row }) => ({
      id,
      cluster,
      distance: structureDistance(own, pick(row), scale),
    }))
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
    .slice(0, NEAREST);
}
