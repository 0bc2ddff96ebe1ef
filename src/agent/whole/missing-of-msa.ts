import type { FileBytes } from './file-bytes.js';

/** Behind the last keyword nothing but blank space is to be expected. */
const TAIL_BYTES = 1024;

/** What is missing of an EMSA/MAS spectrum, or null: #ENDOFDATA is its last keyword. (Source: ISO 22029, 4.) */
export async function missingOfMsa(file: FileBytes): Promise<string | null> {
  const tail = await file.read(Math.max(0, file.sizeBytes - TAIL_BYTES), TAIL_BYTES);
  return /^\s*#ENDOFDATA/im.test(new TextDecoder('latin1').decode(tail)) ? null : 'it has no #ENDOFDATA';
}
