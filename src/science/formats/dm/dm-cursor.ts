import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { DM_TYPES, type DmScalar } from './dm-tree.js';

/** Tags are read through a window of this many bytes; arrays are passed over, so a file of any size costs no more. */
const WINDOW_BYTES = 65_536;

/** Reads the words of a DM file in order, and never past its end. */
export class DmCursor {
  readonly wide: boolean;
  readonly littleEndian: boolean;
  offset: number;
  private view = new DataView(new ArrayBuffer(0));
  /** Byte of the file at which the window begins. */
  private windowAt = 0;
  private tags = 0;

  constructor(
    readonly source: ByteSource,
    header: { version: 3 | 4; littleEndian: boolean },
  ) {
    this.wide = header.version === 4;
    this.littleEndian = header.littleEndian;
    this.offset = this.wide ? 16 : 12;
  }

  /** A structural integer (int32 or int64, big-endian) that must be a count: 0 … 2^53. */
  count(what: string): number {
    const offset = this.offset;
    const at = this.word(this.wide ? 8 : 4);
    const value = this.wide ? Number(this.view.getBigInt64(at)) : this.view.getInt32(at);
    if (value < 0 || !Number.isSafeInteger(value)) {
      throw new FormatError('malformed-file', `The ${what} at byte ${offset} is ${value}.`, { offset });
    }
    return value;
  }

  /** Refuses a group that cannot fit what is left of the file, or brings the total over the limit. */
  claimTags(nTags: number): void {
    // The shortest tag is an empty group: 3 bytes of name and kind, then 2 + N (and the length word in DM4).
    const shortest = this.wide ? 21 : 9;
    if (nTags * shortest > this.source.sizeBytes - this.offset) {
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
    const at = this.word(1); // before the view is looked at: it may be replaced
    return this.view.getUint8(at);
  }

  uint16(): number {
    const at = this.word(2);
    return this.view.getUint16(at);
  }

  /** Passes over bytes without reading them; where they begin in the file. */
  skip(nBytes: number): number {
    return this.advance(nBytes);
  }

  /** The next bytes, to be used at once. */
  take(nBytes: number): Uint8Array {
    return this.source.read(this.advance(nBytes), nBytes);
  }

  /** A payload value of a known type (DM_TYPES), in the file's byte order. */
  scalar(type: number): DmScalar {
    const { name, bytes } = DM_TYPES[type];
    const at = this.word(bytes);
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

  /** Passes over a word; where it lies in the window. */
  private word(nBytes: number): number {
    const at = this.advance(nBytes);
    if (at < this.windowAt || at + nBytes > this.windowAt + this.view.byteLength) {
      const { buffer, byteOffset, byteLength } = this.source
        .read(at, Math.min(WINDOW_BYTES, this.source.sizeBytes - at))
        // A copy: the source may reuse its memory while the window is still looked at.
        .slice();
      this.view = new DataView(buffer, byteOffset, byteLength);
      this.windowAt = at;
    }
    return at - this.windowAt;
  }

  private advance(nBytes: number): number {
    const at = this.offset;
    if (!(nBytes >= 0) || at + nBytes > this.source.sizeBytes) {
      throw new FormatError(
        'malformed-file',
        `${nBytes} bytes are due at byte ${at}, beyond the end of the file.`,
        {
          offset: at,
          sizeBytes: this.source.sizeBytes,
        },
      );
    }
    this.offset = at + nBytes;
    return at;
  }
}
