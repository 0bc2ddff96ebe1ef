import { extname } from 'node:path';
import { type FileBytes, withFileBytes } from './file-bytes.js';
import { missingOfDm } from './missing-of-dm.js';
import { missingOfHdf5 } from './missing-of-hdf5.js';
import { missingOfMsa } from './missing-of-msa.js';
import { missingOfZip } from './missing-of-zip.js';

type Test = (file: FileBytes) => Promise<string | null>;

const TESTS: Readonly<Record<string, Test>> = {
  ...{ '.dm3': missingOfDm, '.dm4': missingOfDm },
  ...{ '.ndata1': missingOfZip, '.ndata': missingOfZip, '.zip': missingOfZip },
  ...{ '.nhdf': missingOfHdf5, '.hspy': missingOfHdf5, '.emd': missingOfHdf5, '.nxs': missingOfHdf5 },
  ...{ '.h5': missingOfHdf5, '.hdf5': missingOfHdf5 },
  ...{ '.msa': missingOfMsa, '.emsa': missingOfMsa, '.ems': missingOfMsa },
};

/**
 * What a file lacks to be whole by its own structure, as a half sentence; null: nothing, or its kind says nothing of it. Reads some
 * bytes of the beginning or of the end, of a file of any size.
 *
 * @throws Error of the system, when the file cannot be opened: it is not ready then
 */
export async function missingOf(path: string): Promise<string | null> {
  const test = TESTS[extname(path).toLowerCase()];
  return withFileBytes(path, async (file) => {
    if (file.sizeBytes === 0) return 'it has no bytes';
    return test === undefined ? null : test(file);
  });
}
