import { giveWay } from '../../engines/give-way.js';
import { serveParseTasks } from '../../jobs/in-parse-process.js';
import { hdf5IsBroken } from '../../science/formats/hdf5/hdf5-engine.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import { IngestDataset, type OnProgress } from '../../workflows/ingest-dataset.js';
import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import { warmUpReader } from '../../workflows/warm-up-reader.js';

giveWay();

const [blobPlace] = process.argv.slice(2);
const ingest = new IngestDataset(await openBlobStore(JSON.parse(blobPlace) as BlobPlace));

serveParseTasks(
  {
    ingest: (task: { sha256: string; fileName: string }, onProgress: OnProgress) =>
      ingest.run(task, onProgress),
    warmUp: () => warmUpReader(),
  },
  hdf5IsBroken,
);
