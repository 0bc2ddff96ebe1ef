import { leavesOf, pathTo, type DecisionTree, type Split } from './decision-tree.js';
import type { DescriptorInfo } from './site-spectra.js';
import type { Rule } from './structure-tree.js';

/** What the way to a leaf asks of one descriptor. */
interface Demand {
  readonly above: number;
  readonly upTo: number;
  /** Whether samples without a value may pass, must be, or must not be. */
  readonly none: 'may' | 'must' | 'must-not';
  /** Whether samples without a value were ever told from the others on the way. */
  readonly isAsked: boolean;
}

/**
 * The leaves of a tree as sentences, in the order in which the tree has them; of each descriptor one condition.
 *
 * @param units  of the samples ('sites')
 * Checked: tree-rules.spec.ts.
 */
export function treeRules(
  tree: DecisionTree,
  descriptors: readonly DescriptorInfo[],
  units = 'sites',
): Rule[] {
  return leavesOf(tree).map((leaf) => {
    const demands = new Map<number, Demand>();
    const path = pathTo(tree, leaf.id);
    path.slice(0, -1).forEach(({ split }, at) => {
      const goesLeft = split!.left === path[at + 1].id;
      demands.set(split!.feature, narrowed(demands.get(split!.feature), split!, goesLeft));
    });
    const conditions = [...demands].map(([feature, demand]) => inWords(descriptors[feature], demand));
    const nRight = leaf.counts[leaf.label];
    const when = conditions.length === 0 ? 'any structure' : conditions.join(' and ');
    return {
      leaf: leaf.id,
      cluster: leaf.label,
      nSites: leaf.n,
      nRight,
      conditions,
      text: `${when}: cluster ${leaf.label + 1} (${nRight} of ${leaf.n} ${units})`,
    };
  });
}

const ANYTHING: Demand = { above: -Infinity, upTo: Infinity, none: 'may', isAsked: false };

function narrowed(before: Demand = ANYTHING, split: Split, goesLeft: boolean): Demand {
  const { threshold, missing } = split;
  if (threshold === null) return { ...before, none: goesLeft ? 'must-not' : 'must', isAsked: true };
  const mayBeNone = missing !== null && (missing === 'left') === goesLeft;
  return {
    above: goesLeft ? before.above : Math.max(before.above, threshold),
    upTo: goesLeft ? Math.min(before.upTo, threshold) : before.upTo,
    none: before.none === 'may' && !mayBeNone ? 'must-not' : before.none,
    isAsked: before.isAsked || missing !== null,
  };
}

function inWords({ label, unit }: DescriptorInfo, { above, upTo, none, isAsked }: Demand): string {
  const u = unit === '' ? '' : ` ${unit}`;
  if (none === 'must') return `no ${label}`;
  const value =
    above > -Infinity && upTo < Infinity
      ? `${above} < ${label} ≤ ${upTo}${u}`
      : above > -Infinity
        ? `${label} > ${above}${u}`
        : upTo < Infinity
          ? `${label} ≤ ${upTo}${u}`
          : `has ${label}`;
  return none === 'may' && isAsked ? `(${value} or none)` : value;
}

/** The question of a node, as its left branch answers it with yes. */
export function questionOf(
  { threshold, feature, missing }: Split,
  descriptors: readonly DescriptorInfo[],
): string {
  const { label, unit } = descriptors[feature];
  if (threshold === null) return `has ${label}?`;
  return `${label} ≤ ${threshold}${unit === '' ? '' : ` ${unit}`}${missing === 'left' ? ' or none' : ''}`;
}
