import { useId } from 'react';
import { useFrame } from './frame.js';
import { HatchPattern } from './hatch.js';
import { markerPath } from './palette.js';

export interface LegendEntry {
  readonly text: string;
  readonly color: string;
  readonly kind: 'line' | 'dashed' | 'area' | 'marker' | 'hatch';
  /** Of an area. */
  readonly opacity?: number;
  /** Of a marker. */
  readonly category?: number;
}

const FONT_PX = 11;
const SWATCH_PX = 16;
const GAP_PX = 14;
/** A letter's mean width; a legend a little too airy reads better than one that overlaps. */
const widthOf = (text: string): number => SWATCH_PX + 5 + 0.56 * FONT_PX * text.length + GAP_PX;

/** Entries that fit side by side, row by row. */
export function legendRows(entries: readonly LegendEntry[], widthPx: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [[]];
  let used = 0;
  for (const entry of entries) {
    const width = widthOf(entry.text);
    if (used + width > widthPx && used > 0) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1].push(entry);
    used += width;
  }
  return rows;
}

function Swatch({ entry, hatchId }: { readonly entry: LegendEntry; readonly hatchId: string }) {
  const { kind, color, opacity = 0.3, category = 0 } = entry;
  const box = { width: SWATCH_PX, y: -5, height: 10 };
  if (kind === 'area') return <rect {...box} fill={color} fillOpacity={opacity} />;
  if (kind === 'hatch') return <rect {...box} fill={`url(#${hatchId})`} stroke="var(--line)" />;
  if (kind === 'marker')
    return (
      <path
        d={markerPath(category, 4)}
        transform={`translate(${SWATCH_PX / 2} 0)`}
        fill="var(--panel)"
        stroke={color}
        strokeWidth={1.4}
      />
    );
  return (
    <line
      x2={SWATCH_PX}
      stroke={color}
      strokeWidth="2"
      strokeDasharray={kind === 'dashed' ? '5 3' : undefined}
    />
  );
}

const LEGEND_ROW_PX = 16;

/** Inner width of the narrowest figure that has a legend. */
const NARROWEST_PX = 296;

/** Top margin that has room for a legend in a figure of that inner width, and for `above` pixels between it and the frame. */
export const legendMargin = (entries: readonly LegendEntry[], above = 0, widthPx = NARROWEST_PX): number =>
  10 + LEGEND_ROW_PX * legendRows(entries, widthPx).length + above;

interface LegendProps {
  readonly entries: readonly LegendEntry[];
  /** Distance from the frame, where names of edges stand. */
  readonly above?: number;
}

/** What is what, in rows above the frame; `legendMargin` says how much room that takes. */
export function Legend({ entries, above = 0 }: LegendProps) {
  const frame = useFrame();
  const id = useId();
  const rows = legendRows(entries, frame.innerWidth);
  const first = frame.top - above - 10 - LEGEND_ROW_PX * (rows.length - 1);
  return (
    <g fontSize={FONT_PX} fill="var(--ink-2)">
      <HatchPattern id={id} />
      {rows.map((row, r) => {
        let x = frame.left;
        return row.map((entry) => {
          const at = x;
          x += widthOf(entry.text);
          return (
            <g key={entry.text} transform={`translate(${at} ${first + r * LEGEND_ROW_PX})`}>
              <Swatch entry={entry} hatchId={id} />
              <text x={SWATCH_PX + 5} dy="0.35em">
                {entry.text}
              </text>
            </g>
          );
        });
      })}
    </g>
  );
}
