import { FormatError } from '../formats/format-error.js';
import type { NpyArray } from '../formats/npy/parse-npy.js';
import { assembleScan } from './assemble-scan.js';
import { energiesOfName } from './energies-of-name.js';
import { UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult } from './read-result.js';
import { UNKNOWN_ACQUISITION } from './spectrum-image.js';

/**
 * The scan of an array that numpy saved alone. It knows its numbers, but nothing of its axes: the last is taken for
 * energy if the name of the file states a range (`-0.93eV to 9.07eV`), else it is refused.
 *
 * @param title  name of the file
 * @throws FormatError no-energy-axis  the name states no range
 * @throws FormatError  those of assembleScan
 */
export function fromNpy(array: NpyArray, title: string): ReadResult {
  const { shape, values, dtype } = array;
  const nChannels = shape.at(-1) ?? 0;
  const named = energiesOfName(title, nChannels);
  if (named === null) {
    throw new FormatError(
      'no-energy-axis',
      `An array of ${shape.join(' × ')} numbers without a word about its axes. Put it and the .json that Nion Swift writes beside it into one .zip, or state the energies in its name, like "-0.93eV to 9.07eV".`,
    );
  }
  const scan = assembleScan({
    title,
    values,
    dtype,
    shape,
    energyIndex: shape.length - 1,
    ...named,
    navigation: shape
      .slice(0, -1)
      .map((size, i) => ({ name: `axis ${i}`, unit: '', offset: 0, scale: UNKNOWN_SCALE, size })),
    intensity: { origin: 0, scale: 1, unit: '' },
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
    warnings: [
      {
        code: 'energies-from-name',
        message: `The file holds intensities only; the energies were taken from its name: from ${named.offsetEv} eV in steps of ${named.scaleEv} eV.`,
      },
    ],
  });
  return { format: 'nion', formatVersion: null, scans: [scan], skipped: [], warnings: [] };
}
