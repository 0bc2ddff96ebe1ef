import { useId } from 'react';
import { cssColor } from '../plot/color-map.js';
import { formatNumber, formatTicks, superscript, tickPower, unitForPeople } from '../plot/format.js';
import { useFrame } from '../plot/frame.js';
import type { ColorScale } from '../plot/raster.js';
import { makeScale, ticksOf } from '../plot/scale.js';

interface Tick {
  /** Share of the bar from its foot. */
  readonly share: number;
  readonly text: string;
}

const TICK_PX = 48;

/** Round numbers, as on every axis. */
function readings({ domain, log }: ColorScale, heightPx: number): { ticks: Tick[]; power: number } {
  const scale = makeScale(domain, [0, 1], log);
  const values = ticksOf(scale, Math.max(2, Math.round(heightPx / TICK_PX)));
  const power = log ? 0 : tickPower(domain);
  const texts = log ? values.map(decadeText) : formatTicks(values, power);
  return { ticks: values.map((v, i) => ({ share: scale.to(v), text: texts[i] })), power };
}

const decadeText = (value: number): string =>
  value >= 1e4 || value < 1e-2 ? formatNumber(value, 1) : String(Number(value.toPrecision(1)));

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
  const { ticks, power } = readings(scale, innerHeight);
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
      {ticks.map(({ share, text }) => {
        const y = top + innerHeight * (1 - share);
        return (
          <g key={text}>
            <line x1={x + 10} x2={x + 13} y1={y} y2={y} stroke="var(--ink-2)" />
            <text x={x + 16} y={y} dy="0.35em" fontSize="11" fill="var(--ink-2)">
              {text}
            </text>
          </g>
        );
      })}
      <text x={x + 10} y={top - 8} fontSize="11" fill="var(--ink-2)" textAnchor="middle">
        {title}
      </text>
    </g>
  );
}
