import { useMemo } from 'react';
import { formatTicks } from '../plot/format.js';
import { FrameContext, type Frame } from '../plot/frame.js';
import { extent, linearTicks, makeScale, padded, type Scale } from '../plot/scale.js';
import type { PointGroup } from './points.js';
import { GroupPoints } from './scatter-plot.js';

export interface DotCell {
  readonly key: string;
  readonly row: number;
  readonly column: number;
  readonly groups: readonly PointGroup[];
}

interface MatrixCellProps {
  readonly cell: DotCell;
  readonly size: number;
  /** Cells on a side. */
  readonly n: number;
}

/** Room for ticks and air, as shares of a cell. */
const [TICKS, AIR] = [0.14, 0.07];

/** One pair of numbers. */
export function MatrixCell({ cell, size, n }: MatrixCellProps) {
  const { row, column, groups } = cell;
  const frame = useMemo((): Frame => {
    const domain = (pick: 'x' | 'y') => padded(extent(groups.flatMap((g) => g.points.map((p) => p[pick]))));
    const [left, top] = [(column + TICKS) * size, (row + AIR) * size];
    const inner = (1 - TICKS - AIR) * size;
    return {
      x: makeScale(domain('x'), [left, left + inner]),
      y: makeScale(domain('y'), [top + inner, top]),
      ...{ left, top, innerWidth: inner, innerHeight: inner, width: size, height: size },
    };
  }, [groups, row, column, size]);
  return (
    <FrameContext value={frame}>
      <g data-cell={cell.key}>
        {groups.map((group) => (
          <GroupPoints key={group.name} group={group} r={2.4} />
        ))}
      </g>
      {row === n - 1 && <Ticks scale={frame.x} at={(row + 1) * size - 9} axis="x" />}
      {column === 0 && <Ticks scale={frame.y} at={5} axis="y" />}
    </FrameContext>
  );
}

interface TicksProps {
  readonly scale: Scale;
  readonly at: number;
  readonly axis: 'x' | 'y';
}

function Ticks({ scale, at, axis }: TicksProps) {
  const values = linearTicks(scale.domain, 3);
  const texts = formatTicks(values, 0);
  const place = (value: number) =>
    axis === 'x' ? { x: scale.to(value), y: at } : { x: at, y: scale.to(value) };
  return (
    <g fontSize={10} fill="var(--ink-2)" textAnchor={axis === 'x' ? 'middle' : 'start'}>
      {values.map((value, i) => (
        <text key={value} {...place(value)} dy="0.35em">
          {texts[i]}
        </text>
      ))}
    </g>
  );
}
