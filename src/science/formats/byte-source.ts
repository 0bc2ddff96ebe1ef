/**
 * The bytes of a file at random access, so that a file larger than memory can be read. Reading is synchronous, because
 * the HDF5 library asks for bytes in the middle of a call.
 */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * Bytes [offset, offset + length), which lie within the file. They may be a view of memory that the next `read` reuses
   * or of the caller's own bytes: used at once, and never written to.
   */
  read(offset: number, length: number): Uint8Array;
}

/** A source that holds something (a file of the system) until it is closed. */
export interface OpenByteSource extends ByteSource {
  readonly close: () => void;
}

/** Bytes in memory as a source: `read` gives views. */
export const memorySource = (bytes: Uint8Array): ByteSource => ({
  sizeBytes: bytes.byteLength,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});
