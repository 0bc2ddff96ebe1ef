import { useMemo } from 'react';
import type { TreeNode } from '../../../science/structure-trees/decision-tree.js';
import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { Figure } from '../../plot/figure.js';
import { useFrame } from '../../plot/frame.js';
import { categoryColor } from '../../plot/palette.js';
import { Plot } from '../../plot/plot.js';
import { inLines } from '../../structure/abstain.js';
import { clusterName, depthOf, leafCount, missingNote, placesOf, questionOf } from './tree-layout.js';

const ROW_PX = 96;
const BAR_PX = 10;
const MARGINS = { left: 8, right: 8, top: 8, bottom: 8 };

interface NodeProps {
  readonly tree: StructureTree;
  readonly node: TreeNode;
  /** Middle and top, and how wide it may be, px. */
  readonly at: { readonly x: number; readonly y: number; readonly width: number };
}

/** Sites of each cluster at the node, as one bar. */
function CountsBar({ node, at }: Omit<NodeProps, 'tree'>) {
  let left = at.x - at.width / 2;
  return node.counts.map((n, k) => {
    const width = (n / node.n) * at.width;
    const x = left;
    left += width;
    return n === 0 ? null : (
      <rect key={k} x={x} y={at.y} width={width} height={BAR_PX} fill={categoryColor(k)}>
        <title>{`${clusterName(k)}: ${n} of ${node.n}`}</title>
      </rect>
    );
  });
}

/** A letter's mean width at 11 px. */
const LETTER_PX = 6.1;

function NodeText({ tree, node, at }: NodeProps) {
  const question = questionOf(tree, node);
  const isLeaf = question === null;
  const lines = isLeaf
    ? [clusterName(node.label), `${node.counts[node.label]} of ${node.n}`]
    : inLines(`${question} ${missingNote(node)}`.trim(), Math.max(10, Math.floor(at.width / LETTER_PX)));
  return (
    <text x={at.x} textAnchor="middle" fontSize="11" fill="var(--ink)" fontWeight={isLeaf ? 600 : 400}>
      {lines.map((line, i) => (
        <tspan
          key={i}
          x={at.x}
          y={at.y + BAR_PX + 13 + 13 * i}
          stroke="var(--panel)"
          strokeWidth="3"
          paintOrder="stroke"
        >
          {line}
        </tspan>
      ))}
    </text>
  );
}

function Branch({ from, to, answer }: { from: NodeProps['at']; to: NodeProps['at']; answer: string }) {
  const middle = to.y - 12;
  return (
    <>
      <path
        d={`M${from.x} ${from.y + BAR_PX}V${middle}H${to.x}V${to.y}`}
        fill="none"
        stroke="var(--line)"
        strokeWidth={1.4}
      />
      <text
        x={(from.x + to.x) / 2}
        y={middle - 4}
        fontSize="10"
        fill="var(--ink-2)"
        textAnchor="middle"
        stroke="var(--panel)"
        strokeWidth="3"
        paintOrder="stroke"
      >
        {answer}
      </text>
    </>
  );
}

function Drawn({ tree }: { readonly tree: StructureTree }) {
  const { x, top, innerWidth } = useFrame();
  const { nodes } = tree;
  const places = useMemo(() => placesOf(nodes), [nodes]);
  const step = innerWidth / leafCount(nodes);
  const at = nodes.map((node, i) => ({
    x: x.to(places[i]),
    y: top + 6 + node.depth * ROW_PX,
    width: node.split === null ? step - 10 : Math.max(step - 10, 150),
  }));
  return (
    <>
      {nodes.map(
        ({ split }, i) =>
          split !== null && (
            <g key={i}>
              <Branch from={at[i]} to={at[split.left]} answer="yes" />
              <Branch from={at[i]} to={at[split.right]} answer="no" />
            </g>
          ),
      )}
      {nodes.map((node, i) => (
        <g key={i}>
          <CountsBar node={node} at={at[i]} />
          <NodeText tree={tree} node={node} at={at[i]} />
        </g>
      ))}
    </>
  );
}

const none = { label: '', unit: '', ticks: [], quiet: true } as const;

/** The questions about structure that lead from a site to its cluster of spectra. */
export function TreeDiagram({ tree }: { readonly tree: StructureTree }) {
  const { nodes, clusters } = tree;
  const table = () => ({
    columns: ['node', 'parent', 'question', 'leads_to', 'sites', ...clusters.map((c) => clusterName(c.label))],
    rows: nodes.map((node) => [
      ...[node.id, node.parent, questionOf(tree, node), clusterName(node.label), node.n],
      ...node.counts,
    ]),
  });
  return (
    <Figure
      title="The structure that tells the clusters apart"
      name="structure-tree"
      table={table}
      note="Bars: the sites of each cluster that come to a question. Yes goes left."
    >
      <Plot
        label="Decision tree from structure to clusters of spectra"
        height={(depthOf(nodes) + 1) * ROW_PX + 12}
        margins={MARGINS}
        grid={false}
        arrows="none"
        x={{ ...none, domain: [-0.5, leafCount(nodes) - 0.5] }}
        y={{ ...none, domain: [0, 1] }}
      >
        <Drawn tree={tree} />
      </Plot>
    </Figure>
  );
}
