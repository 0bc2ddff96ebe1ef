import { median } from '../numerics/statistics.js';
import { SpectrumError, withCounts, type SpectrumImage, type Warning } from '../spectra/spectrum-image.js';
import { findZeroLoss } from './find-zero-loss.js';
import { sumSpectrum } from './sum-spectrum.js';

/** Channels compared with: to each side. */
const REACH = 12;
/** How far a channel must stand out, in robust standard deviations of its surroundings and as a share of the level. */
const SIGMAS = 8;
const MIN_SHARE = 0.03;
const NORMAL_MEDIAN = 0.6745;
/** Zero loss has features as narrow as a channel: this many widths of it are left alone. */
const LEFT_ALONE_FWHM = 3;

/**
 * Channels whose counts, in the sum of all pixels, do not fit between their neighbours: dead or hot detector columns.
 *
 * A channel is compared with the straight line between those two away on either side, against how its surroundings scatter
 * about such lines; zero loss and its feet are left alone.
 *
 * @returns ascending channel numbers
 * Valid for: single columns, in sums whose real features are wider than three channels; sharper ones (white lines at 1 eV a
 *   channel) may be taken for bad: look before replacing.
 * Checked: counting-statistics.spec.ts: planted dead and hot columns, edges and white lines left alone.
 */
export function findBadChannels(scan: SpectrumImage): readonly number[] {
  const total = sumSpectrum(scan);
  const zeroLoss = findZeroLoss(scan);
  const isLeftAlone = (i: number): boolean =>
    zeroLoss !== null && Math.abs(i - zeroLoss.channel) <= LEFT_ALONE_FWHM * zeroLoss.fwhmChannels + 2;
  const bends = total.map((value, i) =>
    i < 2 || i >= total.length - 2 ? 0 : value - (total[i - 2] + total[i + 2]) / 2,
  );
  const bad: number[] = [];
  for (let i = 2; i < total.length - 2; i++) {
    if (isLeftAlone(i)) continue;
    const from = Math.max(2, i - REACH);
    const end = Math.min(total.length - 2, i + REACH + 1);
    const around = bends.slice(from, end).map(Math.abs);
    const level = Math.abs(median(total.slice(from, end)));
    const scatter = Math.max(median(around) / NORMAL_MEDIAN, Math.sqrt(level));
    const isHighest = [-2, -1, 1, 2].every((step) => Math.abs(bends[i]) >= Math.abs(bends[i + step]));
    const isOut = Math.abs(bends[i]) > SIGMAS * scatter && Math.abs(bends[i]) > MIN_SHARE * level;
    // A bad column makes a bend of half its size, the other way, two channels to each side.
    const isAlone = bends[i - 2] * bends[i] <= 0 && bends[i + 2] * bends[i] <= 0;
    const isNarrow =
      Math.abs(bends[i - 1]) < 0.5 * Math.abs(bends[i]) && Math.abs(bends[i + 1]) < 0.5 * Math.abs(bends[i]);
    if (isHighest && isOut && isAlone && isNarrow) bad.push(i);
  }
  return bad;
}

/**
 * Puts the straight line between the nearest good channels in the place of bad ones, in every pixel.
 *
 * @param channels  as found or as known of the detector
 * @returns new scan and a warning that says which; the values are no measurements
 * @throws SpectrumError invalid-parameter  a channel that is not there, or no good channel on either side of one
 */
export function replaceChannels(
  scan: SpectrumImage,
  channels: readonly number[],
): { readonly scan: SpectrumImage; readonly warnings: readonly Warning[] } {
  const { nChannels } = scan;
  if (channels.length === 0) return { scan, warnings: [] };
  const bad = new Set(channels);
  const between = [...bad].map((channel) => {
    let [low, high] = [channel - 1, channel + 1];
    while (bad.has(low)) low--;
    while (bad.has(high)) high++;
    const isThere = Number.isInteger(channel) && low >= 0 && high < nChannels;
    if (isThere) return { channel, low, high, share: (channel - low) / (high - low) };
    throw new SpectrumError(
      'invalid-parameter',
      `Channel ${channel} of ${nChannels} has no good channel on both sides: crop the axis instead.`,
    );
  });
  const counts = scan.counts.slice();
  for (let row = 0; row < counts.length; row += nChannels) {
    for (const { channel, low, high, share } of between) {
      counts[row + channel] = scan.counts[row + low] * (1 - share) + scan.counts[row + high] * share;
    }
  }
  const message = `Channels ${[...bad].sort((a, b) => a - b).join(', ')} were interpolated in every pixel.`;
  return { scan: withCounts(scan, counts), warnings: [{ code: 'channels-replaced', message }] };
}
