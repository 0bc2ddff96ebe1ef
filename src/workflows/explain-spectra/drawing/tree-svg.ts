import type { TreeNode } from '../../../science/structure-trees/decision-tree.js';
import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { questionOf } from '../../../science/structure-trees/tree-rules.js';
import { at, colourOf, escaped, scaleOf, textAt } from './svg.js';

const BOX = { width: 246, height: 40 };
const COLUMN = 288;
const ROW = 54;
const MARGIN = 8;

/** The decision tree from left to right: yes goes up, no goes down; bars are the shares of the clusters. */
export function treeSvg({ nodes, descriptors }: StructureTree): string {
  const row = rowsOf(nodes);
  const depth = Math.max(...nodes.map((node) => node.depth));
  const nLeaves = nodes.filter(({ split }) => split === null).length;
  const [width, height] = [depth * COLUMN + BOX.width + 2 * MARGIN, nLeaves * ROW + 2 * MARGIN];
  const x = (node: TreeNode): number => MARGIN + node.depth * COLUMN;
  const y = (node: TreeNode): number => MARGIN + row[node.id] * ROW + (ROW - BOX.height) / 2;
  const links = nodes.flatMap((node) => {
    if (node.split === null) return [];
    return [node.split.left, node.split.right].map((child, side) => {
      const [x1, y1] = [x(node) + BOX.width, y(node) + BOX.height / 2];
      const [x2, y2] = [x(nodes[child]), y(nodes[child]) + BOX.height / 2];
      const middle = (x1 + x2) / 2;
      const path = `M${at(x1)} ${at(y1)}C${at(middle)} ${at(y1)} ${at(middle)} ${at(y2)} ${at(x2)} ${at(y2)}`;
      const word = textAt(x2 - 4, y2 - 4, side === 0 ? 'yes' : 'no', 'text-anchor="end" font-size="10"');
      return `<path d="${path}" fill="none" stroke="var(--line)" stroke-width="1.5"/>${word}`;
    });
  });
  const boxes = nodes.map((node) => {
    const text =
      node.split === null
        ? `cluster ${node.label + 1} (${node.counts[node.label]} of ${node.n})`
        : questionOf(node.split, descriptors);
    return boxOf(node, text, [x(node), y(node)]);
  });
  return `<svg viewBox="0 0 ${width} ${height}" style="max-width:${width}px" role="img" aria-label="Decision tree">${links.join('')}${boxes.join('')}</svg>`;
}

/** Leaves one below the other, a node midway between its children. */
function rowsOf(nodes: readonly TreeNode[]): number[] {
  const rows: number[] = [];
  let leaf = 0;
  for (const { id, split } of nodes) if (split === null) rows[id] = leaf++;
  for (const { id, split } of nodes.toReversed())
    if (split !== null) rows[id] = (rows[split.left] + rows[split.right]) / 2;
  return rows;
}

function boxOf(node: TreeNode, text: string, [x, y]: readonly [number, number]): string {
  const stroke = node.split === null ? colourOf(node.label) : 'var(--line)';
  const counts = node.counts.map((count, c) => `cluster ${c + 1}: ${count}`).join(', ');
  const span = scaleOf([0, node.n], [x + 6, x + BOX.width - 6]);
  let from = 0;
  const bars = node.counts.map((count, c) => {
    const [a, b] = [span(from), span(from + count)];
    from += count;
    return count === 0
      ? ''
      : `<rect x="${at(a)}" y="${at(y + 27)}" width="${at(b - a)}" height="7" fill="${colourOf(c)}"/>`;
  });
  const shown = text.length > 38 ? `${text.slice(0, 37)}…` : text;
  return `<g><title>${escaped(`${text} — ${node.n} sites: ${counts}`)}</title><rect x="${at(x)}" y="${at(y)}" width="${BOX.width}" height="${BOX.height}" rx="4" fill="var(--panel)" stroke="${stroke}"/>${textAt(x + 6, y + 17, shown)}${bars.join('')}</g>`;
}
