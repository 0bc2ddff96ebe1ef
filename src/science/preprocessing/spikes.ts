import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { SpectrumError, withCounts } from '../spectra/spectrum-image.js';
import {
  clampedPrediction,
  isPredictedByParabola,
  levelAround,
  PREDICTION_REACH,
  predictChannel,
  RESIDUAL_INFLATION,
} from './channel-prediction.js';
import { findZeroLoss } from './find-zero-loss.js';
import { neighbourPixels } from './neighbour-pixels.js';
import { noiseCurve, type NoiseCurve } from './noise-curve.js';

/** One channel of one pixel that was replaced; a spike two or three channels wide is two or three of these. */
export interface Spike {
  readonly pixel: number;
  readonly channel: number;
  readonly before: number;
  readonly after: number;
}

export interface SpikeOptions {
  /** A channel this many standard deviations above what its neighbours predict is a spike. */
  readonly thresholdSigma: number;
}

/** Neighbour channels of a spike are part of it when they stand this far out, standard deviations. */
const SHOULDER_SIGMA = 4;

/** A neighbour with less than this share of the counts says nothing about the shape of a spectrum. */
const MIN_NEIGHBOUR_SHARE = 0.2;

/** Without a neighbour to compare with, a spike stands this many times higher than any other deviation around. */
const LONE_FACTOR = 4;
const LONE_REACH = 24;
/** … and one of the channels beside it has at most this share of its height: the optics draw nothing that sharp. */
const LONE_SHOULDER_SHARE = 0.25;
/** Deviations this close are caused by the spike itself, through the prediction. */
const LONE_GAP = 7;

/** At most this share of the channels of a pixel is replaced: more is not stray radiation. */
const MAX_SHARE = 0.01;

/** Residuals are sampled, not all used, for the noise curve. */
const NOISE_SAMPLES = 8192;

/** Zero loss is left alone within this many widths. */
const ZERO_LOSS_REACH = 3;

interface Search extends SpikeContext, SpikeOptions {
  readonly scan: SpectrumImage;
  readonly counts: Float32Array;
}

/**
 * Replaces stray-radiation spikes: single channels, or up to three together, of one pixel that stand above what the
 * channels around predict AND above what the same channel does in each neighbouring pixel (on the same scale, and in
 * counts, so that neither sharp structure nor a hot channel of the detector is taken for a spike). A pixel without
 * comparable neighbours is judged against the deviations of its own spectrum, four times as strictly, and only
 * where one side falls within one channel.
 *
 * Noise is told from the scan itself (`noiseCurve`), so counts need not be electrons. Largest spike first, then again
 * without it. Replaced by the local quadratic of the channels around. The zero-loss peak is never touched.
 *
 * @returns a new scan of the same shape (the same one when nothing was found) and what was replaced, by pixel and
 *   channel
 * @throws SpectrumError invalid-parameter  thresholdSigma is not above 0
 * Valid for: features sampled by at least three channels (full width at half maximum). A spike on the same channel in
 *   two neighbouring pixels stays. Negative spikes stay.
 * Source: the idea of comparing in both directions is that of cosmic-ray filters for CCDs (P. G. van Dokkum, PASP 113
 *   (2001) 1420); the statistic is ours.
 * Checked: planted spikes found, false positives over seeds, measured scans of the shared data.
 */
export function removeSpikes(
  scan: SpectrumImage,
  options: SpikeOptions,
): { scan: SpectrumImage; spikes: readonly Spike[] } {
  if (!(options.thresholdSigma > 0)) {
    throw new SpectrumError(
      'invalid-parameter',
      `thresholdSigma must be above 0, not ${options.thresholdSigma}.`,
    );
  }
  const counts = scan.counts.slice();
  const all = { first: 0, end: scan.nPixels };
  const spikes = removeSpikesOf({ ...scan, counts }, all, { ...spikeContext(scan), ...options });
  return spikes.length === 0 ? { scan, spikes } : { scan: withCounts(scan, counts), spikes };
}

/** What is told of a whole scan before any of its pixels is judged. */
export interface SpikeContext {
  readonly noise: NoiseCurve;
  /** Channels of zero loss. */
  readonly isExempt: (channel: number) => boolean;
}

/** Told from the scan, or from some of its pixels (a scan that is read in blocks). */
export const spikeContext = (scan: SpectrumImage): SpikeContext => ({
  noise: measureNoise(scan),
  isExempt: exemptChannels(scan),
});

/** Cleans pixels [first, end) of a scan in place; the others are only compared with. */
export function removeSpikesOf(
  scan: SpectrumImage,
  { first, end }: { readonly first: number; readonly end: number },
  options: SpikeContext & SpikeOptions,
): Spike[] {
  const search: Search = { scan, counts: scan.counts, ...options };
  const spikes: Spike[] = [];
  for (let pixel = first; pixel < end; pixel++) spikes.push(...cleanPixel(search, pixel));
  return spikes;
}

function exemptChannels(scan: SpectrumImage): (channel: number) => boolean {
  const zeroLoss = findZeroLoss(scan);
  if (zeroLoss === null) return () => false;
  const reach = ZERO_LOSS_REACH * zeroLoss.fwhmChannels + PREDICTION_REACH;
  return (channel) => Math.abs(channel - zeroLoss.channel) <= reach;
}

function measureNoise(scan: SpectrumImage): NoiseCurve {
  const levels: number[] = [];
  const residuals: number[] = [];
  const sampled: number[] = [];
  // An odd step does not lock to the rows of the scan.
  const step = Math.max(1, Math.floor(scan.counts.length / NOISE_SAMPLES)) | 1;
  for (let at = 0; at < scan.counts.length; at += step) {
    const channel = at % scan.nChannels;
    if (!isPredictedByParabola(scan.nChannels, channel)) continue;
    sampled.push(scan.counts[at]);
    levels.push(levelAround(scan.counts, at));
    residuals.push(scan.counts[at] - predictChannel(scan.counts, at - channel, scan.nChannels, channel));
  }
  return noiseCurve({
    levels: Float64Array.from(levels),
    values: Float64Array.from(residuals),
    inflation: RESIDUAL_INFLATION,
    quantum: quantumOf(sampled),
  });
}

/** The number that all counts are whole multiples of, to float32 rounding: 1 for electrons; 0 when there is none. */
function quantumOf(counts: readonly number[]): number {
  const least = counts.reduce((low, value) => (value > 0 ? Math.min(low, value) : low), Infinity);
  if (least === Infinity) return 0;
  const isWhole = (value: number): boolean =>
    Math.abs(value / least - Math.round(value / least)) <= 1e-6 * Math.max(1, Math.abs(value / least));
  return counts.every(isWhole) ? least : 0;
}

function cleanPixel(search: Search, pixel: number): Spike[] {
  const { scan } = search;
  const spikes: Spike[] = [];
  const limit = Math.max(3, Math.floor(MAX_SHARE * scan.nChannels));
  while (spikes.length < limit) {
    const channel = worstSpike(search, pixel);
    if (channel === null) break;
    spikes.push(...replace(search, pixel, channel));
  }
  return spikes.sort((a, b) => a.channel - b.channel);
}

/** The channel of the largest deviation that is a spike. */
function worstSpike(search: Search, pixel: number): number | null {
  const { counts, scan, thresholdSigma, noise } = search;
  const row = pixel * scan.nChannels;
  // Most channels are told by this alone, without asking for the noise at their level.
  const least = thresholdSigma * Math.sqrt(RESIDUAL_INFLATION * noise.leastVariance);
  let worst: number | null = null;
  let largest = thresholdSigma;
  for (let channel = 0; channel < scan.nChannels; channel++) {
    const excess = counts[row + channel] - predictChannel(counts, row, scan.nChannels, channel);
    if (!(excess > least) || search.isExempt(channel) || !isLocalTop(search, pixel, channel)) continue;
    const own = deviation(search, pixel, channel);
    if (excess <= largest * own.std || !standsAlone(search, pixel, channel, own)) continue;
    largest = excess / own.std;
    worst = channel;
  }
  return worst;
}

interface Deviation {
  readonly excess: number;
  readonly std: number;
  readonly predicted: number;
}

function deviation({ counts, scan, noise }: Search, pixel: number, channel: number): Deviation {
  const row = pixel * scan.nChannels;
  const predicted = predictChannel(counts, row, scan.nChannels, channel);
  const std = Math.sqrt(RESIDUAL_INFLATION * noise.varianceAt(predicted));
  return { excess: counts[row + channel] - predicted, std, predicted };
}

function isLocalTop({ scan, counts }: Search, pixel: number, channel: number): boolean {
  const at = pixel * scan.nChannels + channel;
  const left = channel > 0 ? counts[at - 1] : -Infinity;
  const right = channel < scan.nChannels - 1 ? counts[at + 1] : -Infinity;
  return counts[at] >= left && counts[at] >= right;
}

/** Whether neighbouring pixels do not show the same; where none is comparable, whether the pixel's own spectrum does not. */
function standsAlone(search: Search, pixel: number, channel: number, own: Deviation): boolean {
  let compared = 0;
  for (const neighbour of neighbourPixels(search.scan, pixel)) {
    const other = deviation(search, neighbour, channel);
    if (!exceeds(own, other, 1, search.thresholdSigma)) return false;
    if (other.predicted < MIN_NEIGHBOUR_SHARE * own.predicted) continue;
    compared++;
    const scale = other.predicted > 0 ? Math.max(0, own.predicted / other.predicted) : 1;
    if (!exceeds(own, other, scale, search.thresholdSigma)) return false;
  }
  return compared > 0 || isLoneInSpectrum(search, pixel, channel, own);
}

const exceeds = (own: Deviation, other: Deviation, scale: number, thresholdSigma: number): boolean =>
  own.excess - scale * Math.max(0, other.excess) > thresholdSigma * Math.hypot(own.std, scale * other.std);

function isLoneInSpectrum(search: Search, pixel: number, channel: number, own: Deviation): boolean {
  const { counts, scan } = search;
  if (!isPredictedByParabola(scan.nChannels, channel)) return false;
  const at = pixel * scan.nChannels + channel;
  const lowerSide = Math.min(counts[at - 1], counts[at + 1]) - own.predicted;
  if (lowerSide > LONE_SHOULDER_SHARE * own.excess) return false;
  for (let distance = LONE_GAP; distance <= LONE_REACH; distance++) {
    for (const other of [channel - distance, channel + distance]) {
      if (!isPredictedByParabola(scan.nChannels, other)) continue;
      if (LONE_FACTOR * Math.abs(deviation(search, pixel, other).excess) > own.excess) return false;
    }
  }
  return true;
}

/** Puts the prediction in place of a spike and, where they stand out too, of the channels beside it. */
function replace(search: Search, pixel: number, channel: number): Spike[] {
  const { scan, counts, noise } = search;
  const row = pixel * scan.nChannels;
  // Not below nor above what is around: beside a steep rise a parabola swings.
  const value = clampedPrediction(counts, row, scan.nChannels, channel);
  const replaced: Spike[] = [{ pixel, channel, before: counts[row + channel], after: value }];
  for (const beside of [channel - 1, channel + 1]) {
    const outer = 2 * beside - channel;
    if (outer < 0 || outer >= scan.nChannels) continue;
    // On the line from the prediction to the next channel that is not part of the spike.
    const expected = (value + counts[row + outer]) / 2;
    if (counts[row + beside] - expected > SHOULDER_SIGMA * Math.sqrt(1.5 * noise.varianceAt(expected))) {
      replaced.push({ pixel, channel: beside, before: counts[row + beside], after: expected });
    }
  }
  for (const spike of replaced) counts[row + spike.channel] = spike.after;
  return replaced;
}
