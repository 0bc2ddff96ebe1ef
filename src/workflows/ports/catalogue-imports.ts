import {
  IMPORT_FORMATS,
  type ImportFile,
  type ImportFormat,
  type ImportOptions,
} from '../../science/catalogue/imports/import-types.js';
import type { ImportProblem, PreparedDraft } from './catalogue.js';

/** Forms of files that are read. */
export const READ_FORMATS: readonly ImportFormat[] = IMPORT_FORMATS;

export interface ImportTask {
  readonly importId: string;
  readonly files: readonly ImportFile[];
  readonly options: ImportOptions;
}

/** What files hold; the drafts lie in a blob, one as JSON a line. */
export interface ImportReading {
  readonly format: string;
  readonly nRows: number;
  readonly nDrafts: number;
  /** Of the boundaries, each once. */
  readonly keys: readonly string[];
  readonly problems: readonly ImportProblem[];
  readonly draftsBlob: string;
}

/** The work of imports that takes its time: parsing, recognising crystals, describing structures. Needs blobs only. */
export abstract class ImportComputation {
  /** @throws CatalogueError unknown-format, malformed-file; FormatError, CrystalError */
  abstract read(task: ImportTask): Promise<ImportReading>;
  /** The drafts of a blob, their structures kept and described. */
  abstract prepare(draftsBlob: string): Promise<readonly PreparedDraft[]>;
}
