import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import type { DemoOptions } from '../../src/science/spectra/forward-model-profiles.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';

const NUMBER = '########';

/** Gives DM4 files of a dual-EELS line scan, each with another number in its title: all different, and cheap to make. */
export function scanMaker(options: Partial<DemoOptions> = {}): () => Uint8Array {
  const { coreLoss, lowLoss } = makeDemoScan(1, options);
  const template = Buffer.from(toDm4([{ ...coreLoss, title: `scan ${NUMBER}` }, lowLoss]));
  const at = template.indexOf(Buffer.from(NUMBER, 'utf16le'));
  if (at < 0) throw new Error('the title of a scan is not in its file');
  let nMade = 0;
  return () => {
    const file = Buffer.from(template);
    file.write(String(nMade++).padStart(NUMBER.length, '0'), at, 'utf16le');
    return file;
  };
}
