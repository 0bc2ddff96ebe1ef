import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

interface BinaryOptions {
  readonly type: string;
  readonly sizeBytes?: number;
  /** Offered for download under this name; without it the answer is shown in place. */
  readonly fileName?: string;
}

/** Bytes streamed to the client. A failure on the way cuts the connection: half a body never looks whole. */
export function binaryAnswer(bytes: AsyncIterable<Uint8Array>, options: BinaryOptions): StreamableFile {
  const { type, sizeBytes, fileName } = options;
  const file = new StreamableFile(Readable.from(bytes, { objectMode: false }), {
    type,
    length: sizeBytes,
    disposition: fileName === undefined ? undefined : attachment(fileName),
  });
  return file.setErrorHandler((_error, response) => response.destroy?.());
}

/** Bytes that are there already, with their length. */
export const bytesAnswer = (bytes: Uint8Array, options: Omit<BinaryOptions, 'sizeBytes'>): StreamableFile =>
  binaryAnswer(Readable.from([bytes]), { ...options, sizeBytes: bytes.length });

/** Content-Disposition of RFC 6266: a plain name for old clients, the real one in UTF-8 (RFC 8187). */
export function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
