import { open } from 'node:fs/promises';

/** A file of which a few bytes are looked at. */
export interface FileBytes {
  readonly sizeBytes: number;
  /** Fewer bytes than asked for where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Opens a file, and closes it when `use` has ended. That it opens is part of the answer: on Windows a program that still writes may hold
 * the file for itself.
 */
export async function withFileBytes<T>(path: string, use: (file: FileBytes) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    const { size: sizeBytes } = await handle.stat();
    return await use({
      sizeBytes,
      async read(offset, length) {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await handle.close();
  }
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
