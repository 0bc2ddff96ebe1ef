import { hasNcemArrays } from '../emd/parse-ncem.js';
import { isVelox } from '../emd/parse-velox.js';
import { isNexus } from '../nexus/parse-nexus.js';
import { nionDatasets } from '../nion/parse-nion-hdf5.js';
import type { Hdf5Group } from './hdf5-tree.js';

/** Who laid out an HDF5 file. */
export type Hdf5Layout = 'hyperspy' | 'velox' | 'ncem' | 'nion' | 'nexus' | 'unknown';

/** Tells the layout of an HDF5 file by its groups and attributes, whatever its name. */
export function hdf5Layout(root: Hdf5Group): Hdf5Layout {
  if (root.groups.has('Experiments')) return 'hyperspy';
  if (isVelox(root)) return 'velox';
  if (nionDatasets(root).length > 0) return 'nion';
  if (hasNcemArrays(root)) return 'ncem';
  return isNexus(root) ? 'nexus' : 'unknown';
}
