import { memo } from 'react';
import { formatTicks, superscript, tickPower, withPower } from './format.js';
import { useFrame, type AxisSpec } from './frame.js';
import { ticksOf, type Scale } from './scale.js';

interface Tick {
  readonly at: number;
  readonly text: string;
}

function isPowerOfTen(v: number): boolean {
  const e = Math.log10(v);
  return Math.abs(e - Math.round(e)) < 1e-9;
}

function logText(v: number): string {
  const e = Math.floor(Math.log10(v) + 1e-9);
  if (e >= -2 && e <= 3) return String(Number(v.toPrecision(3)));
  const mantissa = Math.round(v / 10 ** e);
  return `${mantissa === 1 ? '' : `${mantissa}·`}10${superscript(e)}`;
}

function ticksFor(spec: AxisSpec, scale: Scale, target: number): { ticks: readonly Tick[]; label: string } {
  if (spec.ticks) return { ticks: spec.ticks, label: withPower(spec.label, spec.unit, 0) };
  const values = ticksOf(scale, target);
  if (spec.log) {
    const ticks = values.map((v) => ({ at: v, text: logText(v) }));
    return { ticks, label: withPower(spec.label, spec.unit, 0) };
  }
  const power = tickPower(spec.domain);
  const texts = formatTicks(values, power);
  return {
    ticks: values.map((v, i) => ({ at: v, text: texts[i] })),
    label: withPower(spec.label, spec.unit, power),
  };
}

interface AxesProps {
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly grid: boolean;
}

function XAxis({ spec, grid }: { readonly spec: AxisSpec; readonly grid: boolean }) {
  const f = useFrame();
  const bottom = f.top + f.innerHeight;
  const { ticks, label } = ticksFor(spec, f.x, Math.max(2, f.innerWidth / 84));
  return (
    <g>
      {ticks.map(({ at, text }) => {
        const px = f.x.to(at);
        return (
          <g key={at}>
            {grid && <line x1={px} x2={px} y1={f.top} y2={bottom} stroke="var(--grid)" />}
            <line x1={px} x2={px} y1={bottom} y2={bottom + 4} stroke="var(--ink-2)" />
            {!spec.quiet && (
              <text x={px} y={bottom + 17} fontSize="12" fill="var(--ink-2)" textAnchor="middle">
                {text}
              </text>
            )}
          </g>
        );
      })}
      {!spec.quiet && (
        <text
          x={f.left + f.innerWidth / 2}
          y={bottom + 34}
          fontSize="12"
          fill="var(--ink)"
          textAnchor="middle"
        >
          {label}
        </text>
      )}
    </g>
  );
}

const CHARACTER_WIDTH = 0.55;

/** A label longer than its axis is set smaller, not cut: the unit stands at its end. */
const fitted = (label: string, length: number): number =>
  Math.max(8.5, Math.min(12, length / (CHARACTER_WIDTH * Math.max(1, label.length))));

function YAxis({ spec, grid }: { readonly spec: AxisSpec; readonly grid: boolean }) {
  const f = useFrame();
  const { ticks, label } = ticksFor(spec, f.y, Math.max(2, f.innerHeight / 30));
  // Where the axis is short, the label may use the whole height of the figure.
  const middle =
    label.length * 12 * CHARACTER_WIDTH > f.innerHeight ? f.height / 2 : f.top + f.innerHeight / 2;
  return (
    <g>
      {ticks.map(({ at, text }) => {
        const py = f.y.to(at);
        const faint = spec.log && !isPowerOfTen(at);
        return (
          <g key={at}>
            {grid && (
              <line
                x1={f.left}
                x2={f.left + f.innerWidth}
                y1={py}
                y2={py}
                stroke="var(--grid)"
                opacity={faint ? 0.6 : 1}
              />
            )}
            <line x1={f.left - 4} x2={f.left} y1={py} y2={py} stroke="var(--ink-2)" />
            {!spec.quiet && (
              <text x={f.left - 8} y={py} dy="0.35em" fontSize="12" fill="var(--ink-2)" textAnchor="end">
                {text}
              </text>
            )}
          </g>
        );
      })}
      {!spec.quiet && (
        <text
          transform={`translate(14 ${middle}) rotate(-90)`}
          fontSize={fitted(label, f.height)}
          fill="var(--ink)"
          textAnchor="middle"
        >
          {label}
        </text>
      )}
    </g>
  );
}

/** Ticks at round numbers, quantity and unit on each axis, a faint grid behind the data. */
export const Axes = memo(function Axes({ x, y, grid }: AxesProps) {
  return (
    <g>
      <XAxis spec={x} grid={grid} />
      <YAxis spec={y} grid={grid} />
    </g>
  );
});
