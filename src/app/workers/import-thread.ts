import { workerData } from 'node:worker_threads';
import { giveWay } from '../../engines/give-way.js';
import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import { ComputeImport, type ReadTask } from '../../workflows/catalogue/compute-import.js';

giveWay();

const { blobPlace } = workerData as { blobPlace: BlobPlace };
const computation = new ComputeImport(await openBlobStore(blobPlace));

export const read = (message: ThreadMessage<ReadTask>) =>
  inThread(message, (task, onProgress) => computation.read(task, onProgress));
export const prepare = (message: ThreadMessage<string>) =>
  inThread(message, (blob, onProgress) => computation.prepare(blob, onProgress));
