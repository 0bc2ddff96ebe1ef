import { createHash } from 'node:crypto';
import { WorkflowError } from '../../workflows/workflow-error.js';

/**
 * A whole blob on its way, hashed. One chunk is held back until the hash is known to be right, so that who counts the
 * bytes (an HTTP answer with its length) sees that they are not all there.
 *
 * @throws WorkflowError blob-damaged  at the end
 */
export async function* verified(
  chunks: AsyncIterable<Uint8Array>,
  sha256: string,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  let last: Uint8Array | null = null;
  for await (const chunk of chunks) {
    if (last !== null) yield last;
    hash.update(chunk);
    last = chunk;
  }
  if (hash.digest('hex') !== sha256) throw damaged(sha256);
  if (last !== null) yield last;
}

export const damaged = (sha256: string): WorkflowError =>
  new WorkflowError(
    'blob-damaged',
    `The stored bytes of ${sha256} are damaged: they no longer hash to their name. Sending the same file again mends it.`,
  );
