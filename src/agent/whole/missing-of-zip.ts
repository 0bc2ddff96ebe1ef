import { type FileBytes, viewOf } from './file-bytes.js';

const END_RECORD = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
/** Stands where a number is in the 64-bit record instead. */
const ELSEWHERE = 0xffffffff;

/**
 * What is missing of a zip archive (Nion Swift's .ndata1), or null: the end record must be there, its comment reach the end of the file,
 * and the directory lie before it. (Source: PKWARE APPNOTE 6.3.10, 4.3.16.)
 */
export async function missingOfZip(file: FileBytes): Promise<string | null> {
  const from = Math.max(0, file.sizeBytes - END_BYTES - LONGEST_COMMENT);
  const tail = viewOf(await file.read(from, END_BYTES + LONGEST_COMMENT));
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_RECORD) continue;
    const commentBytes = tail.getUint16(at + 20, true);
    const directoryBytes = tail.getUint32(at + 12, true);
    const directoryAt = tail.getUint32(at + 16, true);
    const isElsewhere = directoryAt === ELSEWHERE || directoryBytes === ELSEWHERE;
    const fits = isElsewhere || directoryAt + directoryBytes <= from + at;
    if (at + END_BYTES + commentBytes === tail.byteLength && fits) return null;
  }
  return 'the end record of the archive is missing';
}
