import type { MacroscopicBoundary } from '../../science/catalogue/catalogue-records.js';
import { DECIDED_FROM } from '../catalogue/evidence-decisions.js';
import { isSameEvidence } from '../catalogue/is-same-evidence.js';
import { decodePosition, encodePosition, type ListPosition } from '../catalogue/list-cursor.js';
import { eventsOf, type NewEvent, stateAfter } from '../catalogue/plan-addition.js';
import { type Place, planAdditions } from '../catalogue/plan-additions.js';
import { summariseBoundary } from '../catalogue/summarise-boundary.js';
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
} from '../ports/catalogue.js';
import type { Ids } from '../ports/clock.js';
import type { Page } from '../ports/records.js';
import {
  compare,
  isAsked,
  type Kept,
  summaryOf,
  textsOf,
  valueOf,
  wholeOf,
} from './memory-catalogue-questions.js';

/** Changes are synchronous, so each method is a transaction. */
export class MemoryCatalogueRepository extends CatalogueRepository {
  private readonly boundaries = new Map<string, Kept>();
  private readonly events: CatalogueEvent[] = [];

  constructor(private readonly ids: Ids) {
    super();
  }

  async add(
    ownerId: string,
    drafts: readonly PreparedDraft[],
    stamp: CatalogueStamp,
  ): Promise<readonly AddedBoundary[]> {
    const there = new Map<string, Place>();
    for (const { boundary } of drafts.map(({ draft }) => draft)) {
      if (there.has(boundary.key)) continue;
      const known = this.of(ownerId).find((one) => one.boundary.key === boundary.key);
      const { id } = known ?? this.make(ownerId, boundary, stamp);
      there.set(boundary.key, { id, isNew: known === undefined });
    }
    const { additions, outcomes } = planAdditions(drafts, there, this.boundaries, { ids: this.ids, stamp });
    for (const [id, addition] of additions) {
      const kept = this.boundaries.get(id)!;
      if (addition.structures.length + addition.properties.length > 0) kept.updatedAt = stamp.at;
      Object.assign(kept, stateAfter(kept, addition));
      for (const event of eventsOf(id, addition)) this.record(event, stamp);
    }
    return outcomes;
  }

  async known(ownerId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const asked = new Set(keys);
    const found = this.of(ownerId).filter(({ boundary }) => asked.has(boundary.key));
    return new Map(found.map(({ boundary, id }) => [boundary.key, id]));
  }

  async find(ownerId: string, id: string): Promise<CatalogueBoundary | null> {
    const kept = this.boundaries.get(id);
    return kept === undefined || kept.ownerId !== ownerId ? null : wholeOf(kept);
  }

  async structure(ownerId: string, id: string): Promise<StructureOfBoundary | null> {
    for (const { structures, id: boundaryId } of this.of(ownerId)) {
      const found = structures.find((one) => one.id === id);
      if (found !== undefined) return { ...found, boundaryId };
    }
    return null;
  }

  async list(
    ownerId: string,
    filter: CatalogueFilter,
    request: { readonly order: CatalogueOrder; readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<BoundarySummary>> {
    const { order, limit, cursor } = request;
    const positionOf = (summary: BoundarySummary): ListPosition => ({
      id: summary.id,
      value: valueOf(summary, order.by),
    });
    const sorted = this.matching(ownerId, filter)
      .map(summaryOf)
      .sort((a, b) => compare(positionOf(a), positionOf(b), order.descending));
    const after = cursor === null ? null : decodePosition(cursor);
    const rest = sorted.filter(
      (one) => after === null || compare(after, positionOf(one), order.descending) < 0,
    );
    const items = rest.slice(0, limit);
    const isMore = rest.length > items.length;
    return { items, nextCursor: isMore ? encodePosition(positionOf(items[items.length - 1])) : null };
  }

  async count(ownerId: string, filter: CatalogueFilter): Promise<number> {
    return this.matching(ownerId, filter).length;
  }

  async columns(
    ownerId: string,
    filter: CatalogueFilter,
    names: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
  ): Promise<CatalogueColumns> {
    const found = this.matching(ownerId, filter).sort((a, b) => (a.id < b.id ? -1 : 1));
    const numbersOf = found.map(
      (kept) => summariseBoundary(kept.boundary, kept, filter.method ?? null).numbers,
    );
    const texts = found.map((kept) => textsOf(summaryOf(kept)));
    return {
      nRows: found.length,
      ids: () => found.map(({ id }) => id),
      numbers: Object.fromEntries(
        names.numbers.map((name) => [name, Float64Array.from(numbersOf, (numbers) => numbers[name] ?? NaN)]),
      ),
      texts: Object.fromEntries(names.texts.map((name) => [name, texts.map((one) => one[name] ?? null)])),
    };
  }

  async *blocks(
    ownerId: string,
    filter: CatalogueFilter,
    blockSize: number,
  ): AsyncIterable<readonly CatalogueBoundary[]> {
    const found = this.matching(ownerId, filter).sort((a, b) => (a.id < b.id ? -1 : 1));
    for (let i = 0; i < found.length; i += blockSize) yield found.slice(i, i + blockSize).map(wholeOf);
  }

  async addEvidence(
    ownerId: string,
    evidence: readonly NewEvidence[],
    stamp: CatalogueStamp,
  ): Promise<readonly StoredEvidence[]> {
    return evidence.flatMap((one) => {
      const kept = this.boundaries.get(one.boundaryId);
      if (kept === undefined || kept.ownerId !== ownerId) return [];
      const known = kept.evidence.find((other) => isSameEvidence(other, one, stamp));
      if (known !== undefined) return [known];
      const stored: StoredEvidence = { ...one, id: this.ids.next(), stamp, decided: null };
      kept.evidence.push(stored);
      kept.updatedAt = stamp.at;
      const { boundaryId, kind, state } = one;
      this.record(
        { boundaryId, action: 'evidence-added', subjectId: stored.id, detail: { kind, state } },
        stamp,
      );
      return [stored];
    });
  }

  async decideEvidence(
    ownerId: string,
    id: string,
    state: 'accepted' | 'rejected',
    stamp: CatalogueStamp,
  ): Promise<StoredEvidence | null> {
    const kept = this.of(ownerId).find((one) => one.evidence.some((e) => e.id === id));
    const before = kept?.evidence.find((e) => e.id === id);
    if (kept === undefined || before === undefined || !DECIDED_FROM[state].includes(before.state))
      return null;
    const decided: StoredEvidence = { ...before, state, decided: stamp };
    kept.evidence = kept.evidence.map((e) => (e.id === id ? decided : e));
    kept.updatedAt = stamp.at;
    this.record({ boundaryId: kept.id, action: `evidence-${state}`, subjectId: id, detail: {} }, stamp);
    return decided;
  }

  async measuredNames(ownerId: string): Promise<readonly string[]> {
    const evidence = this.of(ownerId).flatMap((kept) => kept.evidence);
    return [...new Set(evidence.flatMap(({ measured }) => Object.keys(measured)))].sort();
  }

  async evidenceOfAnalysis(ownerId: string, analysisId: string): Promise<readonly StoredEvidence[]> {
    return this.of(ownerId)
      .flatMap(({ evidence }) => evidence)
      .filter(({ region }) => region?.analysisId === analysisId)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async history(ownerId: string, id: string): Promise<readonly CatalogueEvent[]> {
    if (this.boundaries.get(id)?.ownerId !== ownerId) return [];
    return this.events.filter(({ boundaryId }) => boundaryId === id);
  }

  async publish(
    ownerId: string,
    id: string,
    isPublic: boolean,
    stamp: CatalogueStamp,
  ): Promise<BoundarySummary | null> {
    const kept = this.boundaries.get(id);
    if (kept === undefined || kept.ownerId !== ownerId) return null;
    kept.isPublic = isPublic;
    kept.updatedAt = stamp.at;
    const action = isPublic ? 'published' : 'withdrawn';
    this.record({ boundaryId: id, action, subjectId: id, detail: {} }, stamp);
    return summaryOf(kept);
  }

  private of(ownerId: string): Kept[] {
    return [...this.boundaries.values()].filter((kept) => kept.ownerId === ownerId);
  }

  private make(ownerId: string, boundary: MacroscopicBoundary, stamp: CatalogueStamp): Kept {
    const id = this.ids.next();
    const kept: Kept = {
      ...{ id, ownerId, boundary, isPublic: false },
      ...{ structures: [], properties: [], evidence: [], createdAt: stamp.at, updatedAt: stamp.at },
    };
    this.boundaries.set(id, kept);
    const detail = { key: boundary.key, label: boundary.label };
    this.record({ boundaryId: id, action: 'boundary-added', subjectId: id, detail }, stamp);
    return kept;
  }

  private record(event: NewEvent, stamp: CatalogueStamp): void {
    this.events.push({ ...event, seq: this.events.length + 1, stamp });
  }

  private matching(ownerId: string, filter: CatalogueFilter): Kept[] {
    return this.of(ownerId).filter((kept) => isAsked(kept, filter));
  }
}
