import { useId } from 'react';
import { cssColor } from '../plot/color-map.js';
import { formatTicks, superscript, tickPower, unitForPeople } from '../plot/format.js';
import { useFrame } from '../plot/frame.js';
import type { ColorScale } from '../plot/raster.js';

/** Three readings with the digits that tell them apart. */
function readings(values: readonly number[]): { texts: string[]; power: number } {
  const span = Math.abs(values[2] - values[0]) || Math.abs(values[0]) || 1;
  const power = tickPower([values[0], values[2]]);
  const place = 10 ** (Math.floor(Math.log10(span)) - 2);
  const rounded = values.map((v) => Math.round(v / place) * place);
  return { texts: formatTicks(rounded, power), power };
}

const STOPS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

interface ColorBarProps {
  readonly scale: ColorScale;
  readonly label: string;
  readonly unit: string;
  /** Distance from the frame, px. */
  readonly gap?: number;
}

/** What the colours mean, at the right of the frame. */
export function ColorBar({ scale, label, unit, gap = 30 }: ColorBarProps) {
  const frame = useFrame();
  const id = useId();
  const x = frame.left + frame.innerWidth + gap;
  const { top, innerHeight } = frame;
  const at = (share: number) =>
    scale.log
      ? scale.domain[0] * (scale.domain[1] / scale.domain[0]) ** share
      : scale.domain[0] + share * (scale.domain[1] - scale.domain[0]);
  const { texts, power } = scale.log
    ? { texts: [0, 0.5, 1].map((s) => String(Number(at(s).toPrecision(2)))), power: 0 }
    : readings([0, 0.5, 1].map(at));
  const factor = power === 0 ? '' : `10${superscript(power)} `;
  const units = `${factor}${unitForPeople(unit)}`.trim();
  const title = units === '' ? label : label === '' ? units : `${label} (${units})`;
  return (
    <g>
      <linearGradient id={id} x1="0" x2="0" y1="1" y2="0">
        {STOPS.map((s) => (
          <stop key={s} offset={s} stopColor={cssColor(scale.map, s)} />
        ))}
      </linearGradient>
      <rect x={x} y={top} width={10} height={innerHeight} fill={`url(#${id})`} />
      {[0, 0.5, 1].map((s, i) => (
        <text
          key={s}
          x={x + 14}
          y={top + innerHeight * (1 - s)}
          dy={s === 0 ? 0 : s === 1 ? '0.7em' : '0.35em'}
          fontSize="11"
          fill="var(--ink-2)"
        >
          {texts[i]}
        </text>
      ))}
      <text x={x + 10} y={top - 8} fontSize="11" fill="var(--ink-2)" textAnchor="middle">
        {title}
      </text>
    </g>
  );
}
