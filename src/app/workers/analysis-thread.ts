import { workerData } from 'node:worker_threads';
import { giveWay } from '../../engines/give-way.js';
import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import { InterpretStoredScan, type StoredScanRequest } from '../../workflows/interpret-stored-scan.js';
import { warmUpScience } from '../../workflows/warm-up-science.js';
import { serveModels } from './serve-models.js';

giveWay();

const { blobPlace, modelFolders } = workerData as { blobPlace: BlobPlace; modelFolders: readonly string[] };
const models = await serveModels(modelFolders);
const interpretation = new InterpretStoredScan(await openBlobStore(blobPlace), models);

export const interpret = (message: ThreadMessage<StoredScanRequest>) =>
  inThread(message, (task, onProgress) => interpretation.run(task, onProgress));

export const warmUp = (message: ThreadMessage<null>) => inThread(message, () => warmUpScience(models));
