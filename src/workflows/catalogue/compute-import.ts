import { readImport } from '../../science/catalogue/imports/read-import.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { PreparedDraft } from '../ports/catalogue.js';
import { ImportComputation, type ImportReading, type ImportTask } from '../ports/import-computation.js';
import { putDrafts, readDrafts } from './draft-lines.js';
import { prepareDraft } from './prepare-draft.js';

/** Problems that are kept: enough to see what is wrong with a file. */
const MOST_PROBLEMS = 1000;

/** The work of imports itself, in whatever thread it is called. */
export class ComputeImport extends ImportComputation {
  constructor(private readonly blobs: BlobStore) {
    super();
  }

  async read(task: ImportTask): Promise<ImportReading> {
    const { format, nRows, drafts, problems } = readImport(task);
    const kept = problems.slice(0, MOST_PROBLEMS);
    const nMore = problems.length - kept.length;
    return {
      ...{ format, nRows, nDrafts: drafts.length },
      keys: [...new Set(drafts.map(({ boundary }) => boundary.key))],
      problems: nMore === 0 ? kept : [...kept, { row: null, message: `and ${nMore} more problems` }],
      draftsBlob: await putDrafts(this.blobs, drafts),
    };
  }

  async prepare(draftsBlob: string): Promise<readonly PreparedDraft[]> {
    const prepared: PreparedDraft[] = [];
    for (const draft of await readDrafts(this.blobs, draftsBlob)) {
      prepared.push(await prepareDraft(this.blobs, draft));
    }
    return prepared;
  }
}
