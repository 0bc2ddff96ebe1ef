import type { EdgeResult } from '../../science/interpretation/interpretation-result.js';
import { Label, RuleX } from '../plot/layers.js';
import { useFrame } from '../plot/frame.js';
import { edgeName } from './labels.js';

interface EdgeMarksProps {
  readonly edges: readonly EdgeResult[];
  readonly color: string;
}

export function EdgeLines({ edges, color }: EdgeMarksProps) {
  return edges.map((edge) => <RuleX key={edge.id} at={edge.onsetEv} color={color} dash="2 3" />);
}

const CHARACTER_PX = 6.4;

/** Names above the frame; one that would touch its neighbour goes a row higher, one that finds no row is left out. */
export function EdgeNames({ edges }: { readonly edges: readonly EdgeResult[] }) {
  const frame = useFrame();
  const rowEnds = [-Infinity, -Infinity];
  const sorted = [...edges].sort((a, b) => a.onsetEv - b.onsetEv);
  return sorted.map((edge) => {
    const px = frame.x.to(edge.onsetEv);
    const half = (edgeName(edge.id).length * CHARACTER_PX) / 2;
    if (px < frame.left || px > frame.left + frame.innerWidth) return null;
    const row = rowEnds.findIndex((end) => px - half > end + 2);
    if (row === -1) return null;
    rowEnds[row] = px + half;
    const y = frame.top - 5 - row * 13;
    return (
      <g key={edge.id}>
        <line x1={px} x2={px} y1={frame.top} y2={y + 2} stroke="var(--line)" />
        <Label x={px} y={y} text={edgeName(edge.id)} color="var(--ink)" anchor="middle" />
      </g>
    );
  });
}
