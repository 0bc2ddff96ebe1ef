import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { NextFunction, Request, Response } from 'express';

/** SHA-256 of a body as somebody else reads it. Of a form without its boundary, which each attempt chooses anew. */
class BodyHash {
  private readonly hash = createHash('sha256');
  private readonly boundary: Buffer | null;
  private rest: Buffer = Buffer.alloc(0);

  constructor(request: Request) {
    const [, boundary] =
      /^multipart\/.*;\s*boundary="?([^";]+)/i.exec(request.headers['content-type'] ?? '') ?? [];
    this.boundary = boundary === undefined ? null : Buffer.from(boundary.trim());
    // Not `request.on`: that would let the bytes flow before who wants them listens.
    EventEmitter.prototype.on.call(request, 'data', (chunk: Buffer) => this.add(chunk));
  }

  /** Once, at the end. */
  digest(): string {
    return this.hash.update(this.rest).digest('hex');
  }

  private add(chunk: Buffer): void {
    if (this.boundary === null) return void this.hash.update(chunk);
    const { length } = this.boundary;
    const bytes = Buffer.concat([this.rest, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(this.boundary); at >= 0; at = bytes.indexOf(this.boundary, from)) {
      this.hash.update(bytes.subarray(from, at));
      from = at + length;
    }
    // The beginning of one may stand at the end.
    const known = Math.max(from, bytes.length - length + 1);
    this.hash.update(bytes.subarray(from, known));
    this.rest = bytes.subarray(known);
  }
}

const hashes = new WeakMap<Request, BodyHash>();

/** For Express, before bodies are read. */
export function hashBody(request: Request, _response: Response, next: NextFunction): void {
  if (request.method === 'POST' && request.headers['idempotency-key'] !== undefined)
    hashes.set(request, new BodyHash(request));
  next();
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Whether all that was sent was also read: what is answered before that says nothing of it. */
export const wasRead = (request: Request): boolean => request.readableEnded || !hasBody(request);

/** Reads what nobody reads. @returns false  it broke off */
export async function readToEnd(request: Request): Promise<boolean> {
  if (!wasRead(request) && !request.destroyed) {
    const over = Promise.race([once(request, 'end'), once(request, 'close')]);
    request.resume();
    await over.catch(() => undefined);
  }
  return wasRead(request);
}

/**
 * What makes a request that was read the same one again: method, path with query, what the upload protocol says in headers, body.
 * Hex.
 */
export function fingerprintOf(request: Request): string {
  const { method, originalUrl, headers } = request;
  const head = [method, originalUrl, headers['upload-length'] ?? '', headers['upload-metadata'] ?? ''];
  const body = hashes.get(request)!.digest();
  return createHash('sha256')
    .update(JSON.stringify([...head, body]))
    .digest('hex');
}
