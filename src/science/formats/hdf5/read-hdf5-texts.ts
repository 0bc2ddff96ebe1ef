import * as h5 from 'h5wasm';

type Metadata = h5.Metadata;

/** True for texts of variable length, which lie behind pointers: the kind `readHdf5Texts` is for. */
export const isVariableText = (metadata: Metadata): boolean => metadata.type === 3 && metadata.vlen;

/**
 * Variable-length texts of an attribute, or of a dataset when `attribute` is null [total_size].
 *
 * Read here and not by h5wasm, because after a failed read h5wasm frees pointers that were never set, which corrupts
 * the memory of every later file of the thread. Here memory is zeroed first, and freed as it was filled.
 *
 * @throws Error  the library's own, for a damaged file
 */
export function readHdf5Texts(
  at: { fileId: bigint; path: string; attribute: string | null },
  metadata: Metadata,
): string[] {
  const { Module } = h5;
  const nBytes = 4 * metadata.total_size;
  const pointer = Module._malloc(Math.max(4, nBytes));
  if (pointer === 0) throw new Error('malloc: Cannot allocate memory');
  Module.HEAPU8.fill(0, pointer, pointer + nBytes);
  try {
    if (at.attribute === null) Module.get_dataset_data(at.fileId, at.path, null, null, null, BigInt(pointer));
    else Module.get_attribute_data(at.fileId, at.path, at.attribute, BigInt(pointer));
    const heap = Module.HEAPU8;
    const texts = new Uint32Array(heap.slice(pointer, pointer + nBytes).buffer);
    const decode = (address: number) => (address === 0 ? '' : Module.UTF8ToString(address));
    const read = Array.from(texts, decode);
    Module.reclaim_vlen_memory(at.fileId, at.path, at.attribute ?? '', BigInt(pointer));
    return read;
  } finally {
    Module._free(pointer);
  }
}
