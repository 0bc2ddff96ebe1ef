/** Maps a number onto pixels of one axis and back. */
export interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly log: boolean;
  to(value: number): number;
  from(pixel: number): number;
}

/** On a log scale, what is not positive lies at the lower end: a count of zero is off the paper, not a hole in the line. */
export function makeScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  log = false,
): Scale {
  const f = log ? (v: number) => Math.log10(Math.max(v, domain[0])) : (v: number) => v;
  const lo = f(domain[0]);
  const span = f(domain[1]) - lo || 1;
  const pixels = range[1] - range[0];
  return {
    domain,
    range,
    log,
    to: (value) => range[0] + ((f(value) - lo) / span) * pixels,
    from: (pixel) => {
      const v = lo + ((pixel - range[0]) / (pixels || 1)) * span;
      return log ? 10 ** v : v;
    },
  };
}

/** Round numbers (1, 2, 5 × 10ⁿ) inside the domain, about `target` of them. */
export function linearTicks(domain: readonly [number, number], target: number): number[] {
  const [lo, hi] = domain;
  const rough = Math.abs(hi - lo) / Math.max(1, target);
  if (!(rough > 0) || !Number.isFinite(rough)) return [lo];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999)!;
  const from = Math.ceil(Math.min(lo, hi) / step - 1e-9);
  const to = Math.floor(Math.max(lo, hi) / step + 1e-9);
  // Multiply, do not add up: 0.1 added ten times is not 1.
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) =>
    Number(((from + i) * step).toPrecision(12)),
  );
}

/** Powers of ten inside the domain; when fewer than two fit, 1-2-5 steps. */
export function logTicks(domain: readonly [number, number], target: number): number[] {
  const from = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const to = Math.floor(Math.log10(domain[1]) + 1e-9);
  const decades = to - from + 1;
  if (decades < 2) {
    const fine: number[] = [];
    for (let e = from - 1; e <= to + 1; e++) fine.push(10 ** e, 2 * 10 ** e, 5 * 10 ** e);
    return fine.filter((v) => v >= domain[0] && v <= domain[1]);
  }
  const every = Math.max(1, Math.ceil(decades / Math.max(1, target)));
  const ticks: number[] = [];
  for (let e = from; e <= to; e += every) ticks.push(10 ** e);
  return ticks;
}

export const ticksOf = (scale: Scale, target: number): number[] =>
  scale.log ? logTicks(scale.domain, target) : linearTicks(scale.domain, target);

/** Smallest and largest finite value of several arrays; null when there is none. */
export function extent(...arrays: readonly ArrayLike<number | null>[]): [number, number] | null {
  let lo = Infinity;
  let hi = -Infinity;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const v = array[i];
      if (v === null || !Number.isFinite(v)) continue;
      if (v < lo) lo = v;
      if (v > hi) hi = v;
    }
  }
  return lo <= hi ? [lo, hi] : null;
}

/** A little air above and below, so that no line lies on the frame. */
export function padded(domain: readonly [number, number] | null, share = 0.06): [number, number] {
  if (domain === null) return [0, 1];
  const [lo, hi] = domain;
  const air = (hi - lo || Math.abs(hi) || 1) * share;
  return [lo - air, hi + air];
}
