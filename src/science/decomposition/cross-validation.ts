import { rowsTimesVectors } from '../numerics/gemm.js';
import type { Rng } from '../numerics/rng.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { poissonPca, type PoissonPca } from './poisson-pca.js';
import type { CountsShape } from './poisson-weighting.js';

export interface CrossValidation {
  /** Components that predict the other half of the counts better than without them; at least 1. */
  readonly rank: number;
  /** Mean squared error of the prediction by 1 … maxRank components, less that of the mean spectrum, over the scatter of one entry. */
  readonly errors: Float64Array;
  /** Standard deviation of `errors` over the splits; NaN for one split. */
  readonly errorStd: Float64Array;
  readonly splits: number;
}

export interface CrossValidationOptions {
  readonly maxRank: number;
  /** Times the counts are split. */
  readonly splits: number;
  readonly rng: Rng;
}

/** Counts above this are split by the normal law of the binomial one, which then differs by less than 10⁻³ of its width. */
const EXACT_SPLIT_TO = 2048;

/**
 * Rank by count splitting: each electron goes to one of two halves by the toss of a coin. The halves of a Poisson number are
 * independent, so what the components of one half predict of the other is signal; noise predicts nothing and costs.
 *
 * A component is kept where it lowers the error of prediction: of least use are those just above the noise edge, which are
 * real but too blurred to help. Half of the counts see weak components less well: the rank errs towards fewer.
 *
 * @param counts  [nPixels × nChannels], whole numbers ≥ 0
 * @throws SpectrumError invalid-parameter  counts that are no whole numbers: they are no electrons, and cannot be split
 * Source: Neufeld et al., Biostatistics 25 (2024) 270 (count splitting); binomial thinning of Poisson numbers.
 * Checked: rank of simulated scans and of pure noise (cross-validation.spec.ts).
 */
export function crossValidatedRank(
  counts: Float32Array,
  shape: CountsShape,
  { maxRank, splits, rng }: CrossValidationOptions,
): CrossValidation {
  if (!counts.every((x) => Number.isInteger(x) && x >= 0)) {
    throw new SpectrumError(
      'invalid-parameter',
      'Only whole numbers of electrons can be split into two halves.',
    );
  }
  const all = Array.from({ length: splits }, () => errorsOfSplit(counts, shape, maxRank, rng));
  const length = Math.min(...all.map((e) => e.length));
  const errors = Float64Array.from({ length }, (_, k) => all.reduce((sum, e) => sum + e[k], 0) / splits);
  const errorStd = errors.map((mean, k) =>
    Math.sqrt(all.reduce((sum, e) => sum + (e[k] - mean) ** 2, 0) / (splits - 1)),
  );
  let rank = 1;
  while (rank < length && errors[rank] < errors[rank - 1]) rank += 1;
  return { rank, errors, errorStd: splits > 1 ? errorStd : errors.map(() => Number.NaN), splits };
}

/**
 * Σₖ (σₖ² − 2·σₖ·uₖᵀ·B'·vₖ), times the electrons of a half: in units of the variance of one entry. B' is the other half under
 * the weights of the first.
 */
function errorsOfSplit(counts: Float32Array, shape: CountsShape, maxRank: number, rng: Rng): Float64Array {
  const first = counts.map((x) => halfOf(x, rng));
  const second = counts.map((x, at) => x - first[at]);
  const pca = poissonPca(first, shape, { maxRank, gainEstimate: false, rng });
  const [m, n, k] = [shape.nPixels, shape.nChannels, pca.nComponents];
  const total = pca.loadings.subarray(0, m).reduce((a, b) => a + b, 0);
  // In counts, u·√rowSum and v·√colSum over the sums: weights twice, once for each of the two matrices.
  const right = pca.components.map((c, at) => over(c, pca.components[at % n]));
  const products = rowsTimesVectors({ data: second, nRows: m, nCols: n, stride: n }, right, k);
  const errors = new Float64Array(k);
  for (let p = 1; p < k; p++) {
    let predicted = 0;
    for (let i = 0; i < m; i++)
      predicted += over(pca.loadings[p * m + i], pca.loadings[i]) * products[p * m + i];
    errors[p] = errors[p - 1] + pca.singularValues[p] ** 2 * total - 2 * predicted;
  }
  return errors;
}

const over = (a: number, b: number): number => (b > 0 ? a / b : 0);

/** How many of `count` coins show heads. */
function halfOf(count: number, rng: Rng): number {
  if (count > EXACT_SPLIT_TO) {
    return Math.min(count, Math.max(0, Math.round(count / 2 + rng.normal() * Math.sqrt(count / 4))));
  }
  let heads = 0;
  for (let left = count; left > 0; left -= 32) {
    let bits = Math.floor(rng.uniform() * 4294967296);
    if (left < 32) bits &= 2 ** left - 1;
    heads += ones(bits);
  }
  return heads;
}

/** Ones of a 32-bit number. */
function ones(bits: number): number {
  let x = bits | 0;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24) & 0xff;
}

/** What each rule says of the same counts; null where a rule cannot be asked. */
export interface RankVerdicts {
  /** Detection: what stands above the noise. The default everywhere. */
  readonly noiseEdge: number;
  /** Truncation of least error. */
  readonly gavishDonoho: number;
  /** Bend of the scree, as HyperSpy counts. */
  readonly elbow: number;
  /** Prediction of one half of the electrons by the other; null for counts that are no whole numbers. */
  readonly crossValidation: number | null;
  readonly crossValidationErrors: Float64Array | null;
  readonly edge: number;
  readonly noiseSource: PoissonPca['noise']['source'];
}

/**
 * The rank by all rules side by side.
 *
 * @throws SpectrumError  as poissonPca
 * Checked: cross-validation.spec.ts
 */
export function rankVerdicts(
  counts: Float32Array,
  shape: CountsShape,
  options: CrossValidationOptions,
): RankVerdicts {
  const pca = poissonPca(counts, shape, { maxRank: options.maxRank, rng: options.rng });
  const whole = counts.every((x) => Number.isInteger(x) && x >= 0);
  const crossed = whole ? crossValidatedRank(counts, shape, options) : null;
  return {
    ...pca.rank,
    crossValidation: crossed?.rank ?? null,
    crossValidationErrors: crossed?.errors ?? null,
    edge: pca.noiseEdge,
    noiseSource: pca.noise.source,
  };
}
