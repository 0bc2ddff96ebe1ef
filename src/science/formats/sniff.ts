import { isUtf8, textOfBytes } from './text-bytes.js';
import { isXdi } from './xdi/parse-xdi.js';

/** What the first bytes of a file say it is. `text` is anything readable; `unknown` is none of all this. */
export type Content = 'dm' | 'hdf5' | 'zip' | 'npy' | 'msa' | 'xdi' | 'text' | 'known-other' | 'unknown';

/** Bytes looked at; enough for the header of every format here. */
export const SNIFF_BYTES = 4096;

const MAGIC: readonly { readonly bytes: readonly number[]; readonly content: Content }[] = [
  { bytes: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], content: 'hdf5' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], content: 'zip' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], content: 'zip' },
  { bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], content: 'npy' },
  // PNG, JPEG, GIF, PDF, gzip, TIFF (both orders), ELF, Windows program: nothing that is read here.
  { bytes: [0x89, 0x50, 0x4e, 0x47], content: 'known-other' },
  { bytes: [0xff, 0xd8, 0xff], content: 'known-other' },
  { bytes: [0x47, 0x49, 0x46, 0x38], content: 'known-other' },
  { bytes: [0x25, 0x50, 0x44, 0x46], content: 'known-other' },
  { bytes: [0x1f, 0x8b], content: 'known-other' },
  { bytes: [0x49, 0x49, 0x2a, 0x00], content: 'known-other' },
  { bytes: [0x4d, 0x4d, 0x00, 0x2a], content: 'known-other' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], content: 'known-other' },
];

/** Tells the content of a file from its first bytes (SNIFF_BYTES, or the whole file when it is shorter). */
export function sniff(head: Uint8Array): Content {
  const known = MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (known) return known.content;
  // A DM file begins with a small big-endian version number.
  if (
    head.byteLength >= 4 &&
    head[0] === 0 &&
    head[1] === 0 &&
    head[2] === 0 &&
    head[3] > 0 &&
    head[3] < 16
  ) {
    return 'dm';
  }
  if (!looksLikeText(head)) return 'unknown';
  const text = textOfBytes(head);
  if (isXdi(text)) return 'xdi';
  return /^[ \t]*#[ \t]*(FORMAT|NPOINTS)\b/im.test(text) ? 'msa' : 'text';
}

/** Printable bytes only, in UTF-8 or Latin-1; a NUL or another control character means binary. */
function looksLikeText(head: Uint8Array): boolean {
  const latin1 = !isUtf8(wholeCharacters(head));
  return !head.some(
    (byte) =>
      (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || (latin1 && byte > 0x7e && byte < 0xa0),
  );
}

/** Without a character that the end of the view cuts in two. */
function wholeCharacters(head: Uint8Array): Uint8Array {
  let end = head.byteLength;
  while (end > 0 && head.byteLength - end < 3 && (head[end - 1] & 0xc0) === 0x80) end--;
  return end > 0 && head[end - 1] >= 0xc0 ? head.subarray(0, end - 1) : head;
}
