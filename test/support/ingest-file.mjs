// Reads a file into a store as the service does; prints what is stored and the peak of its memory.
// node ingest-file.mjs FILE FOLDER
import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { FileSystemBlobStore } from '../../dist/src/storage/blobs/file-system-blob-store.js';
import { IngestDataset } from '../../dist/src/workflows/ingest-dataset.js';

const [path, folder] = process.argv.slice(2);
const blobs = await FileSystemBlobStore.open(folder);
const { sha256 } = await blobs.put(createReadStream(path));
const { scans } = await new IngestDataset(blobs).run({ sha256, fileName: basename(path) }, () => undefined);
const [{ nPixels, nChannels, sum, countsBlob }] = scans;
const peakMib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
const { sizeBytes } = await blobs.stat(countsBlob);
console.log(JSON.stringify({ nPixels, nChannels, sum, sizeBytes, peakMib }));
