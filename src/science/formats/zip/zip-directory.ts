import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { textOfBytes } from '../text-bytes.js';

/** One member, from the central directory; sizes are what the archive claims. */
export interface ZipMember {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Of the local header. */
  readonly offset: number;
}

/** True when the first member of an archive is one of Zarr's descriptions; the head of the file is enough. */
export const isZarr = (head: Uint8Array): boolean =>
  /^\.z(group|attrs|array|metadata)/.test(textOfBytes(head.subarray(LOCAL_NAME, LOCAL_NAME + 12)));

/** Where the name stands in the header of a member. */
const LOCAL_NAME = 30;
const END_RECORD = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;

/**
 * Reads the central directory of a zip archive and refuses what must not be unpacked; nothing is unpacked here.
 *
 * ```
 * … members … · central directory (46 bytes + name + extra + comment each) · end record (22 bytes + comment)
 * ```
 *
 * @throws FormatError truncated-file   there is no end record
 * @throws FormatError malformed-file   the directory does not fit the file
 * @throws FormatError limits-exceeded  more than 16 members, or a member that would grow more than 200 times
 * @throws FormatError forbidden-path   a member's name leads out of the archive
 */
export function zipMembers(bytes: Uint8Array): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  const nMembers = view.getUint16(end + 10, true);
  if (nMembers > FORMAT_LIMITS.zipMembers) {
    throw new FormatError(
      'limits-exceeded',
      `The archive has ${nMembers} members; up to ${FORMAT_LIMITS.zipMembers} are read.`,
    );
  }
  const members: ZipMember[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < nMembers; i++) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw new FormatError('malformed-file', 'The directory of the archive is damaged.');
    }
    const nameLength = view.getUint16(at + 28, true);
    members.push(
      checkedMember(view, at, textOfBytes(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength))),
    );
    at += ENTRY_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return members;
}

function endRecord(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - 0xffff);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END_RECORD) return at;
  }
  throw new FormatError('truncated-file', 'The archive has no end record: it is not whole.');
}

function checkedMember(view: DataView, at: number, name: string): ZipMember {
  const member = {
    name,
    method: view.getUint16(at + 10, true),
    packedBytes: view.getUint32(at + 20, true),
    unpackedBytes: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/.test(name)) {
    throw new FormatError(
      'forbidden-path',
      `The archive has a member named ${JSON.stringify(name.slice(0, 100))}, which leads out of it.`,
    );
  }
  const { packedBytes, unpackedBytes } = member;
  if (unpackedBytes > 2 ** 20 && unpackedBytes > FORMAT_LIMITS.compressionRatio * packedBytes) {
    throw new FormatError(
      'limits-exceeded',
      `The member ${name} would grow from ${packedBytes} to ${unpackedBytes} bytes.`,
    );
  }
  return member;
}
