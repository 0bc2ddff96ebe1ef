import type { ImportFile, ImportOptions } from '../../science/catalogue/imports/import-types.js';
import type { PropertyValue } from '../../science/catalogue/catalogue-records.js';
import { FormatError } from '../../science/formats/format-error.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';
import type {
  CatalogueImport,
  CatalogueImportRepository,
  CatalogueRepository,
  CatalogueStamp,
} from '../ports/catalogue.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { ImportComputation } from '../ports/import-computation.js';
import { WorkflowError } from '../workflow-error.js';
import type { Curator } from './curate-boundaries.js';
import { firstDrafts } from './draft-lines.js';
import { safeFileName } from '../safe-file-name.js';
import { materialOf } from './summarise-boundary.js';

export interface ImportPorts {
  readonly imports: CatalogueImportRepository;
  readonly catalogue: CatalogueRepository;
  readonly computation: ImportComputation;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** SHA-256, hex. */
  readonly sha256: (content: Uint8Array | string) => string;
}

/** A file as it was sent. */
export interface SentFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

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

/** What one transaction takes in. */
const MOST_DRAFTS = 50_000;
const N_SAMPLE = 20;
const N_LISTED = 100;

/** Files that come into the catalogue: read and shown first, taken in whole or not at all. */
export class ManageImports {
  constructor(private readonly ports: ImportPorts) {}

  /**
   * Reads files and keeps what they hold; nothing comes into the catalogue.
   *
   * @throws CatalogueError unknown-format, malformed-file; FormatError unsupported-media-type (no text); CrystalError
   * @throws WorkflowError range-too-large, invalid-filename
   */
  async preview(
    { ownerId, by }: Curator,
    sent: readonly SentFile[],
    options: ImportOptions,
  ): Promise<ImportView> {
    const { catalogue, computation, imports, ids } = this.ports;
    const files = sent.map((file) => this.textFile(file));
    const id = ids.next();
    const { keys, ...read } = await computation.read({ importId: id, files, options });
    if (read.nDrafts > MOST_DRAFTS)
      throw new WorkflowError(
        'range-too-large',
        `${read.nDrafts} entries: an import has at most ${MOST_DRAFTS}. Send the file in parts.`,
      );
    const nKnownBoundaries = (await catalogue.known(ownerId, keys)).size;
    const record: CatalogueImport = {
      ...{ id, ownerId, ...this.nameOf(files), ...read, state: 'previewed' },
      ...{ nKnownBoundaries, nNewBoundaries: keys.length - nKnownBoundaries },
      ...{ committed: null, stamp: this.stamp(by) },
    };
    await imports.add(record);
    return this.view(record);
  }

  /**
   * Takes an import in: all of it in one transaction. What is in the catalogue already is recognised and adds nothing, so an
   * import that was cut off after its transaction can be committed again.
   *
   * @param leaveOutProblems  takes in the rest where some rows could not be read
   * @throws WorkflowError not-found; already-committed; import-has-problems
   */
  async commit({ ownerId, by }: Curator, id: string, leaveOutProblems: boolean): Promise<ImportView> {
    const record = await this.find(ownerId, id);
    if (record.state === 'committed') throw committedBefore(id);
    if (record.problems.length > 0 && !leaveOutProblems)
      throw new WorkflowError(
        'import-has-problems',
        'Some rows could not be read: mend the file, or leave them out (leaveOutProblems).',
      );
    const prepared = await this.ports.computation.prepare(record.draftsBlob);
    const stamp = this.stamp(by);
    const added = await this.ports.catalogue.add(ownerId, prepared, stamp);
    if (!(await this.ports.imports.commit(id, { added, stamp }))) throw committedBefore(id);
    return this.view(await this.find(ownerId, id));
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
    const drafts = await firstDrafts(this.ports.blobs, record.draftsBlob, N_SAMPLE);
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

  private stamp(by: string): CatalogueStamp {
    return { at: this.ports.clock.now(), by };
  }

  /** Text has no zero byte. */
  private textFile({ fileName, bytes }: SentFile): ImportFile {
    const name = safeFileName(fileName);
    if (bytes.includes(0)) throw new FormatError('unsupported-media-type', `${name} is no text.`);
    return { name, text: textOfBytes(bytes), sha256: this.ports.sha256(bytes) };
  }

  /** Of several files: their names, and the checksum of the list that `sha256sum` would print. */
  private nameOf(files: readonly ImportFile[]): { fileName: string; sha256: string } {
    if (files.length === 1) return { fileName: files[0].name, sha256: files[0].sha256 };
    const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
    return { fileName: files.map(({ name }) => name).join(', '), sha256: this.ports.sha256(lines.join('')) };
  }
}

const committedBefore = (id: string): WorkflowError =>
  new WorkflowError('already-committed', `The import ${id} is in the catalogue already.`);
