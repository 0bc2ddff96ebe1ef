import { mean, sum } from '../../science/numerics/statistics.js';
import { at, escaped, scaleOf, textAt, ticksOf } from '../explain-spectra/drawing/svg.js';

/** One labelled point; the label is its tooltip. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

const WIDTH = 560;
const HEIGHT = 400;
const LEFT = 70;
const BOTTOM = 50;
const ROOM = 0.06;

/** Points over two axes with a least-squares line where there are three or more, as a picture that stands alone. */
export function scatterSvg(
  points: readonly ScatterPoint[],
  axes: { readonly x: string; readonly y: string },
): string {
  const xs = rangeOf(points.map(({ x }) => x));
  const ys = rangeOf(points.map(({ y }) => y));
  const atX = scaleOf(xs, [LEFT, WIDTH - 15]);
  const atY = scaleOf(ys, [HEIGHT - BOTTOM, 15]);
  const ticks = [
    ...ticksOf(xs).map((x) => textAt(atX(x), HEIGHT - BOTTOM + 18, String(x), 'text-anchor="middle"')),
    ...ticksOf(ys).map((y) => textAt(LEFT - 6, atY(y) + 4, String(y), 'text-anchor="end"')),
  ];
  const dots = points.map(
    ({ x, y, label }) =>
      `<circle cx="${at(atX(x))}" cy="${at(atY(y))}" r="4" fill="#0072b2"><title>${escaped(label)}</title></circle>`,
  );
  const line = lineOf(points);
  const ends =
    line === null ? [] : [xs].map(([a, b]) => [atX(a), atY(line(a)), atX(b), atY(line(b))].map(at));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<path d="M${LEFT} 15V${HEIGHT - BOTTOM}H${WIDTH - 15}" fill="none" stroke="#333"/>`,
    ...ends.map(([x1, y1, x2, y2]) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d55e00"/>`),
    ...dots,
    ...ticks,
    textAt((LEFT + WIDTH) / 2, HEIGHT - 10, axes.x, 'text-anchor="middle"'),
    textAt(-(HEIGHT - BOTTOM) / 2, 16, axes.y, 'text-anchor="middle" transform="rotate(-90)"'),
    '</svg>',
    '',
  ].join('\n');
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = ROOM * (high - low || 1);
  return [low - room, high + room];
}

function lineOf(points: readonly ScatterPoint[]): ((x: number) => number) | null {
  if (points.length < 3) return null;
  const x0 = mean(points.map(({ x }) => x));
  const y0 = mean(points.map(({ y }) => y));
  const slope =
    sum(points.map(({ x, y }) => (x - x0) * (y - y0))) / sum(points.map(({ x }) => (x - x0) ** 2));
  return Number.isFinite(slope) ? (x) => y0 + slope * (x - x0) : null;
}
