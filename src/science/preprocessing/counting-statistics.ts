import {
  SpectrumError,
  withCounts,
  channelAt,
  type SpectrumImage,
  type Warning,
} from '../spectra/spectrum-image.js';
import { findZeroLoss } from './find-zero-loss.js';
import { tailNoiseScale } from './tail-noise.js';

/** What the numbers of a scan plausibly are; 'unknown' where too little tells it. */
export type CountKind = 'electrons' | 'averaged' | 'gained' | 'unknown';

/** What the numbers of a scan look like. */
export interface CountingStatistics {
  readonly nMissing: number;
  /** Pixels in which every channel is missing. */
  readonly emptyPixels: readonly number[];
  readonly nNegative: number;
  readonly negativeSum: number;
  /** All counts are whole multiples of this; null = of nothing. 1 for electrons as a counting detector gives them. */
  readonly quantum: number | null;
  /** Variance over that of Poisson counts, where the spectrum is smooth; null = cannot be told. */
  readonly noiseFactor: number | null;
  readonly kind: CountKind;
  readonly warnings: readonly Warning[];
}

/** Poisson noise is believed between these. The detector's point spread and interpolation lower it somewhat. */
const BELIEVED: readonly [number, number] = [0.75, 1.35];
/** Behind this energy a low loss is smooth enough for its noise to be told, eV. */
const SMOOTH_FROM_EV = 50;
const MAX_SAMPLE = 20_000;

/**
 * Looks at the counts before anything is done with them: missing and negative numbers, whole multiples, and whether they
 * scatter as electrons do. Everything downstream that states a standard deviation assumes 'electrons' or measures the
 * noise scale itself; 'averaged' data (DigitalMicrograph bins may be means) scatter less, 'gained' ones more.
 *
 * Changes nothing: `repairMissing` and `treatNegatives` do, when told how.
 *
 * Valid for: noiseFactor from 4 pixels and 64 smooth channels on with 10 counts in 8 channels.
 * Checked: counting-statistics.spec.ts: Poisson counts, times a gain, averaged, with holes.
 */
export function countingStatistics(scan: SpectrumImage): CountingStatistics {
  let [nMissing, nNegative, negativeSum] = [0, 0, 0];
  const emptyPixels: number[] = [];
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    let missing = 0;
    for (let i = pixel * scan.nChannels; i < (pixel + 1) * scan.nChannels; i++) {
      const value = scan.counts[i];
      if (!Number.isFinite(value)) missing++;
      else if (value < 0) {
        nNegative++;
        negativeSum += value;
      }
    }
    nMissing += missing;
    if (missing === scan.nChannels) emptyPixels.push(pixel);
  }
  const quantum = quantumOf(scan.counts);
  const noiseFactor = noiseFactorOf(scan);
  const kind = kindOf(noiseFactor);
  const facts = { nMissing, emptyPixels, nNegative, negativeSum, quantum, noiseFactor, kind };
  return { ...facts, warnings: warningsOf(facts, scan.counts.length) };
}

/** The largest number of which all (of a sample) are whole multiples: the smallest step, if it is one. */
function quantumOf(counts: Float32Array): number | null {
  const every = Math.max(1, Math.floor(counts.length / MAX_SAMPLE));
  const sample: number[] = [];
  for (let i = 0; i < counts.length; i += every) if (Number.isFinite(counts[i])) sample.push(counts[i]);
  sample.sort((a, b) => a - b);
  let step = Infinity;
  const largest =
    sample.length === 0 ? 0 : Math.max(Math.abs(sample[0]), Math.abs(sample[sample.length - 1]));
  // float32 tells steps above 1e-6 of the largest count only.
  for (let i = 1; i < sample.length; i++) {
    const gap = sample[i] - sample[i - 1];
    if (gap > 2e-6 * largest && gap < step) step = gap;
  }
  if (!Number.isFinite(step)) return null;
  // From small to large: each one tells the step better, and the next larger one needs it.
  sample.sort((a, b) => Math.abs(a) - Math.abs(b));
  for (const value of sample) {
    const n = Math.round(value / step);
    if (Math.abs(value / step - n) > 0.05) return null;
    if (n !== 0) step = value / n;
  }
  return Math.abs(step - 1) < 1e-3 ? 1 : step;
}

function noiseFactorOf(scan: SpectrumImage): number | null {
  const first =
    findZeroLoss(scan) === null ? 0 : Math.max(0, Math.ceil(channelAt(scan.energy, SMOOTH_FROM_EV)));
  return tailNoiseScale(scan, first);
}

function kindOf(noiseFactor: number | null): CountKind {
  if (noiseFactor === null || !Number.isFinite(noiseFactor)) return 'unknown';
  if (noiseFactor < BELIEVED[0]) return 'averaged';
  return noiseFactor > BELIEVED[1] ? 'gained' : 'electrons';
}

function warningsOf(facts: Omit<CountingStatistics, 'warnings'>, nCounts: number): Warning[] {
  const warnings: Warning[] = [];
  const say = (code: string, message: string): number => warnings.push({ code, message });
  if (facts.nMissing > 0)
    say(
      'missing-counts',
      `${facts.nMissing} of ${nCounts} counts are no numbers; ${facts.emptyPixels.length} pixels are empty.`,
    );
  if (facts.nNegative > 0)
    say(
      'negative-counts',
      `${facts.nNegative} of ${nCounts} counts are below 0 (sum ${facts.negativeSum.toPrecision(3)}), as after dark subtraction.`,
    );
  if (facts.kind === 'averaged')
    say(
      'averaged-counts',
      `The counts scatter with ${facts.noiseFactor!.toFixed(2)} of the variance of electrons: averaged frames or bins, or interpolation.`,
    );
  if (facts.kind === 'gained')
    say(
      'gained-counts',
      `The counts scatter with ${facts.noiseFactor!.toFixed(2)} times the variance of electrons: a gain, or noise that is not counting noise.`,
    );
  return warnings;
}

/** A scan with every number finite, or pixels masked. */
export interface Repaired {
  readonly scan: SpectrumImage;
  readonly nReplaced: number;
  /** Pixels that are NaN throughout. */
  readonly maskedPixels: readonly number[];
  readonly warnings: readonly Warning[];
}

/**
 * Deals with counts that are no numbers, as told.
 *
 * 'refuse': throws when there are any. 'interpolate': up to `longestRun` channels in a row (default 4) become the straight
 * line between their neighbours; pixels with longer runs, or with gaps at an end of the axis, are masked. 'mask-pixels': every
 * pixel with a gap is masked, that is NaN throughout, which every step here takes for "no value".
 *
 * @throws SpectrumError no-counts  'refuse' and some are missing
 * Checked: counting-statistics.spec.ts.
 */
export function repairMissing(
  scan: SpectrumImage,
  policy: 'refuse' | 'interpolate' | 'mask-pixels',
  longestRun = 4,
): Repaired {
  const { nChannels } = scan;
  const counts = scan.counts.slice();
  const maskedPixels: number[] = [];
  let nReplaced = 0;
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = counts.subarray(pixel * nChannels, (pixel + 1) * nChannels);
    if (row.every(Number.isFinite)) continue;
    if (policy === 'refuse') {
      throw new SpectrumError(
        'no-counts',
        `Pixel ${pixel} has counts that are no numbers: repair or mask them.`,
      );
    }
    const filled = policy === 'interpolate' ? fillGaps(row, longestRun) : null;
    if (filled === null) {
      row.fill(Number.NaN);
      maskedPixels.push(pixel);
    } else nReplaced += filled;
  }
  const message = `${nReplaced} missing counts were interpolated, ${maskedPixels.length} pixels masked.`;
  const warnings =
    nReplaced + maskedPixels.length === 0 ? [] : [{ code: 'missing-counts-repaired', message }];
  return { scan: withCounts(scan, counts), nReplaced, maskedPixels, warnings };
}

/** Fills short gaps in place; null when one is too long or open, with the row as it was. */
function fillGaps(row: Float32Array, longestRun: number): number | null {
  const gaps: [number, number][] = [];
  for (let i = 0; i < row.length; i++) {
    if (Number.isFinite(row[i])) continue;
    const first = i;
    while (i < row.length && !Number.isFinite(row[i])) i++;
    if (first === 0 || i === row.length || i - first > longestRun) return null;
    gaps.push([first, i]);
  }
  let filled = 0;
  for (const [first, end] of gaps) {
    const [low, high] = [row[first - 1], row[end]];
    for (let i = first; i < end; i++) row[i] = low + ((high - low) * (i - first + 1)) / (end - first + 1);
    filled += end - first;
  }
  return filled;
}

/**
 * Deals with negative counts, as told: 'keep' (right for sums and maximum likelihood: they are noise about 0), 'zero' (adds
 * counts: weak signals grow, the warning says by how much), 'refuse'.
 *
 * @throws SpectrumError negative-counts  'refuse' and there are some
 */
export function treatNegatives(
  scan: SpectrumImage,
  policy: 'keep' | 'zero' | 'refuse',
): { readonly scan: SpectrumImage; readonly warnings: readonly Warning[] } {
  let [nNegative, sum, total] = [0, 0, 0];
  for (const value of scan.counts) {
    total += Number.isFinite(value) ? value : 0;
    if (!(value < 0)) continue;
    nNegative++;
    sum += value;
  }
  if (nNegative === 0) return { scan, warnings: [] };
  if (policy === 'refuse') {
    throw new SpectrumError(
      'negative-counts',
      `${nNegative} counts are below 0: say whether to keep them or take them as 0.`,
    );
  }
  if (policy === 'keep') {
    return {
      scan,
      warnings: [{ code: 'negative-counts', message: `${nNegative} counts below 0 were kept.` }],
    };
  }
  const share = total > 0 ? `${((-100 * sum) / total).toPrecision(2)} % of all` : 'more than all';
  const message = `${nNegative} counts below 0 were taken as 0, which adds ${(-sum).toPrecision(3)} counts (${share}).`;
  return {
    scan: withCounts(
      scan,
      scan.counts.map((value) => (value < 0 ? 0 : value)),
    ),
    warnings: [{ code: 'negative-counts-as-zero', message }],
  };
}
