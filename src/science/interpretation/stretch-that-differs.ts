/** Values [from, to) that differ from the others, with both means. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly inside: number;
  readonly outside: number;
  /** Difference over its standard deviation by the scatter of neighbours. */
  readonly significance: number;
}

/** More values than this are not searched: the search takes the square of them. */
const MAX_VALUES = 2000;
/** Fewest values in a stretch, and outside it. */
const MIN_VALUES = 3;
/** Differences of neighbours of Gaussian noise have this median absolute value, in standard deviations. */
const NEIGHBOUR_MEDIAN = 0.6745 * Math.SQRT2;

/**
 * The stretch of a series whose mean differs most from that of the rest: a step where it touches an end, a band else.
 *
 * @param values  those that are known, in order
 * @returns null for fewer than 8 values or more than 2000
 * Checked: planted steps and bands; noise alone stays below 5 (stretch-that-differs.spec.ts).
 */
export function stretchThatDiffers(values: readonly number[]): Stretch | null {
  const n = values.length;
  if (n < 8 || n > MAX_VALUES) return null;
  const sums = [0];
  for (const value of values) sums.push(sums[sums.length - 1] + value);
  const differences = values.slice(1).map((value, i) => Math.abs(value - values[i]));
  differences.sort((a, b) => a - b);
  const noise = Math.max(differences[Math.floor(differences.length / 2)] / NEIGHBOUR_MEDIAN, 1e-12);
  let best: Stretch | null = null;
  for (let from = 0; from < n; from++) {
    for (let to = from + MIN_VALUES; to <= n; to++) {
      const nIn = to - from;
      if (n - nIn < MIN_VALUES) break;
      const inside = (sums[to] - sums[from]) / nIn;
      const outside = (sums[n] - sums[to] + sums[from]) / (n - nIn);
      const significance = Math.abs(inside - outside) / (noise * Math.sqrt(1 / nIn + 1 / (n - nIn)));
      if (best === null || significance > best.significance) {
        best = { from, to, inside, outside, significance };
      }
    }
  }
  return best;
}
