import { useMemo, type KeyboardEvent } from 'react';
import type { ClusterResult } from '../../../science/interpretation/interpretation-result.js';
import { Figure } from '../../plot/figure.js';
import { useFrame } from '../../plot/frame.js';
import { RuleX } from '../../plot/layers.js';
import { categoryColor, categoryLetter } from '../../plot/palette.js';
import { Plot } from '../../plot/plot.js';
import { useHandleDrag } from '../../plot/use-handle-drag.js';
import { runsOf } from '../cluster-strip.js';
import { useView } from '../context.js';
import { layoutDendrogram } from '../cut-dendrogram.js';
import { useField } from '../view-store.js';

type Layout = ReturnType<typeof layoutDendrogram>;

/** Label of each leaf: that of any of its pixels, for a leaf is never split. */
function leafLabels(clusters: ClusterResult, labels: readonly number[]): number[] {
  if (clusters.leafOfPixel === null) return labels.slice(0, clusters.nLeaves);
  const out = new Array<number>(clusters.nLeaves).fill(0);
  clusters.leafOfPixel.forEach((leaf, pixel) => (out[leaf] = labels[pixel]));
  return out;
}

interface BranchesProps {
  readonly clusters: ClusterResult;
  readonly layout: Layout;
  readonly labelOfLeaf: readonly number[];
  readonly cut: number;
}

function Branches({ clusters, layout, labelOfLeaf, cut }: BranchesProps) {
  const { x, y } = useFrame();
  const { nodes } = layout;
  return clusters.merges.map(([a, b, height], k) => {
    const inside = height <= cut;
    const color = inside ? categoryColor(labelOfLeaf[nodes[a].leaves[0]]) : 'var(--ink-2)';
    const [xa, xb, top] = [x.to(nodes[a].x), x.to(nodes[b].x), y.to(height)];
    const d = `M${xa} ${y.to(nodes[a].height)}V${top}H${xb}V${y.to(nodes[b].height)}`;
    return <path key={k} d={d} fill="none" stroke={color} strokeWidth={1.4} />;
  });
}

function LeafStrip({
  order,
  labelOfLeaf,
}: {
  readonly order: readonly number[];
  readonly labelOfLeaf: readonly number[];
}) {
  const f = useFrame();
  const step = f.innerWidth / order.length;
  const y = f.top + f.innerHeight + 4;
  return runsOf(order.map((leaf) => labelOfLeaf[leaf])).map(({ label, first, last }) => (
    <g key={first}>
      <rect
        x={f.left + first * step}
        y={y}
        width={(last - first + 1) * step}
        height={14}
        fill={categoryColor(label)}
      />
      {(last - first + 1) * step > 12 && (
        <text
          x={f.left + ((first + last + 1) / 2) * step}
          y={y + 7}
          dy="0.35em"
          fontSize="10"
          fontWeight="600"
          fill="var(--panel)"
          textAnchor="middle"
        >
          {categoryLetter(label)}
        </text>
      )}
    </g>
  ));
}

function LeafCursor({ clusters, layout }: { readonly clusters: ClusterResult; readonly layout: Layout }) {
  const pixel = useField(useView().store, 'pixel');
  const leaf = clusters.leafOfPixel === null ? pixel : clusters.leafOfPixel[pixel];
  return <RuleX at={layout.nodes[leaf].x} color="var(--cursor)" live />;
}

const CUT_KEYS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** A height that leaves this many clusters: midway between the merges on either side of it. */
function heightFor(heights: readonly number[], nClusters: number): number {
  const sorted = [...heights].sort((a, b) => b - a);
  const wanted = Math.max(1, Math.min(sorted.length + 1, nClusters));
  return ((sorted[wanted - 2] ?? sorted[0] * 1.05) + (sorted[wanted - 1] ?? 0)) / 2;
}

function CutHandle({ cut, heights }: { readonly cut: number; readonly heights: readonly number[] }) {
  const f = useFrame();
  const { store } = useView();
  const y = f.y.to(cut);
  const nClusters = heights.filter((h) => h > cut).length + 1;
  const drag = useHandleDrag(({ py }) => {
    store.set({ cutHeight: Math.max(0, Math.min(f.y.domain[1], f.y.from(py))) });
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const more = CUT_KEYS[event.key];
    if (more === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    store.set({ cutHeight: heightFor(heights, nClusters + more) });
  };
  return (
    <g>
      <line
        x1={f.left}
        x2={f.left + f.innerWidth}
        y1={y}
        y2={y}
        stroke="var(--accent)"
        strokeWidth={1.8}
        strokeDasharray="7 4"
      />
      <text
        x={f.left + f.innerWidth - 4}
        y={y - 5}
        fontSize="11"
        fill="var(--accent)"
        textAnchor="end"
        stroke="var(--panel)"
        strokeWidth="3"
        paintOrder="stroke"
      >
        {`${nClusters} ${nClusters === 1 ? 'cluster' : 'clusters'}`}
      </text>
      <rect
        data-live
        className="cut-handle"
        x={f.left}
        y={y - 6}
        width={f.innerWidth}
        height={12}
        fill="transparent"
        tabIndex={0}
        role="slider"
        aria-label="Height of the cut"
        aria-valuenow={nClusters}
        aria-valuetext={`${nClusters} clusters`}
        {...drag}
        onKeyDown={onKeyDown}
      />
    </g>
  );
}

/** The tree of merges; its cut is dragged, and every colour of a cluster follows. */
export function Dendrogram({ clusters }: { readonly clusters: ClusterResult }) {
  const { store, labels } = useView();
  const chosen = useField(store, 'cutHeight');
  const cut = chosen ?? clusters.cutHeight;
  const layout = useMemo(() => layoutDendrogram(clusters.merges, clusters.nLeaves), [clusters]);
  const labelOfLeaf = useMemo(() => leafLabels(clusters, labels ?? []), [clusters, labels]);
  const heights = useMemo(() => clusters.merges.map((m) => m[2]), [clusters]);
  const top = Math.max(...heights, cut, 0) * 1.08 || 1;
  const table = () => ({ columns: ['a', 'b', 'height', 'size'], rows: clusters.merges.map((m) => [...m]) });
  const reset = chosen !== null && (
    <button type="button" className="quiet" onClick={() => store.set({ cutHeight: null })}>
      Cut of the result
    </button>
  );
  const leaf = (x: number): void => {
    const index = layout.order[Math.max(0, Math.min(layout.order.length - 1, Math.round(x)))];
    const pixel = clusters.leafOfPixel === null ? index : clusters.leafOfPixel.indexOf(index);
    if (pixel >= 0) store.hover({ pixel });
  };
  return (
    <Figure
      title="Dendrogram"
      name="dendrogram"
      table={table}
      tools={reset}
      note="Drag the dashed line (or focus it and use ↑ ↓) to cut elsewhere; the line, the map and the means are coloured anew."
    >
      <Plot
        label="Dendrogram of the positions"
        height={300}
        grid={false}
        arrows="position"
        x={{
          label:
            clusters.leafOfPixel === null
              ? 'Positions, in the order of the tree'
              : 'Groups of pixels, in the order of the tree',
          unit: '',
          domain: [-0.5, clusters.nLeaves - 0.5],
          ticks: [],
        }}
        y={{ label: 'Merge height', unit: '', domain: [0, top] }}
        onHover={(p) => p !== null && leaf(p.x)}
        outside={<LeafStrip order={layout.order} labelOfLeaf={labelOfLeaf} />}
        handles={<CutHandle cut={cut} heights={heights} />}
      >
        <Branches {...{ clusters, layout, labelOfLeaf, cut }} />
        <LeafCursor {...{ clusters, layout }} />
      </Plot>
    </Figure>
  );
}
