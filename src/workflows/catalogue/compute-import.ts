import { readImport } from '../../science/catalogue/imports/read-import.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { readBlob } from '../blob-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { PreparedDraft } from '../ports/catalogue.js';
import type { ImportReading, ImportTask } from '../ports/catalogue-imports.js';
import { WorkflowError } from '../workflow-error.js';
import { putDrafts, readDrafts } from './draft-lines.js';
import { prepareDraft } from './prepare-draft.js';

/** Problems that are kept: enough to see what is wrong with a file. */
const MOST_PROBLEMS = 1000;
/** What one transaction takes in. */
const MOST_DRAFTS = 50_000;
/** Reading is most of the way; drafts have yet to be kept. */
const READ_SHARE = 0.9;

export type OnProgress = (fraction: number, stage: string) => void;

export interface ReadTask extends ImportTask {
  readonly importId: string;
}

export interface ReadDrafts extends ImportReading {
  /** Of the boundaries, each once. */
  readonly keys: readonly string[];
}

/** The work of imports that takes its time: parsing, recognising crystals, describing structures. Needs blobs only. */
export class ComputeImport {
  constructor(private readonly blobs: BlobStore) {}

  /**
   * @throws CatalogueError unknown-format, malformed-file; FormatError, CrystalError
   * @throws WorkflowError range-too-large
   */
  async read({ importId, options, files }: ReadTask, onProgress: OnProgress): Promise<ReadDrafts> {
    const texts = [];
    for (const file of files)
      texts.push({ ...file, text: textOfBytes(await readBlob(this.blobs, file.sha256)) });
    const tell = byPercent((fraction) => onProgress(READ_SHARE * fraction, 'reading rows'));
    const read = readImport({ importId, options, files: texts, onProgress: tell });
    const { format, nRows, drafts, problems, takenFromNames } = read;
    if (drafts.length > MOST_DRAFTS)
      throw new WorkflowError(
        'range-too-large',
        `${drafts.length} entries: an import has at most ${MOST_DRAFTS}. Send the file in parts.`,
      );
    onProgress(READ_SHARE, 'keeping what was read');
    const kept = problems.slice(0, MOST_PROBLEMS);
    const nMore = problems.length - kept.length;
    return {
      ...{ format, nRows, nDrafts: drafts.length, takenFromNames },
      keys: [...new Set(drafts.map(({ boundary }) => boundary.key))],
      problems: nMore === 0 ? kept : [...kept, { row: null, message: `and ${nMore} more problems` }],
      draftsBlob: await putDrafts(this.blobs, drafts),
    };
  }

  /** The drafts of a blob, their structures kept and described. */
  async prepare(draftsBlob: string, onProgress: OnProgress): Promise<readonly PreparedDraft[]> {
    const drafts = await readDrafts(this.blobs, draftsBlob);
    const tell = byPercent((fraction) => onProgress(fraction, `preparing ${drafts.length} entries`));
    const prepared: PreparedDraft[] = [];
    for (const draft of drafts) {
      prepared.push(await prepareDraft(this.blobs, draft));
      tell(prepared.length / drafts.length);
    }
    return prepared;
  }
}

/** Passes on each new percent: a row more of a million is no news. */
function byPercent(tell: (fraction: number) => void): (fraction: number) => void {
  let told = 0;
  return (fraction) => {
    const percent = Math.floor(100 * fraction);
    if (percent === told) return;
    told = percent;
    tell(percent / 100);
  };
}
