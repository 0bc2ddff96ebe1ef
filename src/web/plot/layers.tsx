import { memo, useMemo } from 'react';
import { useFrame } from './frame.js';
import { markerPath } from './palette.js';
import { bandPath, linePath } from './path.js';

interface LineProps {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number | null>;
  readonly color: string;
  readonly width?: number;
  readonly dash?: string;
  /** Data are drawn as steps, models as lines. */
  readonly step?: boolean;
  readonly opacity?: number;
}

export const Line = memo(function Line({ xs, ys, color, width = 1.4, dash, step, opacity }: LineProps) {
  const { x, y } = useFrame();
  const d = useMemo(() => linePath(xs, ys, { x, y }, { step }), [xs, ys, x, y, step]);
  return (
    <path
      d={d}
      fill="none"
      stroke={color}
      strokeWidth={width}
      strokeDasharray={dash}
      strokeLinejoin="round"
      opacity={opacity}
    />
  );
});

interface BandProps {
  readonly xs: ArrayLike<number>;
  readonly lo: ArrayLike<number | null>;
  readonly hi: ArrayLike<number | null>;
  readonly color: string;
  readonly opacity?: number;
}

export const Band = memo(function Band({ xs, lo, hi, color, opacity = 0.22 }: BandProps) {
  const { x, y } = useFrame();
  const d = useMemo(() => bandPath(xs, lo, hi, { x, y }), [xs, lo, hi, x, y]);
  return <path d={d} fill={color} fillOpacity={opacity} stroke="none" />;
});

interface ShadeProps {
  readonly range: readonly [number, number];
  readonly color: string;
  readonly opacity?: number;
}

/** A window on the x axis, over the whole height. */
export function ShadeX({ range, color, opacity = 0.13 }: ShadeProps) {
  const f = useFrame();
  const a = f.x.to(range[0]);
  const b = f.x.to(range[1]);
  return (
    <rect
      x={Math.min(a, b)}
      width={Math.abs(b - a)}
      y={f.top}
      height={f.innerHeight}
      fill={color}
      fillOpacity={opacity}
    />
  );
}

interface RuleProps {
  readonly at: number;
  readonly color: string;
  readonly dash?: string;
  readonly width?: number;
  /** True for what follows the pointer: it stays out of an exported figure. */
  readonly live?: boolean;
}

export function RuleX({ at, color, dash, width = 1, live }: RuleProps) {
  const f = useFrame();
  const px = f.x.to(at);
  if (!(px >= f.left - 0.5 && px <= f.left + f.innerWidth + 0.5)) return null;
  return (
    <line
      x1={px}
      x2={px}
      y1={f.top}
      y2={f.top + f.innerHeight}
      stroke={color}
      strokeDasharray={dash}
      strokeWidth={width}
      data-live={live}
      pointerEvents="none"
    />
  );
}

export function RuleY({ at, color, dash, width = 1, live }: RuleProps) {
  const f = useFrame();
  const py = f.y.to(at);
  if (!(py >= f.top - 0.5 && py <= f.top + f.innerHeight + 0.5)) return null;
  return (
    <line
      x1={f.left}
      x2={f.left + f.innerWidth}
      y1={py}
      y2={py}
      stroke={color}
      strokeDasharray={dash}
      strokeWidth={width}
      data-live={live}
      pointerEvents="none"
    />
  );
}

interface PointsProps {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number | null>;
  readonly color: string;
  readonly category?: number;
  readonly r?: number;
  readonly hollow?: boolean;
}

export const Points = memo(function Points({ xs, ys, color, category = 0, r = 2.4, hollow }: PointsProps) {
  const { x, y } = useFrame();
  const shape = markerPath(category, r);
  const dots: string[] = [];
  for (let i = 0; i < xs.length; i++) {
    const v = ys[i];
    if (v !== null && Number.isFinite(v))
      dots.push(`translate(${x.to(xs[i]).toFixed(2)} ${y.to(v).toFixed(2)})`);
  }
  return (
    <g fill={hollow ? 'var(--panel)' : color} stroke={hollow ? color : 'none'} strokeWidth={1.4}>
      {dots.map((transform, i) => (
        <path key={i} d={shape} transform={transform} />
      ))}
    </g>
  );
});

interface LabelProps {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** A text with the panel's colour round it, so that it reads on top of lines. Pixel coordinates of the SVG. */
export function Label({ x, y, text, color, anchor = 'start' }: LabelProps) {
  return (
    <text
      x={x}
      y={y}
      fontSize="11"
      fill={color}
      textAnchor={anchor}
      stroke="var(--panel)"
      strokeWidth="3"
      paintOrder="stroke"
      pointerEvents="none"
    >
      {text}
    </text>
  );
}
