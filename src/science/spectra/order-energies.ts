import { FormatError } from '../formats/format-error.js';
import type { ReadScan } from './read-result.js';
import { medianStepEv } from './resample-uniformly.js';

/** A step back of more than this many median steps is another spectrum, not a shaky hand. */
const MAX_STEP_BACK = 5;

/**
 * Sorts the channels of spectra whose energies go back a little or repeat, as digitised curves do, and averages
 * channels of the same energy; says so in the warnings. Energies that ascend are returned as they are.
 *
 * @param energiesEv  one per channel
 * @throws FormatError invalid-calibration  energies go back by more than 5 median steps, or are not finite
 */
export function orderEnergies(
  read: ReadScan,
  energiesEv: readonly number[],
): { read: ReadScan; energiesEv: readonly number[] } {
  const steps = energiesEv.slice(1).map((energy, i) => energy - energiesEv[i]);
  if (steps.every((step) => step > 0)) return { read, energiesEv };
  const typical = Math.abs(medianStepEv(energiesEv));
  if (!steps.every((step) => step >= -MAX_STEP_BACK * typical)) {
    throw new FormatError('invalid-calibration', 'The energies go to and fro: there is no one energy axis.');
  }
  const groups = equalEnergies(energiesEv);
  const { scan } = read;
  const nChannels = groups.length;
  const counts = new Float32Array(scan.nPixels * nChannels);
  for (let p = 0; p < scan.nPixels; p++) {
    groups.forEach((channels, i) => {
      const sum = channels.reduce((total, channel) => total + scan.counts[p * scan.nChannels + channel], 0);
      counts[p * nChannels + i] = sum / channels.length;
    });
  }
  const message =
    'Some energies repeat or go back; the channels were sorted, those of equal energy averaged.';
  const sorted = groups.map((channels) => energiesEv[channels[0]]);
  const energy = { ...scan.energy, nChannels };
  return {
    read: {
      ...read,
      scan: { ...scan, counts, nChannels, energy },
      warnings: [...read.warnings, { code: 'energies-sorted', message }],
    },
    energiesEv: sorted,
  };
}

/** Channels by ascending energy, those of equal energy together. */
function equalEnergies(energiesEv: readonly number[]): number[][] {
  const order = energiesEv.map((_, i) => i).sort((a, b) => energiesEv[a] - energiesEv[b]);
  const groups: number[][] = [];
  for (const channel of order) {
    const last = groups.at(-1);
    if (last && energiesEv[last[0]] === energiesEv[channel]) last.push(channel);
    else groups.push([channel]);
  }
  return groups;
}
