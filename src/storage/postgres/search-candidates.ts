import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import { type EntityManager, In, IsNull } from 'typeorm';
import type { ToldCandidate } from '../../workflows/ports/search-records.js';
import { enqueueTask } from './job-queue.js';
import { SearchCandidateRow, SearchRow } from './search-entities.js';

/** Whoever changes candidates holds this lock; null when the search was removed. */
export const lockSearch = (manager: EntityManager, searchId: string): Promise<SearchRow | null> =>
  manager.findOne(SearchRow, { where: { id: searchId }, lock: { mode: 'pessimistic_write' } });

const UNTOLD = { toldAt: null, energyJPerM2: null, failed: null, evaluation: null, structureBlob: null };

/** New candidates at positions `from`, …, with a task of the queue each unless the search is external. */
export async function addCandidates(
  manager: EntityManager,
  search: SearchRow,
  { indices, from, boss }: { indices: readonly number[]; from: number; boss: PgBoss },
): Promise<void> {
  const isExternal = search.engine === 'external';
  const rows = indices.map((index, k) => ({
    searchId: search.id,
    index,
    position: from + k,
    taskId: isExternal ? null : randomUUID(),
    ...UNTOLD,
  }));
  await manager.insert(SearchCandidateRow, rows);
  for (const { taskId } of rows) if (taskId !== null) await enqueueTask(boss, manager, taskId);
}

/** All or none; returns the candidates that are known with another energy. */
export async function tellCandidates(
  manager: EntityManager,
  searchId: string,
  { told, toldAt }: { told: readonly ToldCandidate[]; toldAt: Date },
): Promise<readonly number[]> {
  const indices = told.map(({ index }) => index);
  const rows = await manager.findBy(SearchCandidateRow, { searchId, index: In(indices) });
  const known = new Map(rows.map((row) => [row.index, row]));
  const isNew = ({ index }: ToldCandidate): boolean => (known.get(index)?.toldAt ?? null) === null;
  const conflicts = told.filter(
    (one) => !isNew(one) && known.get(one.index)!.energyJPerM2 !== one.energyJPerM2,
  );
  if (conflicts.length > 0) return conflicts.map(({ index }) => index);
  let position = await manager.countBy(SearchCandidateRow, { searchId });
  for (const { index, ...found } of told.filter(isNew)) {
    const change = { ...found, toldAt };
    if (known.has(index)) await manager.update(SearchCandidateRow, { searchId, index }, change);
    else
      await manager.insert(SearchCandidateRow, {
        searchId,
        index,
        position: position++,
        taskId: null,
        ...change,
      });
  }
  return [];
}

/** A new entry in the queue for a candidate whose old one is gone or has ended. */
export async function renewTask(
  boss: PgBoss,
  manager: EntityManager,
  { searchId, index, taskId }: { searchId: string; index: number; taskId: string },
): Promise<void> {
  const renewed = randomUUID();
  const where = { searchId, index, taskId, toldAt: IsNull() };
  const { affected } = await manager.update(SearchCandidateRow, where, { taskId: renewed });
  if (affected === 1) await enqueueTask(boss, manager, renewed);
}
