import { AsyncLocalStorage } from 'node:async_hooks';
import type { Request } from 'express';
import type { Principal } from '../auth/principal.js';

/** A request of the upload protocol while it is served. The library hands ids about; who asks, and the body, stand here. */
export interface UploadRequest {
  readonly caller: Principal;
  readonly request: Request;
  /** What it is refused for, in our own words: the library would make a text of it. */
  refusal?: unknown;
}

const underWay = new AsyncLocalStorage<UploadRequest>();

export const serving = <T>(upload: UploadRequest, what: () => Promise<T>): Promise<T> =>
  underWay.run(upload, what);

export function uploadRequest(): UploadRequest {
  const upload = underWay.getStore();
  if (upload === undefined) throw new Error('The upload protocol was used outside of a request.');
  return upload;
}

/**
 * The body, read without the library's streams (they cost a third of the speed).
 *
 * @param isOver  says whether so many bytes are too many
 */
export async function* bodyOf(request: Request, isOver: (bytes: number) => Error | null) {
  let bytes = 0;
  // The answer goes over the same line: it must outlive a body that is left unread.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const refusal = isOver(bytes);
    if (refusal !== null) throw refusal;
    yield chunk;
  }
}
