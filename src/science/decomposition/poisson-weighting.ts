import { matrixOf, type Matrix } from '../numerics/gemm.js';
import { nonNegativeSums, weightedMoments } from '../numerics/row-sums.js';
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
  const view = channelsOf(counts, shape, channelRange);
  const { rowSums, colSums, negativeCounts, negativeSum } = nonNegativeSums(view);
  const total = rowSums.reduce((a, b) => a + b, 0);
  if (!Number.isFinite(total)) {
    throw new SpectrumError('invalid-parameter', 'The counts hold values that are not finite numbers.');
  }
  if (total === 0) throw new SpectrumError('no-counts', 'There are no counts above zero to decompose.');
  return {
    channelRange,
    counts: negativeCounts === 0 ? view : nonNegative(view),
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

const channelsOf = (
  counts: Float32Array,
  { nPixels, nChannels }: CountsShape,
  [first, end]: readonly [number, number],
): Matrix<Float32Array> => ({
  data: counts.subarray(first),
  nRows: nPixels,
  nCols: end - first,
  stride: nChannels,
});

/** A copy without gaps, clipped at zero. */
function nonNegative({ data, nRows, nCols, stride }: Matrix<Float32Array>): Matrix<Float32Array> {
  const copy = new Float32Array(nRows * nCols);
  for (let i = 0; i < nRows; i++) {
    for (let j = 0; j < nCols; j++) copy[i * nCols + j] = Math.max(0, data[i * stride + j]);
  }
  return matrixOf(copy, nRows, nCols);
}

/** ‖X'‖² and the variance that counting noise alone brings into it, Σ Xᵢⱼ/(rowSumᵢ·colSumⱼ). */
export function weightedPower(weighted: WeightedCounts): { power: number; countingNoise: number } {
  const { counts, rowScale, colScale } = weighted;
  const { sums, squares } = weightedMoments(
    counts,
    colScale.map((c) => c * c),
  );
  let power = 0;
  let countingNoise = 0;
  for (let i = 0; i < counts.nRows; i++) {
    const inverse = rowScale[i] * rowScale[i];
    power += squares[i] * inverse;
    countingNoise += sums[i] * inverse;
  }
  return { power, countingNoise };
}
