import { SpectrumError } from '../spectra/spectrum-image.js';
import type { PoissonPca } from './pca-result.js';
import type { CountsShape } from './poisson-weighting.js';

/** A pixel or channel in which the subspace leaves more than noise. */
export interface Misfit {
  readonly index: number;
  /** Standard deviations: of χ² above its expectation, or of the strongest run of channels, whichever is larger. */
  readonly sigmas: number;
}

export interface Denoised {
  /** [nPixels × nChannels of the range], Σ loading·component; may be below 0 where there are hardly any counts. */
  readonly counts: Float32Array;
  readonly rank: number;
  /** Pixels whose spectrum has structure that the subspace cannot show: it was taken away, or replaced by that of others. */
  readonly pixels: readonly Misfit[];
  readonly channels: readonly Misfit[];
  /** What a reader of the denoised scan must know, in words. */
  readonly warnings: readonly string[];
}

/** Runs of channels that are summed: an edge is wider than a channel. */
const RUNS = [1, 4, 16, 64];
/** One false alarm in so many scans, over all pixels, runs and channels. */
const SCANS_PER_ALARM = 100;

/**
 * Counts as the significant subspace shows them, and where it may mislead.
 *
 * A truncated decomposition writes every pixel with the spectra of the many: a phase in a single pixel is dropped and the
 * pixel shown as a mixture of the others. So the residual is tested, each pixel and channel against the noise of the counts
 * (variance = mean · noiseScale²): its χ², and its sums over runs of 1, 4, 16 and 64 channels.
 *
 * @param counts  those the components are of, [nPixels × nChannels]
 * @param rank    components kept, 1 … pca.nComponents
 * @throws SpectrumError invalid-parameter, shape-mismatch
 * Valid for: means above about 1 count a channel; below, the test is a rough one. Noise correlated over channels raises alarms.
 * Checked: alarms in pure noise, a rare phase in one pixel, error against the truth (denoise.spec.ts).
 */
export function denoise(
  counts: Float32Array,
  shape: CountsShape,
  { pca, rank }: { readonly pca: PoissonPca; readonly rank: number },
): Denoised {
  const { nPixels: m, nChannels: n } = pca;
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= pca.nComponents)) {
    throw new SpectrumError(
      'invalid-parameter',
      `A subspace of rank ${rank} of ${pca.nComponents} components.`,
    );
  }
  if (shape.nPixels !== m || counts.length !== m * shape.nChannels || pca.channelRange[1] > shape.nChannels) {
    throw new SpectrumError('shape-mismatch', 'The components are not of these counts.');
  }
  const model = new Float32Array(m * n);
  const scale = pca.noise.source === 'measured' ? pca.noiseScale : 1;
  const columns = new Tally(n);
  const threshold = normalQuantile(1 - 1 / SCANS_PER_ALARM / (m * n * RUNS.length));
  const pixels: Misfit[] = [];
  for (let i = 0; i < m; i++) {
    const row = model.subarray(i * n, (i + 1) * n);
    fillModel(row, pca, i, rank);
    const from = i * shape.nChannels + pca.channelRange[0];
    const sigmas = misfitOf(counts.subarray(from, from + n), row, { scale, columns, freedom: 1 - rank / n });
    if (sigmas > threshold) pixels.push({ index: i, sigmas });
  }
  const channels = columns.misfits(1 - rank / m).filter((c) => c.sigmas > threshold);
  return { counts: model, rank, pixels, channels, warnings: warningsOf(pixels, channels, rank) };
}

function fillModel(
  row: Float32Array,
  { components, loadings, nPixels, nChannels }: PoissonPca,
  i: number,
  rank: number,
): void {
  const sum = new Float64Array(nChannels);
  for (let k = 0; k < rank; k++) {
    const weight = loadings[k * nPixels + i];
    for (let j = 0; j < nChannels; j++) sum[j] += weight * components[k * nChannels + j];
  }
  row.set(sum);
}

/** χ² of each channel over the pixels, and its variance: 2 + 1/mean for a Poisson number. */
class Tally {
  private readonly chi: Float64Array;
  private readonly expected: Float64Array;
  private readonly variance: Float64Array;

  constructor(n: number) {
    this.chi = new Float64Array(n);
    this.expected = new Float64Array(n);
    this.variance = new Float64Array(n);
  }

  add(j: number, square: number, spread: number): void {
    this.chi[j] += square;
    this.expected[j] += 1;
    this.variance[j] += spread;
  }

  misfits(freedom: number): Misfit[] {
    return Array.from(this.chi, (chi, index) => ({
      index,
      sigmas:
        this.variance[index] > 0
          ? (chi - freedom * this.expected[index]) / Math.sqrt(this.variance[index])
          : 0,
    }));
  }
}

/** The strongest sign of structure in the residual of a pixel, standard deviations. */
function misfitOf(
  counts: Float32Array,
  model: Float32Array,
  { scale, columns, freedom }: { readonly scale: number; readonly columns: Tally; readonly freedom: number },
): number {
  const n = counts.length;
  const residual = new Float64Array(n + 1);
  const variance = new Float64Array(n + 1);
  let chi = 0;
  let expected = 0;
  let spread = 0;
  // A mean that the model puts at or below 0 is taken as that of the faintest count it could be.
  for (let j = 0; j < n; j++) {
    const v = Math.max(model[j], 0.1) * scale * scale;
    const difference = Math.max(0, counts[j]) - model[j];
    const square = (difference * difference) / v;
    const wide = 2 + (scale * scale) / v;
    chi += square;
    expected += 1;
    spread += wide;
    columns.add(j, square, wide);
    residual[j + 1] = residual[j] + difference;
    variance[j + 1] = variance[j] + v;
  }
  let most = (chi - freedom * expected) / Math.sqrt(spread);
  for (const run of RUNS) {
    for (let j = run; j <= n; j++) {
      const [sum, power] = [residual[j] - residual[j - run], variance[j] - variance[j - run]];
      // The tail of a Poisson number above its mean is longer than the normal one: the cube-root law of Wilson and Hilferty.
      most = Math.max(most, sum > 0 ? poissonSigmas(sum, power, scale) : -sum / Math.sqrt(power));
    }
  }
  return most;
}

/** Normal deviate of a Poisson sum `excess` above its mean (mean·scale² = variance). Source: Wilson & Hilferty, PNAS 17 (1931) 684. */
function poissonSigmas(excess: number, variance: number, scale: number): number {
  const mean = variance / (scale * scale);
  const n = mean + excess / (scale * scale);
  return 3 * Math.sqrt(n) * (1 - 1 / (9 * n) - Math.cbrt(mean / n));
}

/** Upper quantile of the normal law by its tail's asymptote, iterated: 1 % good beyond 3. */
function normalQuantile(p: number): number {
  let z = 3;
  for (let i = 0; i < 50; i++)
    z = Math.sqrt(Math.max(1, -2 * Math.log((1 - p) * z * Math.sqrt(2 * Math.PI))));
  return z;
}

function warningsOf(pixels: readonly Misfit[], channels: readonly Misfit[], rank: number): string[] {
  const warnings = [
    `Noise was removed by writing every pixel with the same ${rank} spectra: what is rare or weak is not in them, and neighbouring pixels are no longer independent.`,
  ];
  if (pixels.length > 0) {
    warnings.push(
      `${pixels.length} pixels hold structure beyond noise outside these spectra; in them the denoised spectrum is not what was measured.`,
    );
  }
  if (channels.length > 0) {
    warnings.push(`${channels.length} channels vary by more than noise outside these spectra.`);
  }
  return warnings;
}
