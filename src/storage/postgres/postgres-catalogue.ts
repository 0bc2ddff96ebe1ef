import { type DataSource, type EntityManager, In } from 'typeorm';
import { DECIDED_FROM } from '../../workflows/catalogue/evidence-decisions.js';
import { decodePosition, encodePosition, type ListPosition } from '../../workflows/catalogue/list-cursor.js';
import {
  type AddedBoundary,
  type BoundarySummary,
  type CatalogueBoundary,
  type CatalogueColumns,
  type CatalogueEvent,
  type CatalogueFilter,
  type CatalogueOrder,
  CatalogueRepository,
  type CatalogueStamp,
  type NewEvidence,
  type PreparedDraft,
  type StoredEvidence,
  type StructureOfBoundary,
} from '../../workflows/ports/catalogue.js';
import type { Ids } from '../../workflows/ports/clock.js';
import type { Page } from '../../workflows/ports/records.js';
import { columnsOf } from './catalogue-columns.js';
import { knownEvidence } from './known-evidence.js';
import {
  CatalogueBoundaryRow,
  CatalogueEventRow,
  CatalogueEvidenceRow,
  CataloguePropertyRow,
  CatalogueStructureRow,
} from './catalogue-entities.js';
import { applyFilter, numberSql } from './catalogue-filter.js';
import { evidenceOf, evidenceRow, propertyOf, structureOf, summaryOf } from './catalogue-rows.js';
import { CatalogueWriter } from './catalogue-writer.js';

export class PostgresCatalogueRepository extends CatalogueRepository {
  constructor(
    private readonly db: DataSource,
    private readonly ids: Ids,
  ) {
    super();
  }

  async add(
    ownerId: string,
    drafts: readonly PreparedDraft[],
    stamp: CatalogueStamp,
  ): Promise<readonly AddedBoundary[]> {
    if (drafts.length === 0) return [];
    return this.writing(stamp, (writer) => writer.add(ownerId, drafts));
  }

  async known(ownerId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows: { id: string; key: string }[] = await this.db.query(
      'SELECT id, key FROM catalogue_boundary WHERE owner_id = $1 AND key = ANY($2)',
      [ownerId, keys],
    );
    return new Map(rows.map(({ id, key }) => [key, id]));
  }

  async find(ownerId: string, id: string): Promise<CatalogueBoundary | null> {
    const row = await this.db.manager.findOneBy(CatalogueBoundaryRow, { ownerId, id });
    return row && (await this.whole([row]))[0];
  }

  async structure(ownerId: string, id: string): Promise<StructureOfBoundary | null> {
    const row = await this.db.manager.findOneBy(CatalogueStructureRow, { id });
    if (row === null) return null;
    const { boundaryId } = row;
    const isOwn = await this.db.manager.existsBy(CatalogueBoundaryRow, { ownerId, id: boundaryId });
    return isOwn ? { ...structureOf(row), boundaryId } : null;
  }

  async list(
    ownerId: string,
    filter: CatalogueFilter,
    request: { readonly order: CatalogueOrder; readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<BoundarySummary>> {
    const { order, limit, cursor } = request;
    const after = cursor === null ? null : decodePosition(cursor);
    const ask = (part: Part, room: number) => this.part(ownerId, filter, { order, after, part, room });
    // Known values by the index, then those without: an index cannot serve both in one order both ways.
    const rows = after !== null && after.value === null ? [] : await ask('known', limit + 1);
    if (rows.length <= limit && isNumber(order))
      rows.push(...(await ask('unknown', limit + 1 - rows.length)));
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(summaryOf),
      nextCursor:
        rows.length > limit && last !== undefined
          ? encodePosition({ id: last.id, value: valueOf(last, order) })
          : null,
    };
  }

  private async part(
    ownerId: string,
    filter: CatalogueFilter,
    {
      order,
      after,
      part,
      room,
    }: { order: CatalogueOrder; after: ListPosition | null; part: Part; room: number },
  ): Promise<CatalogueBoundaryRow[]> {
    const query = this.filtered(ownerId, filter);
    const direction = order.descending ? 'DESC' : 'ASC';
    const beyond = order.descending ? '<' : '>';
    const by = isNumber(order) ? numberSql(order.by) : `row.${order.by}`;
    if (part === 'unknown') {
      query.andWhere(`${by} IS NULL`);
      if (after !== null && after.value === null)
        query.andWhere(`row.id ${beyond} :afterId`, { afterId: after.id });
    } else {
      if (isNumber(order)) query.andWhere(`${by} IS NOT NULL`);
      if (after !== null)
        query.andWhere(`(${by}, row.id) ${beyond} (:afterValue, :afterId)`, {
          afterValue: after.value,
          afterId: after.id,
        });
      if (isNumber(order)) query.addSelect(by, 'sorted_by').orderBy('sorted_by', direction);
      else query.orderBy(by, direction);
    }
    return query.addOrderBy('row.id', direction).limit(room).getMany();
  }

  async count(ownerId: string, filter: CatalogueFilter): Promise<number> {
    return this.filtered(ownerId, filter).getCount();
  }

  async columns(
    ownerId: string,
    filter: CatalogueFilter,
    names: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
  ): Promise<CatalogueColumns> {
    return columnsOf(this.filtered(ownerId, filter), filter.method ?? null, names);
  }

  async *blocks(
    ownerId: string,
    filter: CatalogueFilter,
    blockSize: number,
  ): AsyncIterable<readonly CatalogueBoundary[]> {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await this.filtered(ownerId, filter)
        .andWhere('row.id > :after', { after })
        .orderBy('row.id', 'ASC')
        .limit(blockSize)
        .getMany();
      if (rows.length > 0) yield await this.whole(rows);
      if (rows.length < blockSize) return;
      after = rows[rows.length - 1].id;
    }
  }

  async addEvidence(
    ownerId: string,
    evidence: readonly NewEvidence[],
    stamp: CatalogueStamp,
  ): Promise<readonly StoredEvidence[]> {
    return this.writing(stamp, async (writer, manager) => {
      const own = await this.lock(
        manager,
        ownerId,
        evidence.map(({ boundaryId }) => boundaryId),
      );
      const kept = evidence.filter(({ boundaryId }) => own.has(boundaryId));
      const known = await knownEvidence(manager, kept, stamp);
      const news = kept.filter((one) => !known.has(one));
      const rows = news.map((one) => evidenceRow(this.ids.next(), one, stamp));
      if (rows.length === 0) return [...known.values()];
      await manager.insert(CatalogueEvidenceRow, rows);
      await writer.record(
        rows.map(({ id, boundaryId, kind, state }) => ({
          ...{ boundaryId, action: 'evidence-added', subjectId: id },
          detail: { kind, state },
        })),
      );
      await writer.summarise([...own]);
      return [...known.values(), ...rows.map(evidenceOf)];
    });
  }

  async decideEvidence(
    ownerId: string,
    id: string,
    state: 'accepted' | 'rejected',
    stamp: CatalogueStamp,
  ): Promise<StoredEvidence | null> {
    return this.writing(stamp, async (writer, manager) => {
      const row = await manager.findOneBy(CatalogueEvidenceRow, { id });
      if (row === null || (await this.lock(manager, ownerId, [row.boundaryId])).size === 0) return null;
      const change = { state, decidedAt: stamp.at, decidedBy: stamp.by };
      const before = { id, state: In([...DECIDED_FROM[state]]) };
      const { affected } = await manager.update(CatalogueEvidenceRow, before, change);
      if (affected !== 1) return null;
      const { boundaryId } = row;
      await writer.record([{ boundaryId, action: `evidence-${state}`, subjectId: id, detail: {} }]);
      await writer.summarise([boundaryId]);
      return evidenceOf({ ...row, ...change });
    });
  }

  async measuredNames(ownerId: string): Promise<readonly string[]> {
    const rows: { name: string }[] = await this.db.query(
      `SELECT DISTINCT json_object_keys(evidence.measured) AS name FROM catalogue_evidence AS evidence
         JOIN catalogue_boundary AS boundary ON boundary.id = evidence.boundary_id WHERE boundary.owner_id = $1`,
      [ownerId],
    );
    return rows.map(({ name }) => name).sort();
  }

  async evidenceOfAnalysis(ownerId: string, analysisId: string): Promise<readonly StoredEvidence[]> {
    const rows = await this.db.manager
      .createQueryBuilder(CatalogueEvidenceRow, 'row')
      .innerJoin(
        CatalogueBoundaryRow,
        'boundary',
        'boundary.id = row.boundaryId AND boundary.ownerId = :ownerId',
      )
      .where('row.analysisId = :analysisId', { analysisId, ownerId })
      .orderBy('row.id', 'ASC')
      .getMany();
    return rows.map(evidenceOf);
  }

  async history(ownerId: string, id: string): Promise<readonly CatalogueEvent[]> {
    if (!(await this.db.manager.existsBy(CatalogueBoundaryRow, { ownerId, id }))) return [];
    const rows = await this.db.manager.find(CatalogueEventRow, {
      where: { boundaryId: id },
      order: { seq: 'ASC' },
    });
    return rows.map(({ seq, at, by, ...rest }) => ({ ...rest, seq: Number(seq), stamp: { at, by } }));
  }

  async publish(
    ownerId: string,
    id: string,
    isPublic: boolean,
    stamp: CatalogueStamp,
  ): Promise<BoundarySummary | null> {
    return this.writing(stamp, async (writer, manager) => {
      if ((await this.lock(manager, ownerId, [id])).size === 0) return null;
      await manager.update(CatalogueBoundaryRow, { id }, { isPublic, updatedAt: stamp.at });
      const action = isPublic ? 'published' : 'withdrawn';
      await writer.record([{ boundaryId: id, action, subjectId: id, detail: {} }]);
      return summaryOf(await manager.findOneByOrFail(CatalogueBoundaryRow, { id }));
    });
  }

  private filtered(ownerId: string, filter: CatalogueFilter) {
    return applyFilter(this.db.manager.createQueryBuilder(CatalogueBoundaryRow, 'row'), ownerId, filter);
  }

  private writing<T>(
    stamp: CatalogueStamp,
    work: (writer: CatalogueWriter, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.db.transaction((manager) => work(new CatalogueWriter(manager, this.ids, stamp), manager));
  }

  /** Those of the owner among them, locked in one order for all. */
  private async lock(manager: EntityManager, ownerId: string, ids: readonly string[]): Promise<Set<string>> {
    const rows: { id: string }[] = await manager.query(
      'SELECT id FROM catalogue_boundary WHERE owner_id = $1 AND id = ANY($2::uuid[]) ORDER BY key FOR UPDATE',
      [ownerId, [...new Set(ids)]],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Rows with all that belongs to them. */
  private async whole(rows: readonly CatalogueBoundaryRow[]): Promise<CatalogueBoundary[]> {
    const find = { where: { boundaryId: In(rows.map(({ id }) => id)) }, order: { id: 'ASC' } } as const;
    const structures = await this.db.manager.find(CatalogueStructureRow, find);
    const properties = await this.db.manager.find(CataloguePropertyRow, find);
    const evidence = await this.db.manager.find(CatalogueEvidenceRow, find);
    return rows.map((row) => {
      const isOwn = ({ boundaryId }: { boundaryId: string }): boolean => boundaryId === row.id;
      return {
        ...summaryOf(row),
        structures: structures.filter(isOwn).map(structureOf),
        properties: properties.filter(isOwn).map(propertyOf),
        evidence: evidence.filter(isOwn).map(evidenceOf),
      };
    });
  }
}

type Part = 'known' | 'unknown';

const isNumber = ({ by }: CatalogueOrder): boolean => by !== 'createdAt' && by !== 'label';

function valueOf(row: CatalogueBoundaryRow, { by }: CatalogueOrder): ListPosition['value'] {
  if (by === 'createdAt') return row.createdAt.toISOString();
  return by === 'label' ? row.label : (row.numbers[by] ?? null);
}
