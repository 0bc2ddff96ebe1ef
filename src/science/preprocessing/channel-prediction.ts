import { median } from '../numerics/statistics.js';

const NEAREST = 2;
const REACH = 5;

/** Channels this far away take part in a prediction. */
export const PREDICTION_REACH = REACH;

/** Variance of (channel − prediction) over that of one channel: 1 + 2·(127² + 82² + 19² + 62²)/332². */
export const RESIDUAL_INFLATION = 1 + (2 * (127 ** 2 + 82 ** 2 + 19 ** 2 + 62 ** 2)) / 332 ** 2;

/** Whether the parabola's channels are all there; nearer to an end the prediction is only a mean of those on hand. */
export const isPredictedByParabola = (nChannels: number, channel: number): boolean =>
  channel >= REACH && channel < nChannels - REACH;

/**
 * What the channels around say about one channel of one spectrum: the value there of the least-squares parabola through
 * the channels 2, 3, 4 and 5 away on either side. The two next to it are left out: a spike spills into them.
 *
 * @param counts  many spectra; the one in question is [row, row + nChannels)
 * @returns NaN when the spectrum is shorter than the channels needed (11)
 */
export function predictChannel(
  counts: Float32Array,
  row: number,
  nChannels: number,
  channel: number,
): number {
  if (nChannels < 2 * REACH + 1) return Number.NaN;
  const at = row + channel;
  if (!isPredictedByParabola(nChannels, channel)) return meanOnHand(counts, row, nChannels, channel);
  // Written out: this runs for every channel of a scan.
  return (
    (127 * (counts[at - 2] + counts[at + 2]) +
      82 * (counts[at - 3] + counts[at + 3]) +
      19 * (counts[at - 4] + counts[at + 4]) -
      62 * (counts[at - 5] + counts[at + 5])) /
    332
  );
}

function meanOnHand(counts: Float32Array, row: number, nChannels: number, channel: number): number {
  let value = 0;
  let n = 0;
  for (let distance = NEAREST; distance <= REACH; distance++) {
    for (const other of [channel - distance, channel + distance]) {
      if (other < 0 || other >= nChannels) continue;
      value += counts[row + other];
      n++;
    }
  }
  return value / n;
}

/** Median of the channels of `predictChannel`: a level that one spike among them does not move. */
export function levelAround(counts: Float32Array, at: number): number {
  const around: number[] = [];
  for (let distance = NEAREST; distance <= REACH; distance++)
    around.push(counts[at - distance], counts[at + distance]);
  return median(around);
}

/** The prediction, held between the least and the most of the channels it is made of. */
export function clampedPrediction(
  counts: Float32Array,
  row: number,
  nChannels: number,
  channel: number,
): number {
  let [least, most] = [Infinity, -Infinity];
  for (let distance = NEAREST; distance <= REACH; distance++) {
    for (const other of [channel - distance, channel + distance]) {
      if (other < 0 || other >= nChannels) continue;
      least = Math.min(least, counts[row + other]);
      most = Math.max(most, counts[row + other]);
    }
  }
  return Math.min(most, Math.max(least, predictChannel(counts, row, nChannels, channel)));
}
