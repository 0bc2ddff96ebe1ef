import { textOfBytes } from '../../science/formats/text-bytes.js';
import { readBlob } from '../blob-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { OptimadeCell, OptimadeEntry, OptimadeStructures } from '../ports/optimade.js';
import {
  listParameters,
  type QueryParameters,
  requestedFields,
  type RequestedField,
} from './request-parameters.js';
import { needsCell, type StructureResource, structureResource } from './structure-resource.js';

export interface StructureList {
  readonly structures: readonly StructureResource[];
  readonly nReturned: number;
  readonly nAvailable: number;
  readonly hasMore: boolean;
  /** Where the next page begins; null: this is the last, or none was asked for (page_limit=0). */
  readonly nextOffset: number | null;
  readonly warnings: readonly string[];
}

export interface OneStructure {
  readonly structure: StructureResource | null;
  readonly nAvailable: number;
  readonly warnings: readonly string[];
}

/** Structures of the catalogue for OPTIMADE. */
export class ServeStructures {
  constructor(
    private readonly structures: OptimadeStructures,
    private readonly blobs: BlobStore,
    /** Of this database: own properties are `_<prefix>_<name>`. */
    private readonly prefix: string,
  ) {}

  /**
   * @param visibleTo  beside public structures those of this owner
   * @throws OptimadeError what the specification refuses, with its status
   */
  async list(query: QueryParameters, visibleTo: string | null): Promise<StructureList> {
    const { filter, sort, offset, limit, fields } = listParameters(query, this.prefix);
    const where = filter?.where ?? null;
    const page = await this.structures.query({ where, sort, offset, limit, visibleTo });
    const end = offset + page.entries.length;
    const hasMore = end < page.nReturned;
    return {
      structures: await this.resources(page.entries, fields),
      nReturned: page.nReturned,
      nAvailable: page.nAvailable,
      nextOffset: hasMore && page.entries.length > 0 ? end : null,
      hasMore,
      warnings: foreignNames(filter?.foreign ?? [], fields),
    };
  }

  /** One by its id; null where there is none that may be seen. @throws OptimadeError */
  async find(id: string, query: QueryParameters, visibleTo: string | null): Promise<OneStructure> {
    const fields = requestedFields(query, this.prefix);
    const page = await this.structures.query({
      // PostgreSQL takes no text with NUL, and no id has one.
      where: id.includes('\0')
        ? { kind: 'constant', value: false }
        : { kind: 'compare', key: 'id', operator: '=', value: id },
      ...{ sort: [], offset: 0, limit: 1, visibleTo },
    });
    const [structure = null] = await this.resources(page.entries, fields);
    return { structure, nAvailable: page.nAvailable, warnings: foreignNames([], fields) };
  }

  private resources(
    entries: readonly OptimadeEntry[],
    fields: readonly RequestedField[],
  ): Promise<StructureResource[]> {
    const isCellNeeded = needsCell(fields);
    return Promise.all(
      entries.map(async (entry) =>
        structureResource(entry, isCellNeeded ? await this.cellOf(entry) : null, fields),
      ),
    );
  }

  private async cellOf({ structureBlob }: OptimadeEntry): Promise<OptimadeCell | null> {
    if (structureBlob === null) return null;
    const bytes = await readBlob(this.blobs, structureBlob);
    return JSON.parse(textOfBytes(bytes)) as OptimadeCell;
  }
}

function foreignNames(inFilter: readonly string[], fields: readonly RequestedField[]): string[] {
  const inFields = fields.filter(({ key }) => key === null).map(({ name }) => name);
  return [...new Set([...inFilter, ...inFields])].map(
    (name) => `${name} is of another database and unknown here.`,
  );
}
