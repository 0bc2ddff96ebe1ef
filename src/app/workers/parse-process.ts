import { serveParseTasks } from '../../jobs/in-parse-process.js';
import { hdf5IsBroken } from '../../science/formats/hdf5/hdf5-engine.js';
import { FileSystemBlobStore } from '../../storage/blobs/file-system-blob-store.js';
import { IngestDataset, type OnProgress } from '../../workflows/ingest-dataset.js';
import { warmUpReader } from '../../workflows/warm-up-reader.js';

const [blobRoot] = process.argv.slice(2);
const ingest = new IngestDataset(await FileSystemBlobStore.open(blobRoot));

serveParseTasks(
  {
    ingest: (task: { sha256: string; fileName: string }, onProgress: OnProgress) =>
      ingest.run(task, onProgress),
    warmUp: () => warmUpReader(),
  },
  hdf5IsBroken,
);
