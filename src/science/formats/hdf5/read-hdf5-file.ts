import { memorySource } from '../byte-source.js';
import { checkGlobalHeaps } from './check-global-heaps.js';
import { readHdf5 } from './hdf5-engine.js';
import { walkHdf5, type Hdf5Group } from './hdf5-tree.js';

/**
 * Checks a file, describes it and hands the description to `use`; values of datasets can be read only while `use` runs.
 *
 * @throws FormatError  those of checkGlobalHeaps, readHdf5 and walkHdf5
 */
export async function readHdf5File<T>(bytes: Uint8Array, use: (root: Hdf5Group) => T): Promise<T> {
  checkGlobalHeaps(memorySource(bytes));
  return readHdf5(bytes, (file) => use(walkHdf5(file, bytes.byteLength)));
}
