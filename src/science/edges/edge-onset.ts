import type { PowerLawFit } from '../preprocessing/power-law.js';
import {
  channelAt,
  channelRange,
  energyAt,
  SpectrumError,
  spectrumAt,
  type SpectrumImage,
} from '../spectra/spectrum-image.js';

export interface OnsetOptions {
  /** Net signal is averaged over this width before it is looked at, eV. */
  readonly smoothEv: number;
  /** The first maximum of the rise lies within this distance above the onset, eV. */
  readonly maximumWithinEv: number;
  /** Onsets are looked for up to this far from the edge's own, eV. */
  readonly reachEv: number;
}

export const DEFAULT_ONSET_OPTIONS: OnsetOptions = { smoothEv: 1, maximumWithinEv: 8, reachEv: 6 };

/** eV on the axis of the scan, [nPixels]; NaN where the rise does not stand out of its noise. */
export interface OnsetProfile {
  readonly values: Float64Array;
  readonly std: Float64Array;
  readonly method: string;
}

/** The height of the rise must be this many of its standard deviations. */
const MIN_HEIGHT_SIGMA = 5;

interface Rising {
  readonly first: number;
  /** Channel of the first maximum behind the onset in the summed net signal. */
  readonly top: number;
  /** Half the smoothing width, channels. */
  readonly reach: number;
  /** Channels below the crossing in which noise may cross once more. */
  readonly doubt: number;
}

/** Boxcar mean over ±reach channels. */
function smoothed(net: Float64Array, reach: number): Float64Array {
  const out = new Float64Array(net.length);
  for (let i = 0; i < net.length; i++) {
    const lo = Math.max(0, i - reach);
    const hi = Math.min(net.length, i + reach + 1);
    let sum = 0;
    for (let k = lo; k < hi; k++) sum += net[k];
    out[i] = sum / (hi - lo);
  }
  return out;
}

function netOf(
  scan: SpectrumImage,
  fit: PowerLawFit,
  pixel: number,
  range: readonly [number, number],
): Float64Array {
  const [first, end] = range;
  const spectrum = spectrumAt(scan, pixel);
  return new Float64Array(end - first).map(
    (_, k) =>
      spectrum[first + k] -
      Math.exp(fit.logA[pixel] - fit.r[pixel] * Math.log(energyAt(scan.energy, first + k))),
  );
}

/** First maximum of the summed net signal behind the onset that nothing within 1.5 eV exceeds. */
function firstMaximum(sum: Float64Array, from: number, to: number, clear: number): number {
  for (let i = from; i <= to; i++) {
    let isTop = true;
    for (let k = Math.max(0, i - clear); k <= Math.min(sum.length - 1, i + clear); k++)
      if (sum[k] > sum[i]) isTop = false;
    if (isTop) return i;
  }
  return to;
}

interface Crossing {
  readonly channel: number;
  /** Height per channel at the crossing. */
  readonly slope: number;
}

/** Noise may cross the level more than once within this, eV. */
const DOUBT_EV = 2;

/**
 * Where `net` passes `level` below its top; slope around it. Where noise makes it pass more than
 * once, the middle of the first and the last place: the first one from the top alone would come late.
 */
function crossingBelow(
  net: Float64Array,
  { first, top, reach, doubt }: Rising,
  level: number,
): Crossing | null {
  const isPassedAt = (i: number): boolean => net[i - 1] < level && net[i] >= level;
  const exact = (i: number): number => i - 1 + (level - net[i - 1]) / (net[i] - net[i - 1]);
  let upper = top;
  while (upper > first && !isPassedAt(upper)) upper--;
  if (upper <= first) return null;
  let lower = Math.max(first + 1, upper - doubt);
  while (!isPassedAt(lower)) lower++;
  const channel = (exact(lower) + exact(upper)) / 2;
  // Close by: over the whole smoothing width a curved rise is less steep than where it crosses.
  const half = reach >> 1;
  const lo = Math.max(0, Math.floor(channel) - half);
  const hi = Math.min(net.length - 1, Math.floor(channel) + 1 + half);
  const slope = (net[hi] - net[lo]) / (hi - lo);
  return slope > 0 ? { channel, slope } : null;
}

/**
 * Variance of the smoothed net signal at a channel of the scan, which may be fractional: between two channels it is
 * interpolated, and the outermost counts enter in part.
 */
function varianceAt(
  scan: SpectrumImage,
  fit: PowerLawFit,
  pixel: number,
  at: { channel: number; reach: number },
): number {
  const spectrum = spectrumAt(scan, pixel);
  const width = 2 * at.reach + 1;
  const below = Math.floor(at.channel);
  const share = at.channel - below;
  let variance = 0;
  for (let k = below - at.reach; k <= below + at.reach + 1; k++) {
    const weight = k === below - at.reach ? 1 - share : k === below + at.reach + 1 ? share : 1;
    variance += weight * weight * Math.max(0, spectrum[Math.min(scan.nChannels - 1, Math.max(0, k))]);
  }
  return (fit.noiseScale * variance) / (width * width);
}

/** Variance of the background at an energy by the errors of its fit. */
function backgroundVariance(fit: PowerLawFit, pixel: number, energyEv: number): number {
  const u = Math.log(energyEv / fit.referenceEv);
  const b = Math.exp(fit.logA[pixel] - fit.r[pixel] * Math.log(energyEv));
  const [v0, c01, v1] = fit.covariance.subarray(3 * pixel, 3 * pixel + 3);
  return b * b * (v0 - 2 * u * c01 + u * u * v1);
}

/**
 * Onset of an edge in each pixel: the energy at which the net signal, smoothed over 1 eV, reaches half the height of its
 * first maximum, by linear interpolation between channels.
 *
 * The place of the first maximum is taken once, from the sum of all pixels, so that a pixel's noise cannot choose
 * between a pre-peak and the main peak; its height is the pixel's own.
 *
 * @param scan  counts [nPixels × nChannels]
 * @param fit   background of each pixel below this edge
 * @param edge  `onsetEv` on the axis of the scan
 * @returns values and std in eV; std: counting noise at the crossing and at the top and the background's error, over
 *   the slope
 * @throws SpectrumError window-outside-axis  the onset is not on the axis; shape-mismatch  fit of another scan
 * Valid for: onsets that stay within `reachEv` of the edge's and are sharp; where the first maximum changes its nature
 *   along the scan (a pre-peak vanishes) the half height moves with it.
 * Source: own definition. Checked: edge-onset.spec.ts (known shifts, coverage over 200 seeds).
 */
export function edgeOnsetProfile(
  scan: SpectrumImage,
  fit: PowerLawFit,
  edge: { readonly onsetEv: number },
  options: OnsetOptions = DEFAULT_ONSET_OPTIONS,
): OnsetProfile {
  if (fit.nPixels !== scan.nPixels) {
    throw new SpectrumError(
      'shape-mismatch',
      `The background is of ${fit.nPixels} pixels, the scan has ${scan.nPixels}.`,
    );
  }
  const { reachEv, maximumWithinEv, smoothEv } = options;
  const range = channelRange(scan.energy, [edge.onsetEv - reachEv, edge.onsetEv + maximumWithinEv + reachEv]);
  const reach = Math.max(0, Math.round((smoothEv / scan.energy.scaleEv - 1) / 2));
  const nets = Array.from({ length: scan.nPixels }, (_, pixel) =>
    Number.isNaN(fit.r[pixel]) ? null : smoothed(netOf(scan, fit, pixel, [range.first, range.end]), reach),
  );
  const sum = new Float64Array(range.end - range.first);
  for (const net of nets) if (net !== null) for (let i = 0; i < sum.length; i++) sum[i] += net[i];
  const onset = Math.round(channelAt(scan.energy, edge.onsetEv)) - range.first;
  const within = Math.round(maximumWithinEv / scan.energy.scaleEv);
  const clear = Math.max(1, Math.round(1.5 / scan.energy.scaleEv));
  const top = firstMaximum(sum, Math.max(0, onset), Math.min(sum.length - 1, onset + within), clear);
  const rising = { first: 0, top, reach, doubt: Math.round(DOUBT_EV / scan.energy.scaleEv) };
  const values = new Float64Array(scan.nPixels).fill(Number.NaN);
  const std = new Float64Array(scan.nPixels).fill(Number.NaN);
  nets.forEach((net, pixel) => {
    if (net === null) return;
    const topVariance = varianceAt(scan, fit, pixel, { channel: range.first + top, reach });
    const topBackground = backgroundVariance(fit, pixel, energyAt(scan.energy, range.first + top));
    if (!(net[top] > MIN_HEIGHT_SIGMA * Math.sqrt(topVariance + topBackground))) return;
    const crossing = crossingBelow(net, rising, net[top] / 2);
    if (crossing === null) return;
    const channel = range.first + crossing.channel;
    const here = varianceAt(scan, fit, pixel, { channel, reach });
    // The background's error is nearly the same at the crossing and at the top; half of it remains in the difference.
    const variance = here + topVariance / 4 + topBackground / 4;
    values[pixel] = energyAt(scan.energy, channel);
    std[pixel] = (Math.sqrt(variance) / crossing.slope) * scan.energy.scaleEv;
  });
  return { values, std, method: 'half height of the first maximum, net signal smoothed over 1 eV' };
}
