import { serveParseTasks } from '../../jobs/in-parse-process.js';
import { FileSystemBlobStore } from '../../storage/blobs/file-system-blob-store.js';
import type { OnProgress } from '../../workflows/ingest-dataset.js';
import { InterpretStoredScan, type StoredScanRequest } from '../../workflows/interpret-stored-scan.js';

const [blobRoot] = process.argv.slice(2);
const interpretation = new InterpretStoredScan(await FileSystemBlobStore.open(blobRoot));

serveParseTasks(
  {
    interpret: (task: StoredScanRequest, onProgress: OnProgress) => interpretation.run(task, onProgress),
  },
  () => false,
);
