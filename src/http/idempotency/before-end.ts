import type { Response } from 'express';

/** Has all of an answer's body looked at before it is sent, whoever ends it: a handler, a filter, a library. */
export function beforeEnd(response: Response, look: (body: Uint8Array) => Promise<void>): void {
  const end = response.end.bind(response) as (...given: unknown[]) => Response;
  response.end = ((...given: unknown[]) => {
    void look(bytesOf(given[0])).finally(() => end(...given));
    return response;
  }) as Response['end'];
}

function bytesOf(chunk: unknown): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return chunk instanceof Uint8Array ? chunk : new Uint8Array(0);
}
