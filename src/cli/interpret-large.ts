import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileSystemBlobStore } from '../storage/blobs/file-system-blob-store.js';
import { openFileSource } from '../storage/blobs/file-source.js';
import { interpretLargeFile, type LargeFile, type LargeFileRun } from '../workflows/interpret-large-file.js';
import type { ServedModels } from '../workflows/models/served-models.js';
import { computeLargeAgain } from '../workflows/recipes/compute-large-again.js';
import { verifyBy, type Verification } from '../workflows/recipes/verify-result.js';
import { boundYoungHeap } from './bound-young-heap.js';
import type { ProgressBar } from './progress-bar.js';

/** What of a run is written, whichever way it went. */
export interface WrittenRun extends Omit<LargeFileRun, 'maps'> {
  /** Files that are written already. */
  readonly more: readonly string[];
}

interface LargeRequest {
  readonly path: string;
  readonly lowLossPath: string | null;
  readonly scanIndex: number | null;
  readonly recipe: unknown;
  readonly version: string;
  /** The spectra in our order, and what is made of them, lie here meanwhile: as large as the map. */
  readonly folder: string;
  readonly models: ServedModels;
}

/** A file that does not fit in memory, as the service does it: its spectra go to a store on disk, which is removed. */
export async function interpretLarge(request: LargeRequest, bar: ProgressBar): Promise<WrittenRun> {
  boundYoungHeap();
  const root = await mkdtemp(join(request.folder, '.kaimen-'));
  try {
    const blobs = await FileSystemBlobStore.open(root);
    const file = await largeFile(request.path);
    const lowLossFile = request.lowLossPath === null ? null : await largeFile(request.lowLossPath);
    try {
      const { scanIndex, recipe, version, models } = request;
      const run = await interpretLargeFile(blobs, {
        file,
        lowLossFile,
        scanIndex,
        recipe,
        version,
        models,
        onProgress: (fraction, stage) => bar.update(fraction, stage),
      });
      const maps = run.maps === null ? [] : await writeMaps(request.folder, run.maps);
      return { ...run, more: maps };
    } finally {
      file.source.close();
      lowLossFile?.source.close();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A file of the user, not loaded. The caller closes its source. */
export async function largeFile(path: string): Promise<LargeFile> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  return {
    name: basename(path),
    source: openFileSource(path),
    sha256: hash.digest('hex'),
    readWhole: () => readFile(path),
  };
}

/** Computes the result of files that do not fit in memory again, with the store where temporary files lie. */
export async function verifyLarge(
  text: string,
  paths: readonly string[],
  { version, models }: { readonly version: string; readonly models: ServedModels },
): Promise<Verification> {
  boundYoungHeap();
  const root = await mkdtemp(join(tmpdir(), 'kaimen-verify-'));
  const files: LargeFile[] = [];
  try {
    const blobs = await FileSystemBlobStore.open(root);
    for (const path of paths) files.push(await largeFile(path));
    return await verifyBy(text, version, (stored) => computeLargeAgain(blobs, stored, files, models));
  } finally {
    for (const { source } of files) source.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** The maps as numpy reads them, [plane, …navigation], and what each plane is. */
async function writeMaps(
  folder: string,
  { index, bytes, npyHead }: NonNullable<LargeFileRun['maps']>,
): Promise<string[]> {
  async function* parts(): AsyncIterable<Uint8Array> {
    yield npyHead;
    yield* bytes;
  }
  await pipeline(parts(), createWriteStream(join(folder, 'maps.npy')));
  await writeFile(join(folder, 'maps.json'), `${JSON.stringify(index, null, 2)}\n`);
  return ['maps.npy', 'maps.json'];
}
