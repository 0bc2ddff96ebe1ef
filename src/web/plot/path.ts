import type { Scale } from './scale.js';

const at = (v: number): string => v.toFixed(2);

/** Indices [first, end) of the ascending (or descending) `xs` that lie in the view, with one more on either side. */
export function visibleRange(xs: ArrayLike<number>, x: Scale): [number, number] {
  const lo = Math.min(...x.domain);
  const hi = Math.max(...x.domain);
  let first = 0;
  let end = xs.length;
  while (first < xs.length && xs[first] < lo) first++;
  while (end > first && xs[end - 1] > hi) end--;
  return [Math.max(0, first - 1), Math.min(xs.length, end + 1)];
}

interface PathOptions {
  readonly step?: boolean;
}

/** An SVG path; null or non-finite values break it. Denser than two points a pixel, it keeps each column's extremes. */
export function linePath(
  xs: ArrayLike<number>,
  ys: ArrayLike<number | null>,
  scales: { readonly x: Scale; readonly y: Scale },
  options: PathOptions = {},
): string {
  const { x, y } = scales;
  const [first, end] = visibleRange(xs, x);
  const width = Math.abs(x.range[1] - x.range[0]);
  if (end - first > 2 * width && width > 0) return densePath(xs, ys, scales, [first, end]);
  const parts: string[] = [];
  let open = false;
  let lastY = 0;
  for (let i = first; i < end; i++) {
    const value = ys[i];
    if (value === null || !Number.isFinite(value)) {
      open = false;
      continue;
    }
    const px = x.to(xs[i]);
    const py = y.to(value);
    if (open && options.step) {
      const middle = (x.to(xs[i - 1]) + px) / 2;
      parts.push(`L${at(middle)} ${at(lastY)}L${at(middle)} ${at(py)}L${at(px)} ${at(py)}`);
    } else {
      parts.push(`${open ? 'L' : 'M'}${at(px)} ${at(py)}`);
    }
    open = true;
    lastY = py;
  }
  return parts.join('');
}

function densePath(
  xs: ArrayLike<number>,
  ys: ArrayLike<number | null>,
  { x, y }: { readonly x: Scale; readonly y: Scale },
  [first, end]: readonly [number, number],
): string {
  const parts: string[] = [];
  let i = first;
  while (i < end) {
    const column = Math.round(x.to(xs[i]));
    let lo = Infinity;
    let hi = -Infinity;
    for (; i < end && Math.round(x.to(xs[i])) === column; i++) {
      const value = ys[i];
      if (value === null || !Number.isFinite(value)) continue;
      if (value < lo) lo = value;
      if (value > hi) hi = value;
    }
    if (lo > hi) continue;
    parts.push(`${parts.length === 0 ? 'M' : 'L'}${column} ${at(y.to(hi))}L${column} ${at(y.to(lo))}`);
  }
  return parts.join('');
}

/** A closed area between two curves; a gap where either has no value starts a new piece. */
export function bandPath(
  xs: ArrayLike<number>,
  lo: ArrayLike<number | null>,
  hi: ArrayLike<number | null>,
  scales: { readonly x: Scale; readonly y: Scale },
): string {
  const { x, y } = scales;
  const pieces: string[] = [];
  let upper: string[] = [];
  let lower: string[] = [];
  const close = (): void => {
    if (upper.length > 1) pieces.push(`M${upper.join('L')}L${lower.reverse().join('L')}Z`);
    upper = [];
    lower = [];
  };
  const [first, end] = visibleRange(xs, x);
  // Beyond two points a pixel a band has no detail to lose.
  const stride = Math.max(1, Math.floor((end - first) / (2 * Math.abs(x.range[1] - x.range[0]) || 1)));
  for (let i = first; i < end; i += stride) {
    const a = lo[i];
    const b = hi[i];
    if (a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b)) {
      close();
      continue;
    }
    const px = at(x.to(xs[i]));
    upper.push(`${px} ${at(y.to(b))}`);
    lower.push(`${px} ${at(y.to(a))}`);
  }
  close();
  return pieces.join('');
}
