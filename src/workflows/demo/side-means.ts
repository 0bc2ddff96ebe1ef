import type { DemoTruth } from '../../science/spectra/forward-model-truth.js';

export interface Mean {
  readonly value: number;
  /** Standard deviation of the mean; null where the values have none. */
  readonly std: number | null;
}

/** Pixels of either bulk, at least three widths of the interface away from it, and those of the interface. */
export function farSides(
  nPixels: number,
  { changePoint }: DemoTruth,
): Record<'left' | 'right' | 'between', readonly number[]> {
  const pitchNm = changePoint.positionNm / changePoint.pixel;
  const width = changePoint.widthNm / pitchNm;
  const pixels = Array.from({ length: nPixels }, (_, p) => p);
  return {
    left: pixels.filter((p) => p < changePoint.pixel - 3 * width),
    right: pixels.filter((p) => p > changePoint.pixel + 3 * width),
    between: pixels.filter((p) => Math.abs(p - changePoint.pixel) <= width),
  };
}

interface Profile {
  readonly values: readonly (number | null)[];
  readonly std: readonly (number | null)[];
}

/** Mean over the pixels that have a value, weighted by 1/std² where every one of them has a standard deviation. */
export function meanAlong({ values, std }: Profile, pixels: readonly number[]): Mean | null {
  const used = pixels.filter((p) => values[p] != null);
  if (used.length === 0) return null;
  const weighted = used.every((p) => (std[p] ?? 0) > 0);
  let sum = 0;
  let total = 0;
  for (const p of used) {
    const weight = weighted ? 1 / std[p]! ** 2 : 1;
    sum += weight * values[p]!;
    total += weight;
  }
  return { value: sum / total, std: weighted ? 1 / Math.sqrt(total) : null };
}
