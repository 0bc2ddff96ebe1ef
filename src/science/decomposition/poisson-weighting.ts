import { matrixOf, type Matrix } from '../numerics/gemm.js';
import { nonNegativeSums, weightedMoments, type NonNegativeSums } from '../numerics/row-sums.js';
import { SpectrumError } from '../spectra/spectrum-image.js';

/** Counts of a scan, [nPixels × nChannels], pixel slow. */
export interface CountsShape {
  readonly nPixels: number;
  readonly nChannels: number;
}

/** Keenan–Kotula weights of counts: X'ᵢⱼ = Xᵢⱼ·rowScaleᵢ·colScaleⱼ with scales 1/√sum (0 for an empty one). */
export interface CountWeights {
  /** Channels [first, end) that were taken. */
  readonly channelRange: readonly [number, number];
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

/** The weights beside the counts they are of. */
export interface WeightedCounts extends CountWeights {
  /** [nPixels × nChannels of the range], ≥ 0; a view unless negatives forced a copy. */
  readonly counts: Matrix<Float32Array>;
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
  checkShape(counts, shape);
  checkRange(channelRange, shape.nChannels);
  const view = channelsOf(counts, shape, channelRange);
  const weights = weightsOfSums(nonNegativeSums(view), channelRange);
  return { ...weights, counts: weights.negativeCounts === 0 ? view : nonNegative(view) };
}

/**
 * The weights of counts whose sums are known.
 *
 * @throws SpectrumError invalid-parameter (entries that are not finite), no-counts
 */
export function weightsOfSums(sums: NonNegativeSums, channelRange: readonly [number, number]): CountWeights {
  const { rowSums, colSums, negativeCounts, negativeSum } = sums;
  const total = rowSums.reduce((a, b) => a + b, 0);
  if (!Number.isFinite(total)) {
    throw new SpectrumError('invalid-parameter', 'The counts hold values that are not finite numbers.');
  }
  if (total === 0) throw new SpectrumError('no-counts', 'There are no counts above zero to decompose.');
  return {
    channelRange,
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

function checkShape(counts: Float32Array, { nPixels, nChannels }: CountsShape): void {
  if (counts.length !== nPixels * nChannels) {
    throw new SpectrumError(
      'shape-mismatch',
      `${nPixels} × ${nChannels} pixels × channels are not ${counts.length} counts.`,
    );
  }
}

/** @throws SpectrumError invalid-parameter  [first, end) are no channels of a scan */
export function checkRange([first, end]: readonly [number, number], nChannels: number): void {
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
export function nonNegative({ data, nRows, nCols, stride }: Matrix<Float32Array>): Matrix<Float32Array> {
  const copy = new Float32Array(nRows * nCols);
  for (let i = 0; i < nRows; i++) {
    for (let j = 0; j < nCols; j++) copy[i * nCols + j] = Math.max(0, data[i * stride + j]);
  }
  return matrixOf(copy, nRows, nCols);
}

/** The same counts with every weight 1 (0 where there are none). */
export const withoutWeights = (weighted: WeightedCounts): WeightedCounts => ({
  ...weighted,
  rowScale: weighted.rowSums.map((s) => (s > 0 ? 1 : 0)),
  colScale: weighted.colSums.map((s) => (s > 0 ? 1 : 0)),
});

/** How much there is in a weighted matrix. */
export interface WeightedPower {
  /** ‖X'‖². */
  readonly power: number;
  /** The variance that counting noise alone brings into it, Σ Xᵢⱼ/(rowSumᵢ·colSumⱼ). */
  readonly countingNoise: number;
  /** ‖row‖² of X' without its first component, [nPixels]. */
  readonly rowSquares: Float64Array;
}

export function weightedPower(weighted: WeightedCounts): WeightedPower {
  const { counts, rowScale, rowSums, colScale, total } = weighted;
  const { sums, squares } = weightedMoments(
    counts,
    colScale.map((c) => c * c),
  );
  let power = 0;
  let countingNoise = 0;
  const rowSquares = new Float64Array(counts.nRows);
  for (let i = 0; i < counts.nRows; i++) {
    const inverse = rowScale[i] * rowScale[i];
    power += squares[i] * inverse;
    countingNoise += sums[i] * inverse;
    // The row's share in the first component is √(rowSum/N), exactly.
    rowSquares[i] = Math.max(0, squares[i] * inverse - rowSums[i] / total);
  }
  return { power, countingNoise, rowSquares };
}
