import { FormatError } from '../formats/format-error.js';
import { parseDm, readDmHeader } from '../formats/dm/parse-dm.js';
import { hdf5Size } from '../formats/hdf5/hdf5-header.js';
import { parseMsa } from '../formats/msa/parse-msa.js';
import { parseNionArchive } from '../formats/nion/parse-nion-archive.js';
import { parseNpy } from '../formats/npy/parse-npy.js';
import { sniff, SNIFF_BYTES, type Content } from '../formats/sniff.js';
import { parseTable } from '../formats/text/parse-table.js';
import { parseXdi } from '../formats/xdi/parse-xdi.js';
import { isZarr } from '../formats/zip/zip-directory.js';
import { fromDm } from './from-dm.js';
import { fromHdf5 } from './from-hdf5.js';
import { fromMsa } from './from-msa.js';
import { fromNion } from './from-nion.js';
import { fromNpy } from './from-npy.js';
import { fromText } from './from-text.js';
import { fromXdi } from './from-xdi.js';
import type { ReadResult } from './read-result.js';

/** Extensions a content may carry; content decides, a name that contradicts it is refused. */
const EXTENSIONS: Readonly<Partial<Record<Content, readonly string[]>>> = {
  dm: ['dm3', 'dm4'],
  hdf5: ['hspy', 'hdf5', 'h5', 'emd', 'nxs', 'nx5', 'nhdf'],
  zip: ['ndata1', 'ndata', 'zip', 'zspy'],
  npy: ['npy'],
  msa: ['msa', 'emsa', 'ems', 'txt'],
  xdi: ['xdi', 'txt', 'dat'],
  text: ['csv', 'tsv', 'txt', 'dat', 'msa', 'emsa'],
};

const READ =
  'Read are DigitalMicrograph (.dm3, .dm4), HyperSpy (.hspy, .hdf5), EMD (.emd of Velox and Berkeley), Nion Swift (.ndata1, .ndata, .nhdf, .h5, a .zip of .npy and .json), NeXus (.nxs), EMSA/MAS (.msa), XDI (.xdi) and text tables (.csv, .tsv, .txt).';

/**
 * Reads the spectra of a file, whatever of the supported formats it is in. The content decides; a name whose
 * extension contradicts it is refused, so that a renamed file is not taken for something it is not.
 *
 * @param bytes     the whole file; not written to
 * @param fileName  its name as the user gave it; only the extension is looked at
 * @throws FormatError with every code of format-error.ts
 * Checked: test/integration/real-files.spec.ts, test/integration/bad-uploads.spec.ts.
 */
export async function readSpectrumFile(bytes: Uint8Array, fileName: string): Promise<ReadResult> {
  const refusal = quickCheck(bytes.subarray(0, SNIFF_BYTES), bytes.byteLength, fileName);
  if (refusal) throw refusal;
  switch (sniff(bytes.subarray(0, SNIFF_BYTES))) {
    case 'dm':
      return fromDm(parseDm(bytes));
    case 'hdf5':
      return fromHdf5(bytes);
    case 'msa':
      return fromMsa(parseMsa(bytes));
    case 'text':
      return fromText(parseTable(bytes), stemOf(fileName));
    case 'xdi':
      return fromXdi(parseXdi(bytes), stemOf(fileName));
    case 'zip':
      return fromNion([parseNionArchive(bytes)]);
    case 'npy':
      return fromNpy(parseNpy(bytes), stemOf(fileName));
    default:
      throw unsupported(fileName);
  }
}

/**
 * The checks that need no parsing: is there anything, is it one of the formats, does it say so by its name, is it of
 * a version that is read, is it whole. Null when nothing speaks against the file yet.
 *
 * @param head  the first bytes (SNIFF_BYTES, or all there are)
 */
export function quickCheck(head: Uint8Array, sizeBytes: number, fileName: string): FormatError | null {
  if (sizeBytes === 0) return new FormatError('empty-file', 'The file has no bytes.');
  const content = sniff(head);
  const extension = extensionOf(fileName);
  const allowed = EXTENSIONS[content];
  // A name without extension says nothing, so it contradicts nothing.
  if (!allowed || (extension !== '' && !allowed.includes(extension))) return unsupported(fileName);
  if (content === 'dm') {
    const header = readDmHeader(head, sizeBytes);
    return header instanceof FormatError ? header : null;
  }
  if (content === 'zip' && (extension === 'zspy' || isZarr(head))) return zarr();
  return content === 'hdf5' ? truncatedHdf5(head, sizeBytes) : null;
}

/** Their chunks are packed by blosc, which nothing here unpacks. */
const zarr = (): FormatError =>
  new FormatError(
    'unsupported-media-type',
    'A Zarr archive (.zspy of HyperSpy), which is not read. Save it as .hspy.',
  );

function truncatedHdf5(head: Uint8Array, sizeBytes: number): FormatError | null {
  const expectedBytes = hdf5Size(head);
  if (expectedBytes === null || expectedBytes <= sizeBytes) return null;
  const message = `The file says it has ${expectedBytes} bytes; it has ${sizeBytes}.`;
  return new FormatError('truncated-file', message, { expectedBytes, sizeBytes });
}

function unsupported(fileName: string): FormatError {
  const extension = extensionOf(fileName);
  return new FormatError(
    'unsupported-media-type',
    `The content is not ${extension === '' ? 'of a known format' : `that of a .${extension} file that is read here`}. ${READ}`,
  );
}

function extensionOf(fileName: string): string {
  const name = fileName.replace(/^.*[\\/]/, '');
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

function stemOf(fileName: string): string {
  return fileName.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
}
