import type { Matrix } from '../numerics/gemm.js';
import { SpectrumError } from '../spectra/spectrum-image.js';

/** Counts of a scan, [nPixels × nChannels], pixel slow. */
export interface CountsShape {
  readonly nPixels: number;
  readonly nChannels: number;
}

/** Counts seen through Keenan–Kotula weights: X'ᵢⱼ = Xᵢⱼ·rowScaleᵢ·colScaleⱼ with scales 1/√sum (0 for an empty one). */
export interface WeightedCounts {
  /** Channels [first, end) that were taken. */
  readonly channelRange: readonly [number, number];
  /** The counts themselves, [nPixels × nChannels of the range]; a view unless the range or negatives forced a copy. */
  readonly counts: Matrix<Float32Array>;
  readonly rowSums: Float64Array;
  readonly colSums: Float64Array;
  readonly rowScale: Float64Array;
  readonly colScale: Float64Array;
  readonly total: number;
  /** Entries below zero that were taken as 0, and what they summed to. */
  readonly negativeCounts: number;
  readonly negativeSum: number;
  /** Pixels and channels with any counts: the size of the matrix as noise sees it. */
  readonly liveRows: number;
  readonly liveCols: number;
}

/**
 * Weights that make counting noise equal everywhere: each row over the root of its sum, each column over the root of
 * its sum (sums, not means). Then Var(X'ᵢⱼ) ≈ 1/N for N electrons.
 *
 * @param counts        [nPixels × nChannels]; what is below 0 is taken as 0 and counted
 * @param channelRange  [first, end) of the channels to take
 * @throws SpectrumError shape-mismatch, invalid-parameter (range, entries that are not finite), no-counts
 * Source: Keenan & Kotula, Surf. Interface Anal. 36 (2004) 203.
 * Checked: fixed 3×4 matrix (poisson-pca.spec.ts).
 */
export function weightCounts(
  counts: Float32Array,
  shape: CountsShape,
  channelRange: readonly [number, number] = [0, shape.nChannels],
): WeightedCounts {
  checkShape(counts, shape, channelRange);
  const { matrix, negativeCounts, negativeSum } = nonNegative(counts, shape, channelRange);
  const { rowSums, colSums } = sums(matrix);
  const total = rowSums.reduce((a, b) => a + b, 0);
  if (!Number.isFinite(total)) {
    throw new SpectrumError('invalid-parameter', 'The counts hold values that are not finite numbers.');
  }
  if (total === 0) throw new SpectrumError('no-counts', 'There are no counts above zero to decompose.');
  return {
    channelRange,
    counts: matrix,
    rowSums,
    colSums,
    rowScale: rowSums.map(inverseRoot),
    colScale: colSums.map(inverseRoot),
    total,
    negativeCounts,
    negativeSum,
    liveRows: rowSums.filter((s) => s > 0).length,
    liveCols: colSums.filter((s) => s > 0).length,
  };
}

const inverseRoot = (s: number): number => (s > 0 ? 1 / Math.sqrt(s) : 0);

function checkShape(
  counts: Float32Array,
  { nPixels, nChannels }: CountsShape,
  [first, end]: readonly [number, number],
): void {
  if (counts.length !== nPixels * nChannels) {
    throw new SpectrumError(
      'shape-mismatch',
      `${nPixels} × ${nChannels} pixels × channels are not ${counts.length} counts.`,
    );
  }
  if (!(Number.isInteger(first) && Number.isInteger(end) && first >= 0 && first < end && end <= nChannels)) {
    throw new SpectrumError(
      'invalid-parameter',
      `Channels [${first}, ${end}) are no range of ${nChannels} channels.`,
    );
  }
}

/** The channels of the range, clipped at zero; without a copy where all channels are taken and none is negative. */
function nonNegative(
  counts: Float32Array,
  { nPixels, nChannels }: CountsShape,
  [first, end]: readonly [number, number],
): { matrix: Matrix<Float32Array>; negativeCounts: number; negativeSum: number } {
  let negativeCounts = 0;
  let negativeSum = 0;
  for (let i = 0; i < nPixels; i++) {
    const to = i * nChannels + end;
    for (let j = i * nChannels + first; j < to; j++) {
      const value = counts[j];
      if (value < 0) {
        negativeCounts += 1;
        negativeSum += value;
      }
    }
  }
  const nCols = end - first;
  const view = { data: counts.subarray(first), nRows: nPixels, nCols, stride: nChannels };
  if (negativeCounts === 0) return { matrix: view, negativeCounts, negativeSum };
  const copy = new Float32Array(nPixels * nCols);
  for (let i = 0; i < nPixels; i++) {
    for (let j = 0; j < nCols; j++) copy[i * nCols + j] = Math.max(0, view.data[i * nChannels + j]);
  }
  return { matrix: { data: copy, nRows: nPixels, nCols, stride: nCols }, negativeCounts, negativeSum };
}

function sums({ data, nRows, nCols, stride }: Matrix<Float32Array>): {
  rowSums: Float64Array;
  colSums: Float64Array;
} {
  const rowSums = new Float64Array(nRows);
  const colSums = new Float64Array(nCols);
  for (let i = 0; i < nRows; i++) {
    let sum = 0;
    for (let j = 0; j < nCols; j++) {
      const x = data[i * stride + j];
      sum += x;
      colSums[j] += x;
    }
    rowSums[i] = sum;
  }
  return { rowSums, colSums };
}

/** ‖X'‖² and the variance that counting noise alone brings into it, Σ Xᵢⱼ/(rowSumᵢ·colSumⱼ). */
export function weightedPower(weighted: WeightedCounts): { power: number; countingNoise: number } {
  const { counts, rowScale, colScale } = weighted;
  const colInverse = colScale.map((c) => c * c);
  let power = 0;
  let countingNoise = 0;
  for (let i = 0; i < counts.nRows; i++) {
    const row = i * counts.stride;
    let squares = 0;
    let sum = 0;
    for (let j = 0; j < counts.nCols; j++) {
      const x = counts.data[row + j];
      const share = x * colInverse[j];
      squares += x * share;
      sum += share;
    }
    const inverse = rowScale[i] * rowScale[i];
    power += squares * inverse;
    countingNoise += sum * inverse;
  }
  return { power, countingNoise };
}
