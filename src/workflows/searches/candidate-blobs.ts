import { textOfBytes, utf8Bytes } from '../../science/formats/text-bytes.js';
import { putBytes, readBlob } from '../blob-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { StoredCandidates } from './stored-candidates.js';

/** Searches whose candidates are remembered: some megabytes each at most. */
const MAX_REMEMBERED = 8;

/** Candidates of searches in the blob store. A blob is named by its content, so what was read never becomes wrong. */
export class CandidateBlobs {
  /** Least recently used first. */
  private readonly read = new Map<string, Promise<StoredCandidates>>();

  constructor(private readonly blobs: BlobStore) {}

  put(candidates: StoredCandidates): Promise<string> {
    return putBytes(this.blobs, utf8Bytes(JSON.stringify(candidates)));
  }

  get(blob: string): Promise<StoredCandidates> {
    const known = this.read.get(blob);
    const candidates = known ?? this.parse(blob);
    this.read.delete(blob);
    this.read.set(blob, candidates);
    if (this.read.size > MAX_REMEMBERED) this.read.delete(this.read.keys().next().value!);
    // What could not be read is not remembered.
    if (known === undefined) candidates.catch(() => this.read.delete(blob));
    return candidates;
  }

  private async parse(blob: string): Promise<StoredCandidates> {
    return JSON.parse(textOfBytes(await readBlob(this.blobs, blob))) as StoredCandidates;
  }
}
