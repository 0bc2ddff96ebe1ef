import { workerData } from 'node:worker_threads';
import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { FileSystemBlobStore } from '../../storage/blobs/file-system-blob-store.js';
import { ComputeImport, type ReadTask } from '../../workflows/catalogue/compute-import.js';

const { blobRoot } = workerData as { blobRoot: string };
const computation = new ComputeImport(await FileSystemBlobStore.open(blobRoot));

export const read = (message: ThreadMessage<ReadTask>) =>
  inThread(message, (task, onProgress) => computation.read(task, onProgress));
export const prepare = (message: ThreadMessage<string>) =>
  inThread(message, (blob, onProgress) => computation.prepare(blob, onProgress));
