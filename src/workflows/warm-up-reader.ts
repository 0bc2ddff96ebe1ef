import { utf8Bytes } from '../science/formats/text-bytes.js';
import { readSpectrumFile } from '../science/spectra/read-spectrum-file.js';
import { toHspy } from '../science/spectra/to-hspy.js';
import { madeUpScan } from './made-up-scan.js';

/** Reads a small file of the slowest and of the simplest family once, so that the first upload does not wait for it. */
export async function warmUpReader(): Promise<void> {
  await readSpectrumFile(await toHspy(madeUpScan()), 'warm-up.hspy');
  await readSpectrumFile(utf8Bytes('energy,counts\n500,1\n501,2\n502,3\n503,4\n'), 'warm-up.csv');
}
