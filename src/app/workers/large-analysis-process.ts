import { serveParseTasks } from '../../jobs/in-parse-process.js';
import { FileSystemBlobStore } from '../../storage/blobs/file-system-blob-store.js';
import type { OnProgress } from '../../workflows/ingest-dataset.js';
import { InterpretStoredScan, type StoredScanRequest } from '../../workflows/interpret-stored-scan.js';
import { serveModels } from './serve-models.js';

const [blobRoot, ...modelFolders] = process.argv.slice(2);
const blobs = await FileSystemBlobStore.open(blobRoot);
const interpretation = new InterpretStoredScan(blobs, await serveModels(modelFolders));

serveParseTasks(
  {
    interpret: (task: StoredScanRequest, onProgress: OnProgress) => interpretation.run(task, onProgress),
  },
  () => false,
);
