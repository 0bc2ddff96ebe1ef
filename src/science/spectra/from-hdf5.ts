import { FormatError } from '../formats/format-error.js';
import { parseNcem } from '../formats/emd/parse-ncem.js';
import { parseVelox } from '../formats/emd/parse-velox.js';
import { hdf5Layout } from '../formats/hdf5/hdf5-layout.js';
import { readHdf5File } from '../formats/hdf5/read-hdf5-file.js';
import { hyperspyFile } from '../formats/hyperspy/parse-hyperspy.js';
import { parseNexus } from '../formats/nexus/parse-nexus.js';
import { parseNionHdf5 } from '../formats/nion/parse-nion-hdf5.js';
import { fromHyperspy, isHyperspySpectrum } from './from-hyperspy.js';
import { fromNcem } from './from-ncem.js';
import { fromNexus } from './from-nexus.js';
import { fromNion } from './from-nion.js';
import { fromVelox } from './from-velox.js';
import type { ReadResult } from './read-result.js';

/**
 * Scans of an HDF5 file, whichever program laid it out; its name does not matter.
 *
 * @throws FormatError unsupported-media-type  nobody's layout that is known here
 * @throws FormatError  those of readHdf5File and of the layout's reader
 */
export const fromHdf5 = (bytes: Uint8Array): Promise<ReadResult> =>
  readHdf5File(bytes, (root) => {
    switch (hdf5Layout(root)) {
      case 'hyperspy':
        return fromHyperspy(hyperspyFile(root, isHyperspySpectrum));
      case 'velox':
        return fromVelox(parseVelox(root));
      case 'ncem':
        return fromNcem(parseNcem(root));
      case 'nion':
        return fromNion(parseNionHdf5(root));
      case 'nexus':
        return fromNexus(parseNexus(root));
      case 'unknown':
        throw new FormatError(
          'unsupported-media-type',
          'An HDF5 file, but not one of HyperSpy, EMD (Velox, Berkeley), Nion Swift or NeXus.',
        );
    }
  });
