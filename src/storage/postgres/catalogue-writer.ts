import { type EntityManager, In } from 'typeorm';
import {
  type Addition,
  type BoundaryState,
  eventsOf,
  type NewEvent,
  stateAfter,
} from '../../workflows/catalogue/plan-addition.js';
import { type Place, planAdditions } from '../../workflows/catalogue/plan-additions.js';
import { stateNumbers, summariseBoundary } from '../../workflows/catalogue/summarise-boundary.js';
import type { AddedBoundary, CatalogueStamp, PreparedDraft } from '../../workflows/ports/catalogue.js';
import type { Ids } from '../../workflows/ports/clock.js';
import {
  CatalogueBoundaryRow,
  CatalogueEventRow,
  CatalogueEvidenceRow,
  CataloguePropertyRow,
  CatalogueStructureRow,
} from './catalogue-entities.js';
import {
  boundaryRow,
  evidenceOf,
  numbersRow,
  propertyOf,
  propertyRow,
  structureOf,
  structureRow,
} from './catalogue-rows.js';

/** A statement has at most 65,535 parameters. */
const ROWS_OF_A_STATEMENT = 1000;

/** Writes to the catalogue within one transaction. */
export class CatalogueWriter {
  constructor(
    private readonly manager: EntityManager,
    private readonly ids: Ids,
    private readonly stamp: CatalogueStamp,
  ) {}

  async add(ownerId: string, drafts: readonly PreparedDraft[]): Promise<readonly AddedBoundary[]> {
    const there = await this.boundaries(ownerId, drafts);
    const states = await this.states([...there.values()].map(({ id }) => id));
    const making = { ids: this.ids, stamp: this.stamp };
    const { additions, outcomes } = planAdditions(drafts, there, states, making);
    await this.write(additions);
    const changed = [...additions].filter(([, a]) => a.properties.length + a.structures.length > 0);
    await this.writeSummaries(new Map(changed.map(([id, a]) => [id, stateAfter(states.get(id)!, a)])));
    return outcomes;
  }

  /** Brings the flat rows of boundaries up to date with what is stored of them. */
  async summarise(boundaryIds: readonly string[]): Promise<void> {
    await this.writeSummaries(await this.states(boundaryIds));
  }

  private async writeSummaries(states: ReadonlyMap<string, BoundaryState>): Promise<void> {
    const boundaryIds = [...states.keys()];
    if (boundaryIds.length === 0) return;
    const rows = await this.manager.findBy(CatalogueBoundaryRow, { id: In(boundaryIds) });
    const evidence = await this.manager.find(CatalogueEvidenceRow, {
      where: { boundaryId: In(boundaryIds) },
      order: { id: 'ASC' },
    });
    for (const { id, boundary } of rows) {
      const own = evidence.filter((row) => row.boundaryId === id).map(evidenceOf);
      const numbers = summariseBoundary(boundary, { ...states.get(id)!, evidence: own });
      await this.manager.update(
        CatalogueBoundaryRow,
        { id },
        { ...numbersRow(numbers), updatedAt: this.stamp.at },
      );
    }
    const ranked = [...states.values()].flatMap((s) => stateNumbers(s.structures, s.properties));
    await this.manager.query(
      `UPDATE catalogue_structure s
       SET energy = v.energy, excess_volume = v.volume, energy_method = v.method, rank = v.rank
       FROM unnest($1::uuid[], $2::float8[], $3::float8[], $4::text[], $5::int[]) AS v(id, energy, volume, method, rank)
       WHERE s.id = v.id`,
      [
        ranked.map((r) => r.structureId),
        ranked.map((r) => r.energyJPerM2),
        ranked.map((r) => r.excessVolumeAngstrom),
        ranked.map((r) => r.method),
        ranked.map((r) => r.rank),
      ],
    );
  }

  async record(events: readonly NewEvent[]): Promise<void> {
    const { at, by } = this.stamp;
    await this.insert(
      CatalogueEventRow,
      events.map((event) => ({ ...event, at, by })),
    );
  }

  /** The boundary of each key, made where there is none, locked until the transaction ends. */
  private async boundaries(
    ownerId: string,
    drafts: readonly PreparedDraft[],
  ): Promise<ReadonlyMap<string, Place>> {
    // In one order for all, so that two of these at once cannot wait for each other.
    const byKey = new Map(drafts.map(({ draft }) => [draft.boundary.key, draft.boundary]));
    const keys = [...byKey.keys()].sort();
    const rows = keys.map((key) =>
      boundaryRow(byKey.get(key)!, { id: this.ids.next(), ownerId, at: this.stamp.at }),
    );
    for (const some of chunks(rows)) {
      await this.manager
        .createQueryBuilder()
        .insert()
        .into(CatalogueBoundaryRow)
        .values(some)
        .orIgnore()
        .updateEntity(false)
        .execute();
    }
    const found: { id: string; key: string }[] = await this.manager.query(
      'SELECT id, key FROM catalogue_boundary WHERE owner_id = $1 AND key = ANY($2) ORDER BY key FOR UPDATE',
      [ownerId, keys],
    );
    const made = new Set(rows.map(({ id }) => id));
    await this.record(
      found
        .filter(({ id }) => made.has(id))
        .map(({ id, key }) => ({
          boundaryId: id,
          action: 'boundary-added',
          subjectId: id,
          detail: { key, label: byKey.get(key)!.label },
        })),
    );
    return new Map(found.map(({ id, key }) => [key, { id, isNew: made.has(id) }]));
  }

  private async states(boundaryIds: readonly string[]): Promise<ReadonlyMap<string, BoundaryState>> {
    const boundaryId = In([...boundaryIds]);
    const [structures, properties] = [
      await this.manager.find(CatalogueStructureRow, { where: { boundaryId }, order: { id: 'ASC' } }),
      await this.manager.find(CataloguePropertyRow, {
        where: { boundaryId },
        order: { id: 'ASC' },
      }),
    ];
    const of = <Row extends { boundaryId: string }>(rows: readonly Row[]): Map<string, Row[]> => {
      const grouped = new Map(boundaryIds.map((id) => [id, [] as Row[]]));
      for (const row of rows) grouped.get(row.boundaryId)!.push(row);
      return grouped;
    };
    const structuresOf = of(structures);
    const propertiesOf = of(properties);
    return new Map(
      boundaryIds.map((id) => [
        id,
        {
          structures: structuresOf.get(id)!.map(structureOf),
          properties: propertiesOf.get(id)!.map(propertyOf),
        },
      ]),
    );
  }

  private async write(additions: ReadonlyMap<string, Addition>): Promise<void> {
    const all = [...additions];
    await this.insert(
      CatalogueStructureRow,
      all.flatMap(([id, { structures }]) => structures.map((one) => structureRow(id, one))),
    );
    await this.insert(
      CataloguePropertyRow,
      all.flatMap(([id, { properties }]) => properties.map((one) => propertyRow(id, one))),
    );
    const superseded = all.flatMap(([, addition]) => addition.superseded);
    await this.manager.query(
      `UPDATE catalogue_property p SET superseded_by = v.by
       FROM unnest($1::uuid[], $2::uuid[]) AS v(id, by) WHERE p.id = v.id`,
      [superseded.map(({ id }) => id), superseded.map(({ by }) => by)],
    );
    await this.record(all.flatMap(([id, addition]) => eventsOf(id, addition)));
  }

  private async insert<Row extends object>(entity: new () => Row, rows: readonly object[]): Promise<void> {
    for (const some of chunks(rows)) await this.manager.insert<Row>(entity, some);
  }
}

function chunks<T>(rows: readonly T[]): T[][] {
  const n = Math.ceil(rows.length / ROWS_OF_A_STATEMENT);
  return Array.from({ length: n }, (_, i) =>
    rows.slice(i * ROWS_OF_A_STATEMENT, (i + 1) * ROWS_OF_A_STATEMENT),
  );
}
