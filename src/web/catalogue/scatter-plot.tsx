import { useMemo, useState } from 'react';
import { useFrame, type AxisSpec } from '../plot/frame.js';
import { Band, Label, Line, Points } from '../plot/layers.js';
import { Legend, legendMargin, type LegendEntry } from '../plot/legend.js';
import { categoryColor } from '../plot/palette.js';
import { MARGINS, Plot } from '../plot/plot.js';
import type { PlotPoint } from '../plot/use-plot-pointer.js';
import type { DrawnPoint, PointGroup } from './points.js';
import type { GroupLine } from './regression-lines.js';

const HEIGHT = 420;
/** About how wide a figure is: only to tell which point is near. */
const WIDTH = 1000;
const REACH_PX = 14;

interface ScatterPlotProps {
  readonly label: string;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly groups: readonly PointGroup[];
  readonly lines?: readonly GroupLine[];
  readonly onOpen: (id: string) => void;
}

const spanOf = ([a, b]: readonly [number, number]): number => Math.abs(b - a) || 1;

function nearest(
  { groups, x, y }: Pick<ScatterPlotProps, 'groups' | 'x' | 'y'>,
  at: PlotPoint,
): DrawnPoint | null {
  const [perX, perY] = [WIDTH / spanOf(x.domain), HEIGHT / spanOf(y.domain)];
  let best: DrawnPoint | null = null;
  let least = REACH_PX;
  for (const { points } of groups)
    for (const point of points) {
      const distance = Math.hypot((point.x - at.x) * perX, (point.y - at.y) * perY);
      if (distance < least) {
        least = distance;
        best = point;
      }
    }
  return best;
}

/** In the colour and with the marker of the group. */
export function GroupPoints({ group, r = 3.4 }: { readonly group: PointGroup; readonly r?: number }) {
  const { points, category } = group;
  const xs = useMemo(() => points.map(({ x }) => x), [points]);
  const ys = useMemo(() => points.map(({ y }) => y), [points]);
  return <Points {...{ xs, ys, category }} color={categoryColor(category)} r={r} hollow />;
}

export const legendOf = (groups: readonly PointGroup[]): readonly LegendEntry[] =>
  groups.map(({ text, category }) => ({ text, category, color: categoryColor(category), kind: 'marker' }));

function Named({ point }: { readonly point: DrawnPoint }) {
  const frame = useFrame();
  const [px, py] = [frame.x.to(point.x), frame.y.to(point.y)];
  const isRight = px > frame.left + frame.innerWidth / 2;
  return (
    <g data-live>
      <circle cx={px} cy={py} r={7} fill="none" stroke="var(--cursor)" strokeWidth={1.5} />
      <Label
        x={px + (isRight ? -11 : 11)}
        y={Math.max(frame.top + 12, py - 8)}
        text={point.label}
        color="var(--ink)"
        anchor={isRight ? 'end' : 'start'}
      />
    </g>
  );
}

/** Boundaries as points of two numbers; a click opens the one under the pointer. */
export function ScatterPlot({ label, x, y, groups, lines = [], onOpen }: ScatterPlotProps) {
  const [near, setNear] = useState<DrawnPoint | null>(null);
  const legend = legendOf(groups);
  return (
    <Plot
      {...{ label, x, y }}
      height={HEIGHT}
      arrows="none"
      margins={{ ...MARGINS, top: legendMargin(legend, 0, 620) }}
      onHover={(at) => setNear(at === null ? null : nearest({ groups, x, y }, at))}
      onClick={(at) => {
        const point = nearest({ groups, x, y }, at);
        if (point !== null) onOpen(point.id);
      }}
      outside={
        <>
          <Legend entries={legend} />
          {near !== null && <Named point={near} />}
        </>
      }
    >
      {lines.map(({ key, category, xs, ys, low, high }) => (
        <g key={key} data-line>
          <Band xs={xs} lo={low} hi={high} color={categoryColor(category)} opacity={0.14} />
          <Line xs={xs} ys={ys} color={categoryColor(category)} />
        </g>
      ))}
      {groups.map((group) => (
        <GroupPoints key={group.name} group={group} />
      ))}
    </Plot>
  );
}
