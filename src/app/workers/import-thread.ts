import { workerData } from 'node:worker_threads';
import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { FileSystemBlobStore } from '../../storage/blobs/file-system-blob-store.js';
import { ComputeImport } from '../../workflows/catalogue/compute-import.js';
import type { ImportTask } from '../../workflows/ports/import-computation.js';

const { blobRoot } = workerData as { blobRoot: string };
const computation = new ComputeImport(await FileSystemBlobStore.open(blobRoot));

export const read = (message: ThreadMessage<ImportTask>) =>
  inThread(message, (task) => computation.read(task));
export const prepare = (message: ThreadMessage<string>) =>
  inThread(message, (blob) => computation.prepare(blob));
