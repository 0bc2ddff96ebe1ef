import type { CatalogueRepository, PreparedDraft } from '../ports/catalogue.js';
import type { CatalogueImport, CatalogueImportRepository } from '../ports/catalogue-imports.js';
import type { Clock } from '../ports/clock.js';
import type { ReadDrafts } from './compute-import.js';

export interface ConductPorts {
  readonly imports: CatalogueImportRepository;
  readonly catalogue: CatalogueRepository;
  readonly clock: Clock;
}

/** What the job of an import writes when its work is done. Delivered twice, it has the effect of once. */
export class ConductImport {
  constructor(private readonly ports: ConductPorts) {}

  /** It can be shown now. */
  async keepReading(jobId: string, { ownerId }: CatalogueImport, read: ReadDrafts): Promise<boolean> {
    const { keys, ...reading } = read;
    const nKnownBoundaries = (await this.ports.catalogue.known(ownerId, keys)).size;
    const nNewBoundaries = keys.length - nKnownBoundaries;
    return this.ports.imports.finishReading(jobId, { ...reading, nKnownBoundaries, nNewBoundaries });
  }

  /** All of it comes into the catalogue; what is there already is recognised and adds nothing. */
  takeIn(
    jobId: string,
    { commitAskedBy, stamp }: CatalogueImport,
    prepared: readonly PreparedDraft[],
  ): Promise<boolean> {
    const by = commitAskedBy ?? stamp.by;
    return this.ports.imports.finishCommit(jobId, prepared, { at: this.ports.clock.now(), by });
  }
}
