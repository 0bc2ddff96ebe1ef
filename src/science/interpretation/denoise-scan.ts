import { denoise, type Misfit } from '../decomposition/denoise.js';
import type { PoissonPca } from '../decomposition/poisson-pca.js';
import { energyAt, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';

/** Named in the warning, the strongest first. */
const NAMED = 20;
/** Listed in the record. */
const LISTED = 1000;

/**
 * The scan as the significant components show it; channels outside their range stay as measured. Warns of what it drops, and
 * names the pixels and channels where the spectra given out are not what was measured.
 */
export function denoiseScan(
  scan: SpectrumImage,
  pca: PoissonPca,
  rank: number,
  record: RunRecord,
): SpectrumImage {
  const shape = { nPixels: scan.nPixels, nChannels: scan.nChannels };
  const found = denoise(scan.counts, shape, { pca, rank });
  const [first] = pca.channelRange;
  const counts = scan.counts.slice();
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = found.counts.subarray(pixel * pca.nChannels, (pixel + 1) * pca.nChannels);
    counts.set(row, pixel * scan.nChannels + first);
  }
  const [all, ofPixels, ofChannels] = sortedWarnings(found.warnings, found.pixels.length > 0);
  record.warn('denoising', 'denoised', all);
  if (ofPixels !== undefined)
    record.warn('denoising', 'denoised-pixels-mislead', `${ofPixels} Pixels ${named(found.pixels, String)}.`);
  if (ofChannels !== undefined) {
    const atEv = (index: number): string => energyAt(scan.energy, index + first).toFixed(1);
    record.warn(
      'denoising',
      'denoised-channels-mislead',
      `${ofChannels} At ${named(found.channels, atEv)} eV.`,
    );
  }
  record.done(
    'denoising',
    'counts of the significant components',
    { rank, channelRange: [...pca.channelRange] },
    { pixels: listed(found.pixels, 0), channels: listed(found.channels, first) },
  );
  return { ...scan, counts };
}

/** The first is of the scan as a whole; one of pixels and one of channels follow where there are such. */
function sortedWarnings(
  [all, ...rest]: readonly string[],
  hasPixels: boolean,
): [string, string | undefined, string | undefined] {
  return hasPixels ? [all, rest[0], rest[1]] : [all, undefined, rest[0]];
}

function named(misfits: readonly Misfit[], name: (index: number) => string): string {
  const strongest = [...misfits].sort((a, b) => b.sigmas - a.sigmas).slice(0, NAMED);
  const names = strongest.map(({ index }) => name(index)).join(', ');
  return misfits.length > NAMED ? `${names} and ${misfits.length - NAMED} more` : names;
}

const listed = (misfits: readonly Misfit[], first: number): number[] =>
  misfits.slice(0, LISTED).map(({ index }) => index + first);
