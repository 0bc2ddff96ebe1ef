/** Limits a file must keep; published, so that a refusal names a number a user can look up. */
export const FORMAT_LIMITS = {
  /** Tags of a DigitalMicrograph file, all groups together. */
  tags: 200_000,
  /** Nesting of groups, in any format that nests. */
  depth: 64,
  /** Groups, datasets and attributes of an HDF5 file. */
  objects: 50_000,
  /** Characters of text in the metadata of an HDF5 file. */
  metadataCharacters: 16 * 2 ** 20,
  /** Bytes of one array after decoding. */
  decodedBytes: 2 ** 31,
  /** Files above this many bytes are not loaded but read in blocks, from the formats that allow it (DM, HyperSpy). */
  wholeFileBytes: 64 * 2 ** 20,
  /** Bytes and values of one array that is read in blocks; and bytes of what has to be unpacked together. */
  streamedBytes: 2 ** 35,
  streamedValues: 2 ** 33,
  streamedChunkBytes: 64 * 2 ** 20,
  /** Values of one array: 4096 spectra × 65,536 channels, or any other split of the same product. */
  values: 4096 * 65_536,
  /** Decoded size over stored size, looked at above `ratioFreeBytes` only: small files of zeros are no attack. */
  compressionRatio: 200,
  ratioFreeBytes: 32 * 2 ** 20,
  /** Bytes of one line of a text format. */
  lineBytes: 1_000_000,
  /** Members of a zip archive. */
  zipMembers: 16,
  /** Bytes of JSON inside a file. */
  jsonBytes: 1_000_000,
  jsonDepth: 32,
} as const;
