import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { DM_TYPES, type DmScalar } from './dm-tree.js';

/** Reads the words of a DM file in order, and never past its end. */
export class DmCursor {
  readonly wide: boolean;
  readonly littleEndian: boolean;
  offset: number;
  private readonly view: DataView;
  private tags = 0;

  constructor(
    private readonly bytes: Uint8Array,
    header: { version: 3 | 4; littleEndian: boolean },
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.wide = header.version === 4;
    this.littleEndian = header.littleEndian;
    this.offset = this.wide ? 16 : 12;
  }

  /** A structural integer (int32 or int64, big-endian) that must be a count: 0 … 2^53. */
  count(what: string): number {
    const at = this.advance(this.wide ? 8 : 4);
    const value = this.wide ? Number(this.view.getBigInt64(at)) : this.view.getInt32(at);
    if (value < 0 || !Number.isSafeInteger(value)) {
      throw new FormatError('malformed-file', `The ${what} at byte ${at} is ${value}.`, { offset: at });
    }
    return value;
  }

  /** Refuses a group that cannot fit what is left of the file, or brings the total over the limit. */
  claimTags(nTags: number): void {
    // The shortest tag is an empty group: 3 bytes of name and kind, then 2 + N (and the length word in DM4).
    const shortest = this.wide ? 21 : 9;
    if (nTags * shortest > this.bytes.byteLength - this.offset) {
      throw new FormatError('malformed-file', `${nTags} tags cannot fit into the rest of the file.`, {
        nTags,
      });
    }
    this.tags += nTags;
    if (this.tags > FORMAT_LIMITS.tags) {
      throw new FormatError('limits-exceeded', `More than ${FORMAT_LIMITS.tags} tags.`, {
        limit: FORMAT_LIMITS.tags,
      });
    }
  }

  uint8(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2));
  }

  skip(nBytes: number): void {
    this.advance(nBytes);
  }

  /** A view of the next bytes. */
  take(nBytes: number): Uint8Array {
    const at = this.advance(nBytes);
    return this.bytes.subarray(at, at + nBytes);
  }

  /** A payload value of a known type (DM_TYPES), in the file's byte order. */
  scalar(type: number): DmScalar {
    const { name, bytes } = DM_TYPES[type];
    const at = this.advance(bytes);
    const little = this.littleEndian;
    switch (name) {
      case 'int8':
        return this.view.getInt8(at);
      case 'uint8':
        return this.view.getUint8(at);
      case 'bool':
        return this.view.getUint8(at) !== 0;
      case 'int16':
        return this.view.getInt16(at, little);
      case 'uint16':
        return this.view.getUint16(at, little);
      case 'int32':
        return this.view.getInt32(at, little);
      case 'uint32':
        return this.view.getUint32(at, little);
      case 'float32':
        return this.view.getFloat32(at, little);
      case 'float64':
        return this.view.getFloat64(at, little);
      case 'int64':
        return this.view.getBigInt64(at, little);
      case 'uint64':
        return this.view.getBigUint64(at, little);
    }
  }

  private advance(nBytes: number): number {
    const at = this.offset;
    if (!(nBytes >= 0) || at + nBytes > this.bytes.byteLength) {
      throw new FormatError(
        'malformed-file',
        `${nBytes} bytes are due at byte ${at}, beyond the end of the file.`,
        {
          offset: at,
          sizeBytes: this.bytes.byteLength,
        },
      );
    }
    this.offset = at + nBytes;
    return at;
  }
}
