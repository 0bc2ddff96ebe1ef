import { strFromU8, strToU8 } from 'fflate';

/** UTF-8 bytes of a text. */
export const utf8Bytes = (text: string): Uint8Array => strToU8(text);

/** Text of UTF-8 bytes; bytes that are not UTF-8 are read as Latin-1 (microscope PCs write both). */
export function textOfBytes(bytes: Uint8Array): string {
  return isUtf8(bytes) ? strFromU8(bytes) : strFromU8(bytes, true);
}

/** Text of UTF-16 code units, the normal form of a string in DigitalMicrograph files; final NULs are dropped. */
export function textOfUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  let end = bytes.byteLength - (bytes.byteLength % 2);
  while (end > 0 && view.getUint16(end - 2, littleEndian) === 0) end -= 2;
  for (let i = 0; i < end; i += 2) parts.push(String.fromCharCode(view.getUint16(i, littleEndian)));
  return parts.join('');
}

/** True when the bytes are well-formed UTF-8 (overlong forms and surrogates are not looked for). */
export function isUtf8(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const following = continuationBytes(bytes[i]);
    if (following < 0 || i + following >= bytes.length) return false;
    for (let k = 0; k < following; k++) if ((bytes[++i] & 0xc0) !== 0x80) return false;
  }
  return true;
}

function continuationBytes(lead: number): number {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead < 0xe0) return 1;
  if (lead >= 0xe0 && lead < 0xf0) return 2;
  return lead >= 0xf0 && lead < 0xf5 ? 3 : -1;
}
