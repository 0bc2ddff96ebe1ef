import { useFrame } from '../plot/frame.js';
import { categoryColor, categoryLetter } from '../plot/palette.js';
import { useView } from './context.js';

/** Consecutive positions of one cluster. */
export interface Run {
  readonly label: number;
  readonly first: number;
  readonly last: number;
}

export function runsOf(labels: readonly number[]): Run[] {
  const runs: Run[] = [];
  labels.forEach((label, i) => {
    const open = runs[runs.length - 1];
    if (open !== undefined && open.label === label) runs[runs.length - 1] = { ...open, last: i };
    else runs.push({ label, first: i, last: i });
  });
  return runs;
}

const MIN_LETTER_PX = 13;

/** The cluster of each position, beside the heat map: colour and, where it fits, letter. */
export function ClusterStrip() {
  const { labels, path } = useView();
  const frame = useFrame();
  if (labels === null) return null;
  const step = frame.innerHeight / path.pixels.length;
  const x = frame.left + frame.innerWidth + 6;
  return (
    <g aria-label="Cluster of each position">
      {runsOf(path.pixels.map((p) => labels[p])).map(({ label, first, last }) => {
        const y = frame.top + first * step;
        const height = (last - first + 1) * step;
        return (
          <g key={first}>
            <rect x={x} y={y} width={14} height={height} fill={categoryColor(label)}>
              <title>{`Cluster ${categoryLetter(label)}`}</title>
            </rect>
            {height >= MIN_LETTER_PX && (
              <text
                x={x + 7}
                y={y + height / 2}
                dy="0.35em"
                fontSize="10"
                fontWeight="600"
                fill="var(--panel)"
                textAnchor="middle"
              >
                {categoryLetter(label)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
