import { useMemo } from 'react';
import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { Figure } from '../../plot/figure.js';
import { useFrame } from '../../plot/frame.js';
import { RuleY } from '../../plot/layers.js';
import { categoryColor } from '../../plot/palette.js';
import { Plot } from '../../plot/plot.js';

interface Placed {
  readonly x: number;
  readonly height: number;
  /** Cluster of its leaves while they are of one; null above the cut. */
  readonly cluster: number | null;
}

/** Leaves in their order, merges between what they join; [leaf or merge]. */
export function placeMerges({ dendrogram, sites }: Pick<StructureTree, 'dendrogram' | 'sites'>): Placed[] {
  const { merges, nLeaves, order, leafOfSite } = dendrogram;
  const clusterOfLeaf = new Array<number>(nLeaves).fill(0);
  sites.forEach(({ cluster }, i) => (clusterOfLeaf[leafOfSite === null ? i : leafOfSite[i]] = cluster));
  const xOfLeaf = new Array<number>(nLeaves).fill(0);
  order.forEach((leaf, i) => (xOfLeaf[leaf] = i));
  const placed: Placed[] = xOfLeaf.map((x, leaf) => ({ x, height: 0, cluster: clusterOfLeaf[leaf] }));
  for (const [a, b, height] of merges) {
    const [left, right] = [placed[a], placed[b]];
    const cluster = left.cluster === right.cluster ? left.cluster : null;
    placed.push({ x: (left.x + right.x) / 2, height, cluster });
  }
  return placed;
}

function Merges({ tree }: { readonly tree: StructureTree }) {
  const { x, y } = useFrame();
  const placed = useMemo(() => placeMerges(tree), [tree]);
  const { merges, nLeaves } = tree.dendrogram;
  return merges.map(([a, b, height], k) => {
    const { cluster } = placed[nLeaves + k];
    const [left, right, top] = [x.to(placed[a].x), x.to(placed[b].x), y.to(height)];
    const d = `M${left} ${y.to(placed[a].height)}V${top}H${right}V${y.to(placed[b].height)}`;
    const color = cluster === null ? 'var(--ink-2)' : categoryColor(cluster);
    return <path key={k} d={d} fill="none" stroke={color} strokeWidth={1.2} />;
  });
}

/** Numbers of the clusters under their leaves. */
function Names({ tree }: { readonly tree: StructureTree }) {
  const { x, top, innerHeight } = useFrame();
  const placed = useMemo(() => placeMerges(tree), [tree]);
  const { nLeaves } = tree.dendrogram;
  return tree.clusters.map(({ label }) => {
    const xs = placed.slice(0, nLeaves).filter(({ cluster }) => cluster === label);
    const [from, to] = [Math.min(...xs.map((p) => p.x)), Math.max(...xs.map((p) => p.x))];
    const [a, b] = [x.to(from), x.to(to)];
    return (
      <g key={label} fill={categoryColor(label)}>
        <rect x={a - 1} width={b - a + 2} y={top + innerHeight + 3} height={4} />
        <text x={(a + b) / 2} y={top + innerHeight + 20} fontSize="11" fontWeight="600" textAnchor="middle">
          {label + 1}
        </text>
      </g>
    );
  });
}

/** How alike the spectra are, and where they were cut into clusters. */
export function TreeDendrogram({ tree }: { readonly tree: StructureTree }) {
  const { merges, nLeaves, cutHeight, criterion, silhouette } = tree.dendrogram;
  const top = Math.max(cutHeight, ...merges.map((m) => m[2])) * 1.06 || 1;
  const table = () => ({ columns: ['a', 'b', 'height', 'size'], rows: merges.map((m) => [...m]) });
  const width = silhouette === null ? '' : ` Mean silhouette width ${silhouette.toFixed(2)}.`;
  return (
    <Figure
      title="Clusters of the training spectra"
      name="structure-dendrogram"
      table={table}
      note={`Cut: ${criterion}.${width}`}
    >
      <Plot
        label="Dendrogram of the training spectra"
        height={300}
        grid={false}
        arrows="none"
        x={{ label: 'Sites, by likeness of their spectra', unit: '', domain: [-0.5, nLeaves - 0.5], ticks: [] }}
        y={{ label: 'Merge height', unit: '', domain: [0, top] }}
        outside={<Names tree={tree} />}
      >
        <Merges tree={tree} />
        <RuleY at={cutHeight} color="var(--accent)" dash="7 4" width={1.6} />
      </Plot>
    </Figure>
  );
}
