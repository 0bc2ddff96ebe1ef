import type { ImportOptions } from '../../science/catalogue/imports/import-types.js';
import type { PropertyValue } from '../../science/catalogue/catalogue-records.js';
import { FormatError } from '../../science/formats/format-error.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { CatalogueRepository } from '../ports/catalogue.js';
import type { CatalogueImport, CatalogueImportRepository, ImportTask } from '../ports/catalogue-imports.js';
import type { Clock, Ids } from '../ports/clock.js';
import { tapped } from '../tapped.js';
import { WorkflowError } from '../workflow-error.js';
import { safeFileName } from '../safe-file-name.js';
import { queuedJob } from '../queued-job.js';
import type { Curator } from './curate-boundaries.js';
import { firstDrafts } from './draft-lines.js';
import { materialOf } from './summarise-boundary.js';

export interface ImportPorts {
  readonly imports: CatalogueImportRepository;
  readonly catalogue: CatalogueRepository;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** SHA-256, hex. */
  readonly sha256: (text: string) => string;
}

/** A file as it was sent. */
export interface SentFile {
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

type KeptFile = ImportTask['files'][number];

/** A draft as the preview shows it. */
export interface ImportSample {
  readonly row: number | null;
  readonly label: string;
  readonly material: string;
  readonly kind: string;
  readonly sigma: number | null;
  /** The boundary of the catalogue that it is; null: there is none yet. */
  readonly boundaryId: string | null;
  readonly nAtoms: number | null;
  readonly properties: readonly PropertyValue[];
}

export interface ImportView {
  readonly record: CatalogueImport;
  /** The first drafts. */
  readonly sample: readonly ImportSample[];
}

const N_SAMPLE = 20;
const N_LISTED = 100;

/** Files that come into the catalogue: read by a job and shown first, taken in by another, whole or not at all. */
export class ManageImports {
  constructor(private readonly ports: ImportPorts) {}

  /**
   * Keeps a file that is going to be read.
   *
   * @throws FormatError unsupported-media-type  no text
   * @throws WorkflowError invalid-filename; in each case nothing is stored
   */
  async keep({ fileName, bytes }: SentFile): Promise<KeptFile> {
    const name = safeFileName(fileName);
    const { sha256 } = await this.ports.blobs.put(textOf(name, bytes));
    return { name, sha256 };
  }

  /** Queues the reading of files that are kept; nothing comes into the catalogue. */
  async submit(
    { ownerId, by }: Curator,
    files: readonly KeptFile[],
    options: ImportOptions,
  ): Promise<ImportView> {
    const { clock, ids, imports } = this.ports;
    const [id, jobId, at] = [ids.next(), ids.next(), clock.now()];
    const record: CatalogueImport = {
      ...{ id, ownerId, ...this.nameOf(files), task: { files, options }, state: 'reading', jobId },
      ...{ problem: null, found: null, commitAskedBy: null, committed: null, stamp: { at, by } },
    };
    const job = queuedJob({ id: jobId, ownerId, kind: 'import', subjectId: id, createdAt: at });
    await imports.submit(record, job);
    return { record, sample: [] };
  }

  /**
   * Queues that it is taken in: all of it in one transaction, or nothing.
   *
   * @param leaveOutProblems  takes in the rest where some rows could not be read
   * @throws WorkflowError not-found; not-finished, import-failed; already-committed; import-has-problems
   */
  async commit({ ownerId, by }: Curator, id: string, leaveOutProblems: boolean): Promise<ImportView> {
    const { clock, ids, imports } = this.ports;
    const record = await this.find(ownerId, id);
    refuseUnless(record, leaveOutProblems);
    const createdAt = clock.now();
    const job = queuedJob({ id: ids.next(), ownerId, kind: 'import', subjectId: id, createdAt });
    const hasBegun = await imports.beginCommit(id, by, job);
    const view = await this.show(ownerId, id);
    if (!hasBegun) refuseUnless(view.record, leaveOutProblems);
    return view;
  }

  /** @throws WorkflowError not-found */
  async show(ownerId: string, id: string): Promise<ImportView> {
    return this.view(await this.find(ownerId, id));
  }

  /** Newest first, without their drafts. */
  list(ownerId: string): Promise<readonly CatalogueImport[]> {
    return this.ports.imports.list(ownerId, N_LISTED);
  }

  private async view(record: CatalogueImport): Promise<ImportView> {
    if (record.found === null) return { record, sample: [] };
    const drafts = await firstDrafts(this.ports.blobs, record.found.draftsBlob, N_SAMPLE);
    const keys = drafts.map(({ boundary }) => boundary.key);
    const known = await this.ports.catalogue.known(record.ownerId, keys);
    const sample = drafts.map(({ boundary, structure, properties, source }) => ({
      row: source.kind === 'import' ? source.row : null,
      ...{ label: boundary.label, material: materialOf(boundary), kind: boundary.kind },
      ...{ sigma: boundary.sigma, boundaryId: known.get(boundary.key) ?? null },
      ...{ nAtoms: structure?.nAtoms ?? null, properties },
    }));
    return { record, sample };
  }

  private async find(ownerId: string, id: string): Promise<CatalogueImport> {
    const record = await this.ports.imports.find(ownerId, id);
    if (record === null) throw new WorkflowError('not-found', `There is no import ${id}.`);
    return record;
  }

  /** Of several files: their names, and the checksum of the list that `sha256sum` would print. */
  private nameOf(files: readonly KeptFile[]): { fileName: string; sha256: string } {
    if (files.length === 1) return { fileName: files[0].name, sha256: files[0].sha256 };
    const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
    return { fileName: files.map(({ name }) => name).join(', '), sha256: this.ports.sha256(lines.join('')) };
  }
}

/** Text has no zero byte. */
const textOf = (name: string, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  tapped(bytes, (chunk) => {
    if (chunk.includes(0)) throw new FormatError('unsupported-media-type', `${name} is no text.`);
  });

/** @throws WorkflowError unless it can be taken in */
function refuseUnless({ id, state, found, problem }: CatalogueImport, leaveOutProblems: boolean): void {
  if (state === 'committed')
    throw new WorkflowError('already-committed', `The import ${id} is in the catalogue already.`);
  if (state === 'reading' || state === 'committing')
    throw new WorkflowError('not-finished', `The import ${id} is ${state} still; wait for its job.`);
  if (found === null)
    throw new WorkflowError('import-failed', `The files could not be read: ${problem?.detail ?? state}`);
  if (found.problems.length > 0 && !leaveOutProblems)
    throw new WorkflowError(
      'import-has-problems',
      'Some rows could not be read: mend the file, or leave them out (leaveOutProblems).',
    );
}
