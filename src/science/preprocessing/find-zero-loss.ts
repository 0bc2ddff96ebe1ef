import { median, quantile } from '../numerics/statistics.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelAt, energyAt } from '../spectra/spectrum-image.js';
import { halfMaximumWidth } from './half-maximum-width.js';
import { sumSpectrum } from './sum-spectrum.js';

/** How far a miscalibrated axis may put zero loss from 0, eV (LSMO low loss +3.0, a HailiJia map −3.3). */
const MAX_OFFSET_EV = 10;

/** Widest zero-loss peak believed, eV and channels (a thermionic source at a coarse dispersion). */
const MAX_FWHM_EV = 5;
const MAX_FWHM_CHANNELS = 4;

/** The channels before the peak must be flat to this share of its height: before zero loss nothing has lost energy. */
const MAX_FOOT_SCATTER = 0.1;

/** Channels the spectrum must have left of the peak, in half-widths of it and in channels. */
const MIN_FOOT_FWHM = 1.5;
const MIN_FOOT_CHANNELS = 3;

/** Share of the mean spectrum's maximum that zero loss must reach: thick specimens have plasmons above it. */
const MIN_SHARE_OF_MAXIMUM = 0.1;

/** Where the zero-loss peak of the mean spectrum is. */
export interface ZeroLossLocation {
  readonly channel: number;
  readonly fwhmChannels: number;
  /** Level before the peak, counts per channel summed over pixels: a detector's pedestal. */
  readonly pedestal: number;
}

/**
 * The zero-loss peak of the scan's summed spectrum, or null: a peak within 10 eV of 0 above the level before it, no
 * wider than 5 eV (or 4 channels), on an axis that begins at or below 0 and leaves room before the peak in which
 * nothing happens.
 *
 * A core loss whose axis nobody calibrated starts at 0 eV and falls: it has no left side. A low loss without its
 * zero-loss peak has a first plasmon, which is wider or further away.
 *
 * @param known  the summed spectrum, where the caller has it
 */
export function findZeroLoss(scan: SpectrumImage, known?: Float64Array): ZeroLossLocation | null {
  if (scan.energy.offsetEv > 0) return null;
  const total = known ?? sumSpectrum(scan);
  const channel = highestNearZero(scan, total);
  if (channel === null) return null;
  // The lower quartile is a level even when half of the channels before the peak are its own flank.
  const foot = total.subarray(0, channel);
  const pedestal = quantile(foot, 0.25);
  const height = total[channel] - pedestal;
  const highest = total.reduce((top, value) => Math.max(top, value), 0) - pedestal;
  if (!(height > 0) || height < MIN_SHARE_OF_MAXIMUM * highest) return null;
  const fwhmChannels = halfMaximumWidth(total, channel, pedestal);
  const widest = Math.max(MAX_FWHM_CHANNELS, MAX_FWHM_EV / scan.energy.scaleEv);
  if (fwhmChannels === null || fwhmChannels > widest) return null;
  if (channel < Math.max(MIN_FOOT_CHANNELS, MIN_FOOT_FWHM * fwhmChannels)) return null;
  const scatter = median(foot.map((value) => Math.abs(value - pedestal)));
  return scatter > MAX_FOOT_SCATTER * height ? null : { channel, fwhmChannels, pedestal };
}

/** Whether a zero-loss peak is in the range of the scan; see `findZeroLoss` for what counts as one. */
export const hasZeroLoss = (scan: SpectrumImage): boolean => findZeroLoss(scan) !== null;

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
