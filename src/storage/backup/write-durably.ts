import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Written at once. */
const BATCH_BYTES = 2 ** 20;

/** Writes a new file and waits until it is on the disk; its size, its hash, and how many chunks there were. */
export async function writeDurably(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ sizeBytes: number; sha256: string; nChunks: number }> {
  const hash = createHash('sha256');
  let [sizeBytes, nChunks, batchBytes] = [0, 0, 0];
  let batch: Uint8Array[] = [];
  const file = await open(path, 'wx', 0o600);
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(batch);
    [batch, batchBytes] = [[], 0];
    hash.update(bytes);
    await file.appendFile(bytes);
  };
  try {
    for await (const chunk of chunks) {
      batch.push(chunk);
      batchBytes += chunk.length;
      sizeBytes += chunk.length;
      nChunks += 1;
      if (batchBytes >= BATCH_BYTES) await flush();
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex'), nChunks };
}
