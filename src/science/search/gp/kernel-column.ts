import type { SearchColumn, SearchSpace } from '../search-types.js';

/** A column as the kernel sees it: values are compared in shares of `scale`. */
export interface KernelColumn {
  readonly kind: 'linear' | 'periodic' | 'categorical';
  /** Period, or range of the candidates, in the column's unit. */
  readonly scale: number;
}

/** What is done to a value before it is compared with another: bit 0 mirrors it, bit 1 moves it by half the period. */
export type Move = 0 | 1 | 2 | 3;

export function kernelColumns(space: SearchSpace): KernelColumn[] {
  return space.columns.map((column, c) => ({
    kind: kindOf(column),
    scale: column.period ?? rangeOf(space, c),
  }));
}

function kindOf({ categorical, period }: SearchColumn): KernelColumn['kind'] {
  if (categorical) return 'categorical';
  return period === null ? 'linear' : 'periodic';
}

/** Largest minus smallest value; 1 where they are equal, so that it can divide. */
function rangeOf(space: SearchSpace, c: number): number {
  let [low, high] = [Infinity, -Infinity];
  if (space.kind === 'box') [low, high] = [space.lower[c], space.upper[c]];
  else {
    for (let i = c; i < space.values.length; i += space.columns.length) {
      low = Math.min(low, space.values[i]);
      high = Math.max(high, space.values[i]);
    }
  }
  return high > low ? high - low : 1;
}

/**
 * Distance of two values, the second one moved: the share of the range between them; for a periodic column the chord of the
 * circle, which for small distances is the share of the period; 0 or 1 for classes.
 */
export function separation(column: KernelColumn, a: number, b: number, move: Move): number {
  if (column.kind === 'categorical') return a === b ? 0 : 1;
  const difference = (a - (move & 1 ? -b : b)) / column.scale + (move & 2 ? 0.5 : 0);
  return column.kind === 'periodic'
    ? Math.abs(Math.sin(Math.PI * difference)) / Math.PI
    : Math.abs(difference);
}

/**
 * Matérn correlation of smoothness 5/2.
 *
 * Source: Rasmussen & Williams, Gaussian Processes for Machine Learning (2006), eq. 4.17. A product over columns of it is
 * positive definite, also on the circle by the chord. Checked: scikit-learn (test/reference/gaussian-process.json).
 */
export function matern(separationOverLength: number): number {
  const r = Math.sqrt(5) * separationOverLength;
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** Its derivative by the logarithm of the length. */
export function maternSlope(separationOverLength: number): number {
  const r = Math.sqrt(5) * separationOverLength;
  return ((r * r * (1 + r)) / 3) * Math.exp(-r);
}
