import { rename, rm } from 'node:fs/promises';
import { saveStream } from './save-stream.js';

/** Writes what an answer of the service holds (`parseAs: 'stream'`) to a file. A part of it is never left behind under its name. */
export async function saveFile(body: unknown, path: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await saveStream(body, part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
