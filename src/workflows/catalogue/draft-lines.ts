import type { BoundaryDraft } from '../../science/catalogue/catalogue-records.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { putText, readBlob } from '../blob-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';

/** Keeps drafts as JSON, one a line, so that the first can be shown without the rest. */
export const putDrafts = (blobs: BlobStore, drafts: readonly BoundaryDraft[]): Promise<string> =>
  putText(
    blobs,
    drafts.map((draft) => `${JSON.stringify(draft)}\n`),
  );

export const readDrafts = async (blobs: BlobStore, blob: string): Promise<BoundaryDraft[]> =>
  draftsOf(textOfBytes(await readBlob(blobs, blob)));

/** Structures of thousands of atoms: what of the first drafts lies beyond is not shown. */
const MOST_BYTES = 8 * 2 ** 20;

/** The first drafts, as many as are asked for or lie in the first 8 MB. */
export async function firstDrafts(blobs: BlobStore, blob: string, n: number): Promise<BoundaryDraft[]> {
  const sizeBytes = (await blobs.stat(blob))?.sizeBytes ?? 0;
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.open(blob, { start: 0, end: Math.min(MOST_BYTES, sizeBytes) })) {
    chunks.push(chunk);
  }
  const whole = new Uint8Array(chunks.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  const end = whole.lastIndexOf(NEWLINE) + 1;
  return draftsOf(textOfBytes(whole.subarray(0, end)), n);
}

const NEWLINE = 10;

const draftsOf = (text: string, n = Infinity): BoundaryDraft[] =>
  text
    .split('\n')
    .slice(0, n)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as BoundaryDraft);
