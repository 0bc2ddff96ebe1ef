import { memorySource, type ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { textOfBytes } from '../text-bytes.js';
import { DM_TYPES, type DmEntry, type DmFile, type DmGroup, type DmScalar, type DmValue } from './dm-tree.js';
import { DmCursor } from './dm-cursor.js';

const TAG_DATA = 21;
const TAG_GROUP = 20;
const INFO_STRUCT = 15;
const INFO_STRING = 18;
const INFO_ARRAY = 20;
/** Type descriptions longer than this do not occur (structs of the format have at most 16 fields). */
const MAX_INFO = 1024;

/**
 * Parses the tag tree of a DM3 or DM4 file. Arrays stay where they are in `bytes` (views, not copies).
 *
 * ```
 * file  : int32 version(3|4) · N rootLength · int32 byteOrder(1 = little) · group · 8 zero bytes
 * group : int8 sorted · int8 open · N nTags · tag*
 * tag   : uint8 kind (21 data, 20 group) · uint16 nameLength · name · [DM4: uint64 length of the rest] · body
 * data  : "%%%%" · N infoLength · N info[infoLength] · payload
 * info  : [t] scalar · [18, n] string · [20, t, n] array · [15, 0, nf, (0, t)*] struct · [20, 15, 0, nf, (0, t)*, n]
 * ```
 * N is int32 in DM3 and int64 in DM4. Everything but payloads is big-endian; payloads follow `byteOrder`.
 *
 * @throws FormatError truncated-file, unsupported-format-version, malformed-file, limits-exceeded
 * Checked: files of every data type written by write-dm4.ts and by others (test/integration/real-files.spec.ts).
 */
export const parseDm = (bytes: Uint8Array): DmFile => parseDmSource(memorySource(bytes));

/** The same of a file that is not in memory: only the tags are read, arrays when somebody asks for their bytes. */
export function parseDmSource(source: ByteSource): DmFile {
  const header = readDmHeader(source.read(0, Math.min(DM_HEADER_BYTES, source.sizeBytes)), source.sizeBytes);
  if (header instanceof FormatError) throw header;
  const cursor = new DmCursor(source, header);
  const root = readGroup(cursor, 1);
  return { version: header.version, littleEndian: header.littleEndian, root };
}

export interface DmHeader {
  readonly version: 3 | 4;
  readonly littleEndian: boolean;
  /** Bytes the file must have by its own statement. */
  readonly expectedBytes: number;
}

/** Bytes after which a header is whole. */
export const DM_HEADER_BYTES = 16;

/** Reads and checks the header; `sizeBytes` is the size of the whole file, of which `head` may be the beginning. */
export function readDmHeader(head: Uint8Array, sizeBytes: number): DmHeader | FormatError {
  if (head.byteLength < DM_HEADER_BYTES) {
    return new FormatError(
      'truncated-file',
      `A DM file has a header of 16 bytes; this one ends after ${sizeBytes}.`,
    );
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getInt32(0);
  if (version !== 3 && version !== 4) {
    return new FormatError('unsupported-format-version', `DM version ${version}; 3 and 4 are read.`, {
      version,
    });
  }
  const rootLength = version === 4 ? Number(view.getBigInt64(4)) : view.getInt32(4);
  const order = view.getInt32(version === 4 ? 12 : 8);
  if (order !== 0 && order !== 1) {
    return new FormatError('malformed-file', `The byte order must be 0 or 1; this file says ${order}.`);
  }
  // Real files are rootLength + 16 or + 20 (DM3) or + 24 (DM4) bytes long; the last 8 are zeros nobody misses.
  const expectedBytes = Math.max(0, rootLength) + (version === 4 ? 16 : 8);
  if (expectedBytes > sizeBytes) {
    return new FormatError(
      'truncated-file',
      `The file says it has at least ${expectedBytes} bytes; it has ${sizeBytes}.`,
      {
        expectedBytes,
        sizeBytes,
      },
    );
  }
  return { version, littleEndian: order === 1, expectedBytes };
}

function readGroup(cursor: DmCursor, depth: number): DmGroup {
  if (depth > FORMAT_LIMITS.depth) {
    throw new FormatError('limits-exceeded', `Tags are nested deeper than ${FORMAT_LIMITS.depth}.`);
  }
  cursor.skip(2);
  const nTags = cursor.count('number of tags');
  cursor.claimTags(nTags);
  const entries: DmEntry[] = [];
  for (let i = 0; i < nTags; i++) entries.push(readTag(cursor, depth));
  return { kind: 'group', entries };
}

function readTag(cursor: DmCursor, depth: number): DmEntry {
  const kind = cursor.uint8();
  const name = textOfBytes(cursor.take(cursor.uint16()));
  if (kind !== TAG_DATA && kind !== TAG_GROUP) {
    throw new FormatError(
      'malformed-file',
      `Byte ${cursor.offset} should begin a tag, but its kind is ${kind}.`,
    );
  }
  const declared = cursor.wide ? cursor.count('tag length') : null;
  const start = cursor.offset;
  const value = kind === TAG_GROUP ? readGroup(cursor, depth + 1) : readData(cursor);
  // Some writers leave the length 0; where it is stated it must be true.
  if (declared !== null && declared !== 0 && declared !== cursor.offset - start) {
    throw new FormatError(
      'malformed-file',
      `Tag "${name}" says ${declared} bytes but has ${cursor.offset - start}.`,
    );
  }
  return { name, value };
}

function readData(cursor: DmCursor): DmValue {
  const mark = cursor.take(4);
  if (mark.some((byte) => byte !== 0x25)) {
    throw new FormatError('malformed-file', `The mark %%%% is missing at byte ${cursor.offset - 4}.`);
  }
  const nInfo = cursor.count('length of a type description');
  if (nInfo < 1 || nInfo > MAX_INFO) {
    throw new FormatError('malformed-file', `A type description of ${nInfo} words at byte ${cursor.offset}.`);
  }
  const info: number[] = [];
  for (let i = 0; i < nInfo; i++) info.push(cursor.count('type description'));
  return readPayload(cursor, info);
}

function readPayload(cursor: DmCursor, info: readonly number[]): DmValue {
  switch (info[0]) {
    case INFO_STRING:
      return textOfBytes(cursor.take(info[1] ?? -1));
    case INFO_STRUCT:
      return { kind: 'struct', values: structFields(info, 0).map((type) => cursor.scalar(type)) };
    case INFO_ARRAY:
      return readArray(cursor, info);
    default:
      return readScalar(cursor, info[0]);
  }
}

function readScalar(cursor: DmCursor, type: number): DmScalar {
  knownType(type);
  return cursor.scalar(type);
}

function readArray(cursor: DmCursor, info: readonly number[]): DmValue {
  const types = info[1] === INFO_STRUCT ? structFields(info, 1) : [knownType(info[1])];
  if (types.length === 0) {
    throw new FormatError('malformed-file', `An array of structs without fields at byte ${cursor.offset}.`);
  }
  const count = info[info.length - 1];
  const width = types.reduce((sum, type) => sum + DM_TYPES[type].bytes, 0);
  const byteLength = count * width;
  const offset = cursor.skip(byteLength);
  return {
    kind: 'array',
    fields: types.map((type) => DM_TYPES[type].name),
    count,
    offset,
    byteLength,
    bytes: (from = 0, length = byteLength) => cursor.source.read(offset + from, length),
    littleEndian: cursor.littleEndian,
  };
}

/** Field types of `[15, 0, nf, (0, t)*]` beginning at `at`. */
function structFields(info: readonly number[], at: number): number[] {
  const nFields = info[at + 2] ?? 0;
  const types: number[] = [];
  for (let i = 0; i < nFields; i++) types.push(knownType(info[at + 4 + 2 * i]));
  return types;
}

function knownType(type: number | undefined): number {
  if (type === undefined || !(type in DM_TYPES)) {
    throw new FormatError('malformed-file', `Unknown tag data type ${type}.`, { type });
  }
  return type;
}
