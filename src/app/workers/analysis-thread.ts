import { workerData } from 'node:worker_threads';
import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { FileSystemBlobStore } from '../../storage/blobs/file-system-blob-store.js';
import { InterpretStoredScan, type StoredScanRequest } from '../../workflows/interpret-stored-scan.js';
import { warmUpScience } from '../../workflows/warm-up-science.js';
import { serveModels } from './serve-models.js';

const { blobRoot, modelFolders } = workerData as { blobRoot: string; modelFolders: readonly string[] };
const models = await serveModels(modelFolders);
const interpretation = new InterpretStoredScan(await FileSystemBlobStore.open(blobRoot), models);

export const interpret = (message: ThreadMessage<StoredScanRequest>) =>
  inThread(message, (task, onProgress) => interpretation.run(task, onProgress));

export const warmUp = (message: ThreadMessage<null>) => inThread(message, () => warmUpScience(models));
