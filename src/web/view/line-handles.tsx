import type { KeyboardEvent } from 'react';
import { useFrame } from '../plot/frame.js';
import { useHandleDrag } from '../plot/use-handle-drag.js';
import { useView } from './context.js';
import { mapAxes } from './scan-path.js';
import type { MapLine } from './view-store.js';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The line over a map; its ends are dragged or moved by the arrow keys. */
export function LineHandles({ line }: { readonly line: MapLine }) {
  const frame = useFrame();
  const { rows, columns } = mapAxes(useView().result.scan.navigation);
  const x = (column: number) => frame.left + ((column + 0.5) / columns.size) * frame.innerWidth;
  const y = (row: number) => frame.top + ((row + 0.5) / rows.size) * frame.innerHeight;
  const ends = { x1: x(line[1]), y1: y(line[0]), x2: x(line[3]), y2: y(line[2]) };
  return (
    <g>
      <line {...ends} stroke="#000000" strokeOpacity={0.55} strokeWidth={4} pointerEvents="none" />
      <line {...ends} stroke="#ffffff" strokeWidth={1.8} pointerEvents="none" />
      <End line={line} end={0} cx={ends.x1} cy={ends.y1} />
      <End line={line} end={1} cx={ends.x2} cy={ends.y2} />
    </g>
  );
}

interface EndProps {
  readonly line: MapLine;
  readonly end: 0 | 1;
  readonly cx: number;
  readonly cy: number;
}

function End({ line, end, cx, cy }: EndProps) {
  const frame = useFrame();
  const { store, result } = useView();
  const { rows, columns } = mapAxes(result.scan.navigation);
  const place = (row: number, column: number): void => {
    const clamp = (v: number, n: number) => Math.max(0, Math.min(n - 1, v));
    const [r, c] = [clamp(row, rows.size), clamp(column, columns.size)];
    store.set({ line: end === 0 ? [r, c, line[2], line[3]] : [line[0], line[1], r, c], range: null });
  };
  const drag = useHandleDrag(({ px, py }) => {
    const column = Math.floor(((px - frame.left) / frame.innerWidth) * columns.size);
    place(Math.floor(((py - frame.top) / frame.innerHeight) * rows.size), column);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    place(line[end * 2] + step[0], line[end * 2 + 1] + step[1]);
  };
  return (
    <circle
      className="line-end"
      cx={cx}
      cy={cy}
      r={6}
      fill="#ffffff"
      stroke="#000000"
      tabIndex={0}
      role="slider"
      aria-label={end === 0 ? 'Start of the line' : 'End of the line'}
      aria-valuenow={line[end * 2]}
      aria-valuetext={`row ${line[end * 2]}, column ${line[end * 2 + 1]}`}
      {...drag}
      onKeyDown={onKeyDown}
    />
  );
}
