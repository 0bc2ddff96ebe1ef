import {
  IMPORT_FORMATS,
  type ImportFormat,
  type ImportOptions,
  type NameFact,
} from '../../science/catalogue/imports/import-types.js';
import type { AddedBoundary, CatalogueStamp, PreparedDraft } from './catalogue.js';
import type { Job, Problem } from './records.js';

/** Forms of files that are read. */
export const READ_FORMATS: readonly ImportFormat[] = IMPORT_FORMATS;

export interface ImportProblem {
  /** From 1; null: of the file as a whole. */
  readonly row: number | null;
  readonly message: string;
}

/** What is to be read: the bytes of each file are a blob under its checksum, until they are read. */
export interface ImportTask {
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  readonly options: ImportOptions;
}

/** What files hold; the drafts lie in a blob, one as JSON a line. */
export interface ImportReading {
  /** 'olmsted-tables', 'grip-csv', 'structure-extxyz', … */
  readonly format: string;
  readonly nRows: number;
  readonly nDrafts: number;
  readonly problems: readonly ImportProblem[];
  readonly takenFromNames: readonly NameFact[];
  readonly draftsBlob: string;
}

/** With what the catalogue knew of it then; `committed` tells what became of it. */
export interface ImportFound extends ImportReading {
  readonly nNewBoundaries: number;
  readonly nKnownBoundaries: number;
}

/** Files on their way into the catalogue: read by a job, shown, taken in whole by another job. */
export interface CatalogueImport {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly task: ImportTask;
  readonly state: 'reading' | 'previewed' | 'committing' | 'committed' | 'failed';
  /** Of the newest job; null: read when imports were no jobs. */
  readonly jobId: string | null;
  /** Why it could not be read, or not be taken in when that was tried last. */
  readonly problem: Problem | null;
  /** null: not read. */
  readonly found: ImportFound | null;
  /** Who asked to take it in last. */
  readonly commitAskedBy: string | null;
  readonly committed: { readonly added: readonly AddedBoundary[]; readonly stamp: CatalogueStamp } | null;
  readonly stamp: CatalogueStamp;
}

/** What is left of an import whose job did not get through: nothing came in, and what was read can be tried again. */
export const interrupted = (
  state: CatalogueImport['state'],
  problem: Problem,
): Pick<CatalogueImport, 'state' | 'problem'> => ({
  state: state === 'reading' ? 'failed' : 'previewed',
  problem,
});

/** As with jobs, the first end wins: what ends one says whether it did, and does nothing when it had ended before. */
export abstract class CatalogueImportRepository {
  /** The record, its job and the queue entry: all or none. */
  abstract submit(record: CatalogueImport, job: Job): Promise<void>;
  abstract find(ownerId: string, id: string): Promise<CatalogueImport | null>;
  /** Newest first. */
  abstract list(ownerId: string, limit: number): Promise<readonly CatalogueImport[]>;
  /** For workers (no owner): the record and its newest job. */
  abstract load(id: string): Promise<{ readonly record: CatalogueImport; readonly job: Job } | null>;
  /** Previewed becomes committing, by this job; false when it is not previewed. */
  abstract beginCommit(id: string, by: string, job: Job): Promise<boolean>;
  abstract finishReading(jobId: string, found: ImportFound): Promise<boolean>;
  /** The drafts come into the catalogue, the import is committed and the job ends: all of it or nothing. */
  abstract finishCommit(
    jobId: string,
    drafts: readonly PreparedDraft[],
    stamp: CatalogueStamp,
  ): Promise<boolean>;
  /** The job has failed. */
  abstract fail(jobId: string, problem: Problem): Promise<boolean>;
}
