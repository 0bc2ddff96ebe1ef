import type { Matrix } from '../numerics/gemm.js';
import { nonNegativeSums } from '../numerics/row-sums.js';
import type { SingularTriplets } from '../numerics/svd.js';
import { sumWeightedGram, type WeightedGram } from '../numerics/weighted-gram.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { checkedBlocks, type CountBlock, type CountBlocks } from './count-blocks.js';
import { basisOfGram, restScales, sumScores, type GramBasis } from './gram-triplets.js';
import { samplePixels, type RowSample } from './noise-scale.js';
import { poissonPcaOfParts, type PoissonPca } from './pca-result.js';
import type { PoissonPcaOptions } from './poisson-pca.js';
import { checkRange, nonNegative, weightsOfSums, type CountWeights } from './poisson-weighting.js';

/** Channels up to which the Gram matrix (8 bytes · channels², twice) is small beside other memory. */
const MAX_CHANNELS = 4096;

/**
 * `poissonPca` of counts that are never in memory all at once.
 *
 * Three readings of the source: sums; Gram matrix of the channels; scores. A fourth only where rounding to integers could
 * be felt (counts above some 10⁵ a channel). Memory: 16 bytes · channels², 24 bytes · pixels · components, and a block.
 *
 * @throws SpectrumError no-counts, shape-mismatch (a source that does not keep its promise), invalid-parameter; and what
 * the source throws
 * Accuracy: singular values of the components to 1e-4, also in the noise.
 * Valid for: more pixels than channels is where it is fast; up to 4096 channels of the range.
 * Source: as poissonPca. Checked: against poissonPca and numpy's full SVD (poisson-pca-streamed.spec.ts).
 */
export async function poissonPcaStreamed(
  source: CountBlocks,
  options: PoissonPcaOptions,
): Promise<PoissonPca> {
  if (!(Number.isInteger(options.maxRank) && options.maxRank >= 1)) {
    throw new SpectrumError(
      'invalid-parameter',
      `maxRank must be a whole number ≥ 1, not ${options.maxRank}.`,
    );
  }
  const range = options.channelRange ?? [0, source.nChannels];
  checkRange(range, source.nChannels);
  if (range[1] - range[0] > MAX_CHANNELS) {
    throw new SpectrumError(
      'invalid-parameter',
      `${range[1] - range[0]} channels are more than ${MAX_CHANNELS}: choose a range, or rebin.`,
    );
  }
  const weights = await readSums(source, range);
  const nComponents = Math.min(options.maxRank, weights.liveRows, weights.liveCols);
  const count = nComponents - 1;
  let { gram, sample } = await readGram(source, weights, false);
  let basis = basisOfGram(gram, weights, { count, rng: options.rng });
  if (!basis.isSharp) {
    ({ gram, sample } = await readGram(source, weights, true));
    basis = basisOfGram(gram, weights, { count, rng: options.rng });
  }
  const rest = await readScores(source, weights, basis);
  return poissonPcaOfParts({
    weights,
    power: { power: 1 + gram.squares, countingNoise: gram.countingNoise, rowSquares: gram.rowSquares },
    sample,
    nComponents,
    gainEstimate: options.gainEstimate ?? true,
    rest,
    converged: basis.converged,
    method: 'gram',
  });
}

type Range = readonly [number, number];

/** The channels of a range of a block, without copying. */
const rowsOf = ({ counts }: CountBlock, nChannels: number, [first, end]: Range): Matrix<Float32Array> => ({
  data: counts.subarray(first),
  nRows: counts.length / nChannels,
  nCols: end - first,
  stride: nChannels,
});

async function readSums(source: CountBlocks, range: Range): Promise<CountWeights> {
  const rowSums = new Float64Array(source.nPixels);
  const colSums = new Float64Array(range[1] - range[0]);
  let negativeCounts = 0;
  let negativeSum = 0;
  for await (const block of checkedBlocks(source)) {
    const sums = nonNegativeSums(rowsOf(block, source.nChannels, range));
    rowSums.set(sums.rowSums, block.firstPixel);
    sums.colSums.forEach((s, j) => (colSums[j] += s));
    negativeCounts += sums.negativeCounts;
    negativeSum += sums.negativeSum;
  }
  return weightsOfSums({ rowSums, colSums, negativeCounts, negativeSum }, range);
}

async function readGram(
  source: CountBlocks,
  weights: CountWeights,
  exact: boolean,
): Promise<{ gram: WeightedGram; sample: RowSample }> {
  const sum = sumWeightedGram(restScales(weights), exact);
  const n = weights.colSums.length;
  const pixels = samplePixels(source.nPixels);
  const counts = new Float32Array(pixels.length * n);
  for await (const block of checkedBlocks(source)) {
    const rows = rowsOf(block, source.nChannels, weights.channelRange);
    sum.add(rows);
    pixels.forEach((pixel, r) => {
      const i = pixel - block.firstPixel;
      if (i < 0 || i >= rows.nRows) return;
      for (let j = 0; j < n; j++) counts[r * n + j] = Math.max(0, rows.data[i * rows.stride + j]);
    });
  }
  return { gram: sum.finish(), sample: { pixels, counts } };
}

async function readScores(
  source: CountBlocks,
  weights: CountWeights,
  basis: GramBasis,
): Promise<SingularTriplets> {
  const scores = sumScores(weights, basis);
  for await (const block of checkedBlocks(source)) {
    const rows = rowsOf(block, source.nChannels, weights.channelRange);
    scores.add(weights.negativeCounts === 0 ? rows : nonNegative(rows));
  }
  return scores.finish();
}
