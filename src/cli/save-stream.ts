import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** Writes what an answer of the service holds (`parseAs: 'stream'`) to a file as it comes. */
export const saveStream = (body: unknown, path: string): Promise<void> =>
  pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(path));
