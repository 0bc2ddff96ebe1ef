import { median } from '../numerics/statistics.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelAt, energyAt } from '../spectra/spectrum-image.js';
import { halfMaximumWidth } from './half-maximum-width.js';

/** How far a miscalibrated axis may put zero loss from 0, eV (LSMO low loss +3.0, a HailiJia map −3.3). */
const MAX_OFFSET_EV = 10;

/** Widest zero-loss peak believed, eV and channels (a thermionic source at a coarse dispersion). */
const MAX_FWHM_EV = 5;
const MAX_FWHM_CHANNELS = 4;

/** Before zero loss nothing has lost energy: the counts there must fall to this share of the peak. */
const MAX_FOOT_SHARE = 0.1;

/** Share of the mean spectrum's maximum that zero loss must reach: thick specimens have plasmons above it. */
const MIN_SHARE_OF_MAXIMUM = 0.1;

/** Fewest counts at the top of the summed peak, in units of the foot's scatter. */
const MIN_HEIGHT_SIGMA = 10;

/** Where the zero-loss peak of the mean spectrum is. */
export interface ZeroLossLocation {
  readonly channel: number;
  readonly fwhmChannels: number;
}

/**
 * The zero-loss peak of the scan's summed spectrum, or null: a peak within 10 eV of 0, no wider than 5 eV (or 4
 * channels), whose left side falls to a tenth of it within the axis, and that stands out of the scatter before it.
 *
 * A core loss whose axis nobody calibrated starts at 0 eV and falls: it has no left side. A low loss without its
 * zero-loss peak has a first plasmon, which is wider or further away.
 */
export function findZeroLoss(scan: SpectrumImage): ZeroLossLocation | null {
  const total = sumOverPixels(scan);
  const channel = highestNearZero(scan, total);
  if (channel === null) return null;
  const height = total[channel];
  const highest = total.reduce((top, value) => Math.max(top, value), 0);
  if (!(height > 0) || height < MIN_SHARE_OF_MAXIMUM * highest) return null;
  const fwhmChannels = halfMaximumWidth(total, channel);
  const widest = Math.max(MAX_FWHM_CHANNELS, MAX_FWHM_EV / scan.energy.scaleEv);
  if (fwhmChannels === null || fwhmChannels > widest) return null;
  const foot = total.subarray(0, channel);
  if (!standsAboveFoot(foot, height)) return null;
  return { channel, fwhmChannels };
}

/** Whether a zero-loss peak is in the range of the scan; see `findZeroLoss` for what counts as one. */
export const hasZeroLoss = (scan: SpectrumImage): boolean => findZeroLoss(scan) !== null;

/** Sum over pixels, [nChannels], in double precision. */
function sumOverPixels(scan: SpectrumImage): Float64Array {
  const total = new Float64Array(scan.nChannels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = pixel * scan.nChannels;
    for (let i = 0; i < scan.nChannels; i++) total[i] += scan.counts[row + i];
  }
  return total;
}

/** Channel of the largest local maximum within ±MAX_OFFSET_EV; null when there is none. */
function highestNearZero(scan: SpectrumImage, total: Float64Array): number | null {
  const first = Math.max(1, Math.ceil(channelAt(scan.energy, -MAX_OFFSET_EV)));
  const last = Math.min(scan.nChannels - 2, Math.floor(channelAt(scan.energy, MAX_OFFSET_EV)));
  let best: number | null = null;
  for (let i = first; i <= last; i++) {
    const isTop = total[i] >= total[i - 1] && total[i] >= total[i + 1];
    if (isTop && (best === null || total[i] > total[best])) best = i;
  }
  return best !== null && Math.abs(energyAt(scan.energy, best)) <= MAX_OFFSET_EV ? best : null;
}

function standsAboveFoot(foot: Float64Array, height: number): boolean {
  const lowest = foot.reduce((low, value) => Math.min(low, value), Infinity);
  if (lowest > MAX_FOOT_SHARE * height) return false;
  const level = median(foot);
  const scatter = 1.4826 * median(foot.map((value) => Math.abs(value - level)));
  return height > level + MIN_HEIGHT_SIGMA * scatter || foot.length < 8;
}
