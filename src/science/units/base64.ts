const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0));
const PADDING = '='.charCodeAt(0);
/** Text is put together in pieces of this many characters: arguments of one call are limited. */
const PIECE = 0x2000;

/** Base64 (RFC 4648, padded) of bytes; pure, because science and workflows have neither Buffer nor btoa. */
export function base64Of(bytes: Uint8Array): string {
  const digits = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let i = 0, at = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    digits[at++] = CODES[word >> 18];
    digits[at++] = CODES[(word >> 12) & 63];
    digits[at++] = i + 1 < bytes.length ? CODES[(word >> 6) & 63] : PADDING;
    digits[at++] = i + 2 < bytes.length ? CODES[word & 63] : PADDING;
  }
  const pieces: string[] = [];
  for (let i = 0; i < digits.length; i += PIECE) {
    pieces.push(String.fromCharCode(...digits.subarray(i, i + PIECE)));
  }
  return pieces.join('');
}

/** Bytes of a base64 text (padding optional); pure, because science has neither Buffer nor atob. */
export function bytesOfBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let i = 0, at = 0, bits = 0, held = 0; i < digits.length; i++) {
    held = ((held << 6) | ALPHABET.indexOf(digits[i])) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = held >> (bits -= 8);
  }
  return bytes;
}

/** The counts as little-endian float32, whatever the machine. */
export function littleEndianBytes(counts: Float32Array): Uint8Array {
  const bytes = new Uint8Array(counts.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < counts.length; i++) view.setFloat32(4 * i, counts[i], true);
  return bytes;
}

/** The numbers of such bytes; what is left beyond whole numbers is not read. */
export function float32OfBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Numbers as base64 of little-endian float32: how models carry matrices in JSON. */
export const base64OfFloat32 = (values: ArrayLike<number>): string =>
  base64Of(littleEndianBytes(Float32Array.from(values)));

/** The numbers of such a text; null where it is none, or holds another number of them than `length`. */
export function float32OfBase64(text: string, length: number): Float32Array | null {
  if (!/^[A-Za-z0-9+/]*=*$/.test(text)) return null;
  const bytes = bytesOfBase64(text);
  return bytes.length === 4 * length ? float32OfBytes(bytes) : null;
}
