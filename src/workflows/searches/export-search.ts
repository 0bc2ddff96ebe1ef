import { textOfBytes } from '../../science/formats/text-bytes.js';
import { readBlob } from '../blob-bytes.js';
import { searchCrate } from '../exports/crate/search-crate.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { BoundaryRepository } from '../ports/search-repositories.js';
import { WorkflowError } from '../workflow-error.js';
import type { FindSearches } from './find-searches.js';
import type { ReadSearches } from './read-searches.js';

export interface ExportSearchPorts {
  readonly find: FindSearches;
  readonly reading: ReadSearches;
  readonly boundaries: BoundaryRepository;
  readonly blobs: BlobStore;
  /** Of the program. */
  readonly version: string;
}

/** A search keeps at most so many of its lowest states. */
const MOST = 100;

/** A finished search to take away. */
export class ExportSearch {
  constructor(private readonly ports: ExportSearchPorts) {}

  /** As an RO-Crate (ZIP). @throws WorkflowError not-found, not-finished */
  async crate(ownerId: string, id: string): Promise<Uint8Array> {
    const { find, reading, boundaries, blobs, version } = this.ports;
    const { search, job } = await find.withJob(ownerId, id);
    if (job.state !== 'succeeded')
      throw new WorkflowError(
        'not-finished',
        `The search is ${job.state}: a crate tells a search that has ended.`,
      );
    const { items } = await boundaries.list(
      ownerId,
      { searchId: id, sigma: null },
      { limit: MOST, cursor: null },
    );
    const lowestFirst = [...items].sort((a, b) => a.properties.energyJPerM2 - b.properties.energyJPerM2);
    const found = [];
    for (const record of lowestFirst) {
      const { structureBlob } = record;
      found.push({ record, extxyz: structureBlob && textOfBytes(await readBlob(blobs, structureBlob)) });
    }
    const evaluationsCsv = await collected(await reading.csv(ownerId, id));
    return searchCrate({ search, job, boundaries: found, evaluationsCsv, version });
  }
}

async function collected(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
