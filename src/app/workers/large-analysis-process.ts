import { giveWay } from '../../engines/give-way.js';
import { serveParseTasks } from '../../jobs/in-parse-process.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import type { OnProgress } from '../../workflows/ingest-dataset.js';
import { InterpretStoredScan, type StoredScanRequest } from '../../workflows/interpret-stored-scan.js';
import { serveModels } from './serve-models.js';

giveWay();

const [blobPlace, ...modelFolders] = process.argv.slice(2);
const blobs = await openBlobStore(JSON.parse(blobPlace) as BlobPlace);
const interpretation = new InterpretStoredScan(blobs, await serveModels(modelFolders));

serveParseTasks(
  {
    interpret: (task: StoredScanRequest, onProgress: OnProgress) => interpretation.run(task, onProgress),
  },
  () => false,
);
