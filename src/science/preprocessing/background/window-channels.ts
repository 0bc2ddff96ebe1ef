import { channelRange, energyAt, SpectrumError, type SpectrumImage } from '../../spectra/spectrum-image.js';
import type { EnergyWindow } from './background-model.js';

/** The channels of one or several windows, ascending, none twice. */
export interface WindowChannels {
  readonly channels: Int32Array;
  readonly energiesEv: Float64Array;
  /** Geometric mean of the energies: where level and slope are least correlated. */
  readonly referenceEv: number;
}

const MIN_CHANNELS = 10;

/**
 * @throws SpectrumError fit-window-too-narrow  fewer than 10 channels in all; window-outside-axis; invalid-parameter  no
 *   window, or one that does not lie above 0 eV
 */
export function windowChannels(scan: SpectrumImage, windowsEv: readonly EnergyWindow[]): WindowChannels {
  const taken = new Set<number>();
  if (windowsEv.length === 0)
    throw new SpectrumError('invalid-parameter', 'A background needs a fit window.');
  for (const window of windowsEv) {
    if (!(window[0] > 0)) {
      throw new SpectrumError(
        'invalid-parameter',
        `A background is fitted above 0 eV; the window starts at ${window[0]}.`,
      );
    }
    const { first, end } = channelRange(scan.energy, window);
    for (let channel = first; channel < end; channel++) taken.add(channel);
  }
  if (taken.size < MIN_CHANNELS) {
    throw new SpectrumError(
      'fit-window-too-narrow',
      `The windows hold ${taken.size} channels; a background needs at least ${MIN_CHANNELS}.`,
    );
  }
  const channels = Int32Array.from(taken).sort();
  const energiesEv = Float64Array.from(channels, (channel) => energyAt(scan.energy, channel));
  const meanLog = energiesEv.reduce((total, e) => total + Math.log(e), 0) / energiesEv.length;
  return { channels, energiesEv, referenceEv: Math.exp(meanLog) };
}

/** Counts of a pixel in the windows, into `out` [nWindowChannels]; returns their sum. */
export function putWindowCounts(
  scan: SpectrumImage,
  pixel: number,
  { channels }: WindowChannels,
  out: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < channels.length; i++) {
    out[i] = scan.counts[pixel * scan.nChannels + channels[i]];
    total += out[i];
  }
  return total;
}
