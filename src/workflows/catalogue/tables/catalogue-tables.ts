import type { CatalogueBoundary, CatalogueFilter, CatalogueRepository } from '../../ports/catalogue.js';
import type { Analysis } from '../../ports/records.js';
import type { AnalysisRepository } from '../../ports/repositories.js';
import { WorkflowError } from '../../workflow-error.js';
import { countsAsEvidence } from '../summarise-boundary.js';
import { analysisColumns, noteDescriptors, type ToldDescriptors } from './analysis-columns.js';
import { boundaryColumns, boundaryRow } from './boundary-columns.js';
import { evidenceColumns, evidenceRows } from './evidence-columns.js';
import {
  type Cell,
  cellsOf,
  type ColumnOf,
  describe,
  type FlatTable,
  type TableColumn,
} from './flat-table.js';
import { PROPERTY_COLUMNS, propertyRows } from './property-columns.js';
import { STRUCTURE_COLUMNS, structureRows } from './structure-columns.js';

export const TABLE_RESOURCES = ['boundaries', 'structures', 'properties', 'evidence', 'analyses'] as const;
export type TableResource = (typeof TABLE_RESOURCES)[number];

const BLOCK_ROWS = 500;
const PAGE_ROWS = 200;

/** Which rows and columns of a table. */
export interface TableRequest {
  readonly resource: TableResource;
  /** Which boundaries; a table of their parts has all parts of each. */
  readonly filter: CatalogueFilter;
  /** null: all. `id` is always there, first. */
  readonly columns: readonly string[] | null;
}

/** What the catalogue holds as flat tables: one row a record, one value a cell. */
export class CatalogueTables {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly analyses: AnalysisRepository,
  ) {}

  async dictionary(ownerId: string, resource: TableResource): Promise<TableColumn[]> {
    return (await this.read(ownerId, { resource, filter: {}, columns: null })).columns.map(describe);
  }

  /** @throws WorkflowError invalid-parameter  a column that the table has not */
  async read(ownerId: string, request: TableRequest): Promise<FlatTable> {
    const { filter, resource } = request;
    if (resource === 'analyses') return this.analysisTable(ownerId, request);
    const blocks = this.catalogue.blocks(ownerId, filter, BLOCK_ROWS);
    if (resource === 'structures') return tableOf(STRUCTURE_COLUMNS, structureRows, { blocks, request });
    if (resource === 'properties') return tableOf(PROPERTY_COLUMNS, propertyRows, { blocks, request });
    const measured = await this.catalogue.measuredNames(ownerId);
    if (resource === 'evidence') return tableOf(evidenceColumns(measured), evidenceRows, { blocks, request });
    const rowsOf = (one: CatalogueBoundary) => [boundaryRow(one, filter)];
    return tableOf(boundaryColumns(measured), rowsOf, { blocks, request });
  }

  private async analysisTable(ownerId: string, request: TableRequest): Promise<FlatTable> {
    const tied = await this.tiedAnalyses(ownerId, request.filter);
    const told: ToldDescriptors = new Map();
    for await (const page of this.finished(ownerId, tied)) for (const one of page) noteDescriptors(one, told);
    const blocks = this.finished(ownerId, tied);
    return tableOf(analysisColumns(told), (one: Analysis) => [one], { blocks, request });
  }

  /** Those that are evidence of a boundary that is asked for; null: all, where nothing is asked. */
  private async tiedAnalyses(ownerId: string, filter: CatalogueFilter): Promise<ReadonlySet<string> | null> {
    const isAsked = ({ ranges, ...rest }: CatalogueFilter): boolean =>
      Object.keys(ranges ?? {}).length > 0 || Object.values(rest).some((part) => part != null);
    if (!isAsked(filter)) return null;
    const tied = new Set<string>();
    for await (const block of this.catalogue.blocks(ownerId, filter, BLOCK_ROWS))
      for (const evidence of block.flatMap((boundary) => boundary.evidence.filter(countsAsEvidence)))
        if (evidence.region !== null) tied.add(evidence.region.analysisId);
    return tied;
  }

  private async *finished(ownerId: string, among: ReadonlySet<string> | null): AsyncIterable<Analysis[]> {
    let cursor: string | null = null;
    do {
      const page = await this.analyses.list(ownerId, null, { limit: PAGE_ROWS, cursor });
      yield page.items.filter(({ id, headline }) => headline !== null && (among?.has(id) ?? true));
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}

function tableOf<Row, Record>(
  all: readonly ColumnOf<Row>[],
  rowsOf: (record: Record) => readonly Row[],
  { blocks, request }: { readonly blocks: AsyncIterable<readonly Record[]>; readonly request: TableRequest },
): FlatTable {
  const columns = request.columns === null ? all : chosen(all, request.columns);
  return {
    columns,
    blocks: (async function* (): AsyncIterable<Cell[][]> {
      for await (const records of blocks) yield cellsOf(columns, records.flatMap(rowsOf));
    })(),
  };
}

function chosen<Row>(all: readonly ColumnOf<Row>[], names: readonly string[]): ColumnOf<Row>[] {
  return [...new Set(['id', ...names])].map((name) => {
    const column = all.find((one) => one.name === name);
    if (column !== undefined) return column;
    throw new WorkflowError('invalid-parameter', `There is no column ${name} in this table.`);
  });
}
