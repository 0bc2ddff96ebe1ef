/** Bars of shares on top of one another, [part][position]: where each begins and ends; null where there is none. */
export interface Layered {
  readonly from: readonly (number | null)[];
  readonly to: readonly (number | null)[];
}

export function layered(parts: readonly (readonly (number | null)[])[]): Layered[] {
  const n = parts[0]?.length ?? 0;
  const foot = new Array<number>(n).fill(0);
  return parts.map((values) => {
    const from = values.map((v, i) => (v === null ? null : foot[i]));
    const to = values.map((v, i) => (v === null ? null : foot[i] + Math.max(0, v)));
    values.forEach((v, i) => (foot[i] += Math.max(0, v ?? 0)));
    return { from, to };
  });
}

/** Where a layer is thickest over a few neighbours: the place for its name. Null where it is too thin for one. */
export function labelPlace(
  { from, to }: Layered,
  half: number,
  least: number,
): { index: number; height: number } | null {
  const thickness = from.map((a, i) => (a === null ? 0 : (to[i] ?? 0) - a));
  let best: { index: number; size: number } | null = null;
  for (let i = 0; i < thickness.length; i++) {
    const near = thickness.slice(Math.max(0, i - half), i + half + 1);
    const size = Math.min(...near);
    if (near.length === 2 * half + 1 && size >= least && (best === null || size > best.size))
      best = { index: i, size };
  }
  if (best === null) return null;
  return { index: best.index, height: ((from[best.index] ?? 0) + (to[best.index] ?? 0)) / 2 };
}
