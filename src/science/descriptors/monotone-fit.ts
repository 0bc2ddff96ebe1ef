/** A relation that only rises or only falls, known at some points; straight between them, level beyond. */
export interface MonotoneRelation {
  /** Ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rms of y about it, each point left out in turn: too small where points are copies of one another. */
  readonly std: number;
  readonly direction: 'rising' | 'falling';
}

/**
 * Isotonic regression: the monotone relation of least squares, by pooling adjacent violators.
 *
 * @param points  at least 3
 * @returns whichever of rising and falling fits better
 * Source: Barlow, Bartholomew, Bremner & Brunk, Statistical Inference under Order Restrictions (1972), chapter 1.
 * Checked: against exhaustive search over block partitions on small lists (monotone-fit.spec.ts).
 */
export function fitMonotone(points: readonly { readonly x: number; readonly y: number }[]): MonotoneRelation {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const fits = (['rising', 'falling'] as const).map((direction) => {
    const left = sorted.map((_, out) => {
      const others = sorted.filter((__, i) => i !== out);
      return sorted[out].y - valueAt({ ...pooled(others, direction), std: 0, direction }, sorted[out].x);
    });
    const std = Math.sqrt(left.reduce((sum, e) => sum + e * e, 0) / left.length);
    return { ...pooled(sorted, direction), std, direction };
  });
  return fits[0].std <= fits[1].std ? fits[0] : fits[1];
}

function pooled(
  sorted: readonly { readonly x: number; readonly y: number }[],
  direction: MonotoneRelation['direction'],
): { x: Float64Array; y: Float64Array } {
  const sign = direction === 'rising' ? 1 : -1;
  const blocks: { sumX: number; sumY: number; n: number }[] = [];
  for (const { x, y } of sorted) {
    blocks.push({ sumX: x, sumY: sign * y, n: 1 });
    for (let top = blocks.length - 1; top > 0; top--) {
      const [below, above] = [blocks[top - 1], blocks[top]];
      if (below.sumY / below.n <= above.sumY / above.n) break;
      blocks.pop();
      blocks[top - 1] = {
        sumX: below.sumX + above.sumX,
        sumY: below.sumY + above.sumY,
        n: below.n + above.n,
      };
    }
  }
  return {
    x: Float64Array.from(blocks, ({ sumX, n }) => sumX / n),
    y: Float64Array.from(blocks, ({ sumY, n }) => (sign * sumY) / n),
  };
}

/** y at an x: straight lines between the middles of blocks. */
export function valueAt({ x, y }: MonotoneRelation, at: number): number {
  const next = x.findIndex((known) => known > at);
  if (next === 0) return y[0];
  if (next < 0) return y[y.length - 1];
  const share = (at - x[next - 1]) / (x[next] - x[next - 1]);
  return y[next - 1] + share * (y[next] - y[next - 1]);
}
