import type { TreeNode } from '../../../science/structure-trees/decision-tree.js';
import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { formatNumber, unitForPeople } from '../../plot/format.js';

type Nodes = readonly TreeNode[];

/** Leaves at 0, 1, 2, … from left to right, questions between their answers; [node]. */
export function placesOf(nodes: Nodes): number[] {
  const places = new Array<number>(nodes.length).fill(0);
  let next = 0;
  const place = (id: number): number => {
    const { split } = nodes[id];
    places[id] = split === null ? next++ : (place(split.left) + place(split.right)) / 2;
    return places[id];
  };
  if (nodes.length > 0) place(0);
  return places;
}

export const leafCount = (nodes: Nodes): number => nodes.filter(({ split }) => split === null).length;
export const depthOf = (nodes: Nodes): number => Math.max(0, ...nodes.map(({ depth }) => depth));

type Asking = Pick<StructureTree, 'descriptors'>;

/** What a node asks; yes goes left. */
export function questionOf({ descriptors }: Asking, { split }: TreeNode): string | null {
  if (split === null) return null;
  const { label, unit } = descriptors[split.feature];
  if (split.threshold === null) return `is there a ${label}?`;
  const bound = `${formatNumber(split.threshold, 4).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')} ${unitForPeople(unit)}`;
  return `${label} ≤ ${bound.trim()}?`;
}

/** Where samples that have no such value go besides. */
export function missingNote({ split }: TreeNode): string {
  if (split === null || split.threshold === null || split.missing === null) return '';
  return split.missing === 'left' ? 'or none' : 'none: right';
}

/** Numbers of clusters for people begin with 1. */
export const clusterName = (label: number): string => `cluster ${label + 1}`;

/** Share of the leaf that is its cluster. */
export const shareOf = ({ counts, label, n }: TreeNode): number => (n > 0 ? counts[label] / n : 0);

export const isStructureTree = (json: unknown): json is StructureTree =>
  typeof json === 'object' &&
  json !== null &&
  (json as { schema?: unknown }).schema === 'kaimen.structure-tree/1';
