import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { parseNpy } from '../npy/parse-npy.js';
import { parseFileJson } from '../parse-json.js';
import { textOfBytes } from '../text-bytes.js';
import { unpackMember } from '../zip/unpack-member.js';
import { zipMembers, type ZipMember } from '../zip/zip-directory.js';
import { nionDescription, type NionArray } from './nion-array.js';

/**
 * Parses a zip archive with one array of Nion Swift and its description.
 *
 * ```
 * .ndata1 (export)   metadata.json · data.npy
 * .ndata  (library)  data.npy · metadata.json, stored
 * .zip               <stem>.npy · <stem>.json, the two files of the NumPy export put together
 * ```
 *
 * @throws FormatError  those of zipMembers, unpackMember, parseFileJson and parseNpy
 * @throws FormatError unsupported-media-type  other members than one array and its description
 * Source: nionswift-io, NData1 and data item documentation of Nion Swift. Checked: test/golden/formats/*.ndata1.
 */
export function parseNionArchive(bytes: Uint8Array): NionArray {
  const { json, npy } = pair(zipMembers(bytes));
  const text = textOfBytes(unpackMember(bytes, json, FORMAT_LIMITS.jsonBytes));
  const description = nionDescription(parseFileJson(text, json.name));
  const array = parseNpy(unpackMember(bytes, npy, FORMAT_LIMITS.decodedBytes));
  const { calibrations } = description;
  return {
    ...description,
    title: description.title ?? (npy.name === 'data.npy' ? '' : stemOf(npy.name)),
    shape: array.shape,
    dtype: array.dtype,
    // An array in Fortran order is read with its axes turned round, so its calibrations are as well.
    calibrations: array.reversed ? [...calibrations].reverse() : calibrations,
    values: () => array.values,
  };
}

function pair(members: readonly ZipMember[]): { json: ZipMember; npy: ZipMember } {
  // macOS adds members of its own.
  const own = members.filter(({ name }) => !name.startsWith('__MACOSX/') && !name.endsWith('/'));
  const arrays = own.filter(({ name }) => /\.npy$/i.test(name));
  const npy = arrays[0];
  const stem = npy === undefined ? '' : stemOf(npy.name);
  const json = own.find(
    ({ name }) => name === 'metadata.json' || name.toLowerCase() === `${stem}.json`.toLowerCase(),
  );
  if (arrays.length !== 1 || json === undefined) {
    throw new FormatError(
      'unsupported-media-type',
      'A zip archive without exactly one array (.npy) and its description (metadata.json, or .json of the same name), so no export of Nion Swift. Unpack it and give the files in it one by one.',
      { members: own.slice(0, 16).map(({ name }) => name.slice(0, 100)) },
    );
  }
  return { json, npy };
}

const stemOf = (name: string): string => name.replace(/\.[^./]*$/, '');
