import { useId, useMemo } from 'react';
import type { DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import { useFrame } from '../plot/frame.js';
import { HatchPattern } from '../plot/hatch.js';
import { useView } from '../view/context.js';
import { mapAxes } from '../view/scan-path.js';
import { useField } from '../view/view-store.js';

/** Pixels without an answer, run by run of each row: one path also for a large map. */
export function abstainRuns(
  verdicts: DescriptorReading['verdicts'],
  shape: { readonly rows: number; readonly columns: number; readonly base: number },
): [row: number, first: number, end: number][] {
  const runs: [number, number, number][] = [];
  for (let row = 0; row < shape.rows; row++) {
    let first = -1;
    for (let column = 0; column <= shape.columns; column++) {
      const isOut = column < shape.columns && !verdicts[shape.base + row * shape.columns + column].inside;
      if (isOut && first < 0) first = column;
      if (!isOut && first >= 0) {
        runs.push([row, first, column]);
        first = -1;
      }
    }
  }
  return runs;
}

/** Over a map: grey and hatched where the model abstains. */
export function MapHatch({ reading }: { readonly reading: DescriptorReading }) {
  const { store, result } = useView();
  const slice = useField(store, 'slice');
  const frame = useFrame();
  const id = useId();
  const { rows, columns } = mapAxes(result.scan.navigation);
  const d = useMemo(() => {
    const [width, height] = [frame.innerWidth / columns.size, frame.innerHeight / rows.size];
    const base = slice * rows.size * columns.size;
    return abstainRuns(reading.verdicts, { rows: rows.size, columns: columns.size, base })
      .map(([row, first, end]) => {
        const [x, y] = [frame.left + first * width, frame.top + row * height];
        return `M${x} ${y}h${(end - first) * width}v${height}h${-(end - first) * width}Z`;
      })
      .join('');
  }, [reading, frame, rows.size, columns.size, slice]);
  return (
    <g data-hatched pointerEvents="none">
      <HatchPattern id={id} />
      <path d={d} fill="var(--grid)" />
      <path d={d} fill={`url(#${id})`} />
    </g>
  );
}
