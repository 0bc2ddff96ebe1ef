/**
 * Size in bytes that an HDF5 file has by the end-of-file address of its superblock; null when it cannot be told
 * (signature elsewhere, other address width than 8).
 *
 * ```
 * version 0, 1 : signature 8 · versions … · at 13 offset width · … · base address at 24 (28) · end of file at 40 (44)
 * version 2, 3 : signature 8 · version · offset width · length width · flags · base at 12 · extension at 20 · end of file at 28
 * ```
 * Source: HDF5 File Format Specification 3.0, section II.A.
 */
export function hdf5Size(head: Uint8Array): number | null {
  if (head.byteLength < 56 || head[0] !== 0x89) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = head[8];
  const width = version < 2 ? head[13] : head[9];
  if (width !== 8 || version > 3) return null;
  const at = version >= 2 ? 28 : version === 1 ? 44 : 40;
  const size = Number(view.getBigUint64(at, true));
  return Number.isSafeInteger(size) ? size : null;
}
