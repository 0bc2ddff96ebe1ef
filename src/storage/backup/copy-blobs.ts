import type { BlobInfo, BlobStore } from '../../workflows/ports/blob-store.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { inParallel } from './in-parallel.js';

export interface CopyRequest {
  /** From here. */
  readonly blobs: BlobStore;
  readonly target: BlobStore;
  readonly quick: boolean;
  readonly progressFrom: number;
  readonly onProgress: (fraction: number, stage: string) => void;
}

export interface CopiedBlobs {
  readonly blobs: readonly BlobInfo[];
  readonly nCopied: number;
  readonly lost: readonly string[];
}

const AT_ONCE = 4;

/**
 * Copies what is not there with the right hash already. Each is hashed on its way in and out. What is lost or damaged
 * where it comes from is listed, and ends nothing: one bad file must not keep all others from being saved.
 */
export async function copyBlobs(names: readonly string[], request: CopyRequest): Promise<CopiedBlobs> {
  const { blobs, target, quick, progressFrom, onProgress } = request;
  const there: BlobInfo[] = [];
  const lost: string[] = [];
  let [nCopied, nDone] = [0, 0];
  await inParallel(names, AT_ONCE, async (sha256) => {
    const known = await target.stat(sha256);
    if (known !== null && (await isWhole(target, known, quick ? blobs : null))) there.push(known);
    else {
      const info = await copyOne(blobs, target, sha256);
      if (info === null) lost.push(sha256);
      else there.push(info);
      nCopied += info === null ? 0 : 1;
    }
    nDone += 1;
    const fraction = progressFrom + ((1 - progressFrom) * nDone) / names.length;
    onProgress(fraction, `copying files (${nDone} of ${names.length})`);
  });
  const bySha = (a: BlobInfo, b: BlobInfo): number => (a.sha256 < b.sha256 ? -1 : 1);
  return { blobs: there.sort(bySha), nCopied, lost: lost.sort() };
}

/** By reading it; where the original is given, by its size alone. */
async function isWhole(store: BlobStore, known: BlobInfo, original: BlobStore | null): Promise<boolean> {
  if (original !== null) return (await original.stat(known.sha256))?.sizeBytes === known.sizeBytes;
  return (await readThrough(store, known.sha256)) === 'whole';
}

async function copyOne(from: BlobStore, to: BlobStore, sha256: string): Promise<BlobInfo | null> {
  try {
    return await to.put(from.open(sha256), sha256);
  } catch (error) {
    if (isLoss(error)) return null;
    throw error;
  }
}

/** Reads a whole blob, which checks it. */
export async function readThrough(
  store: BlobStore,
  sha256: string,
): Promise<'whole' | 'damaged' | 'missing'> {
  try {
    for await (const chunk of store.open(sha256)) void chunk;
    return 'whole';
  } catch (error) {
    if (!isLoss(error)) throw error;
    return error.code === 'not-found' ? 'missing' : 'damaged';
  }
}

const LOSSES: readonly string[] = ['not-found', 'blob-damaged', 'checksum-mismatch'];
/** A sector that cannot be read is damage as well. */
const isLoss = (error: unknown): error is { code: string } =>
  (error instanceof WorkflowError && LOSSES.includes(error.code)) ||
  (error as NodeJS.ErrnoException).code === 'EIO';
