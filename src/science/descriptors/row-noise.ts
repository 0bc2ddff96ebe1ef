import { medianInPlace } from '../numerics/statistics.js';

/** Σ of the squared coefficients of a third difference, and the median of χ² of one degree of freedom. */
const THIRD_DIFFERENCE = 20;
const CHI_SQUARE_MEDIAN = 0.4549;

/**
 * Variance of the noise in a channel of one spectrum, told from its third differences (a smooth curve has none) by their
 * median, which peaks of a few channels do not move.
 *
 * @param memory   [nChannels], written over
 * @returns the mean over [first, end) where noise differs along it; 0 of fewer than 4 channels
 * Valid for: independent channels; of interpolated or smoothed spectra it is too small.
 * Checked: Gaussian noise on a line and on a peak (model-input.spec.ts).
 */
export function channelVariance(
  values: Float64Array,
  [first, end]: readonly [number, number],
  memory: Float64Array = new Float64Array(values.length),
): number {
  const n = end - first - 3;
  if (n < 1) return 0;
  const squares = memory.subarray(0, n);
  for (let i = 0; i < n; i++) {
    const at = first + i;
    const difference = values[at + 3] - 3 * values[at + 2] + 3 * values[at + 1] - values[at];
    squares[i] = difference * difference;
  }
  return medianInPlace(squares) / (THIRD_DIFFERENCE * CHI_SQUARE_MEDIAN);
}
