import type { PgBoss } from 'pg-boss';
import { type DataSource, type EntityManager, In } from 'typeorm';
import type { Dataset, Page, PageRequest } from '../../workflows/ports/records.js';
import {
  type PlannedRuns,
  type PlannedSearch,
  type Rule,
  type RuleCounts,
  RuleRepository,
  type RunFilter,
  type ShownRuleRun,
} from '../../workflows/ports/rules.js';
import { lockUntilCommit } from './advisory-locks.js';
import { AnalysisRow, DatasetRow } from './entities.js';
import { pageOf } from './page.js';
import { RuleRow, RuleRunRow } from './pipeline-entities.js';
import { analysisRow, datasetOf } from './rows.js';
import { SearchRow } from './search-entities.js';
import { submitJob } from './submit-job.js';

export class PostgresRuleRepository extends RuleRepository {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
  ) {
    super();
  }

  async add(rule: Rule): Promise<boolean> {
    const insert = this.db.createQueryBuilder().insert().into(RuleRow).values(rule);
    const inserted = await insert.orIgnore().returning('id').execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  async replace(rule: Rule): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      const { ownerId, name, id, enabled, match, run, changedAt } = rule;
      await lockUntilCommit(manager, `rules of ${ownerId}`);
      const sameName = await manager.findOneBy(RuleRow, { ownerId, name });
      if (sameName !== null && sameName.id !== id) return false;
      await manager.update(RuleRow, { ownerId, id }, { name, enabled, match, run, changedAt });
      return true;
    });
  }

  async find(ownerId: string, id: string): Promise<Rule | null> {
    const row = await this.db.manager.findOneBy(RuleRow, { ownerId, id });
    return row && { ...row };
  }

  async list(ownerId: string): Promise<readonly Rule[]> {
    const rows = await this.db.manager.find(RuleRow, {
      where: { ownerId },
      order: { name: 'ASC', id: 'ASC' },
    });
    return rows.map((row) => ({ ...row }));
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const { affected } = await this.db.manager.delete(RuleRow, { ownerId, id });
    return affected === 1;
  }

  async counts(ownerId: string): Promise<ReadonlyMap<string, RuleCounts>> {
    const rows: { rule_id: string; n: number; problems: number; last: Date }[] = await this.db.query(
      `SELECT rule_id, count(*)::int AS n, (count(*) FILTER (WHERE problem IS NOT NULL))::int AS problems,
              max(created_at) AS last
       FROM rule_run WHERE owner_id = $1 AND rule_id IS NOT NULL GROUP BY rule_id`,
      [ownerId],
    );
    return new Map(
      rows.map((row) => [row.rule_id, { nRuns: row.n, nProblems: row.problems, lastRunAt: row.last }]),
    );
  }

  async runs(
    ownerId: string,
    { ruleId, datasetId, problemsOnly }: RunFilter,
    page: PageRequest,
  ): Promise<Page<ShownRuleRun>> {
    const { manager } = this.db;
    const query = manager.createQueryBuilder(RuleRunRow, 'row').where('row.ownerId = :ownerId', { ownerId });
    if (ruleId !== null) query.andWhere('row.ruleId = :ruleId', { ruleId });
    if (datasetId !== null) query.andWhere('row.datasetId = :datasetId', { datasetId });
    if (problemsOnly) query.andWhere('row.problem IS NOT NULL');
    const found = await pageOf(query, page, (row) => row);
    const names = await namesFor(manager, found.items);
    return { ...found, items: found.items.map((row) => shown(row, names)) };
  }

  async due(limit: number): Promise<readonly Dataset[]> {
    const rows: { id: string }[] = await this.db.query(
      "SELECT id FROM dataset WHERE state = 'ready' AND rules_at IS NULL ORDER BY created_at, id LIMIT $1",
      [limit],
    );
    if (rows.length === 0) return [];
    const where = { id: In(rows.map(({ id }) => id)) };
    const found = await this.db.manager.find(DatasetRow, { where, order: { createdAt: 'ASC', id: 'ASC' } });
    return found.map(datasetOf);
  }

  async apply(datasetId: string, at: Date, { runs, work, searches }: PlannedRuns): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      const marked = await manager.query<[unknown[], number]>(
        "UPDATE dataset SET rules_at = $2 WHERE id = $1 AND state = 'ready' AND rules_at IS NULL",
        [datasetId, at],
      );
      if (marked[1] === 0) return false;
      // Each with the priority of a single request: somebody waits for it at the microscope.
      for (const { analysis, job } of work) {
        await manager.insert(AnalysisRow, analysisRow(analysis));
        await submitJob(this.boss, manager, job);
      }
      const searchIds = await this.searchIds(manager, searches);
      for (const run of await runsThatStand(manager, runs)) {
        const searchId = run.searchKey === null ? null : (searchIds.get(run.searchKey) ?? null);
        await manager.insert(RuleRunRow, { ...run, searchId });
      }
      return true;
    });
  }

  async wantsLink(analysisId: string): Promise<boolean> {
    const [{ wants }]: { wants: boolean }[] = await this.db.query(
      'SELECT coalesce(bool_or(link), true) AS wants FROM rule_run WHERE analysis_id = $1',
      [analysisId],
    );
    return wants;
  }

  /** By key: a search that was begun before and still stands, or the planned one, which is begun. */
  private async searchIds(
    manager: EntityManager,
    searches: readonly PlannedSearch[],
  ): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>();
    for (const { key, search, job } of searches) {
      if (ids.has(key)) continue;
      await lockUntilCommit(manager, `search ${search.ownerId} ${key}`);
      const [standing]: { id: string }[] = await manager.query(
        `SELECT s.id FROM rule_run r JOIN search s ON s.id = r.search_id JOIN job j ON j.id = s.job_id
         WHERE r.search_key = $1 AND r.owner_id = $2 AND j.state NOT IN ('failed', 'cancelled') LIMIT 1`,
        [key, search.ownerId],
      );
      ids.set(key, standing?.id ?? search.id);
      if (standing !== undefined) continue;
      await manager.insert(SearchRow, { ...search, learnFrom: [...search.learnFrom] });
      await submitJob(this.boss, manager, job);
    }
    return ids;
  }
}

/** A rule may have been removed, and an analysis that was there already, since it was planned. */
async function runsThatStand(
  manager: EntityManager,
  runs: PlannedRuns['runs'],
): Promise<PlannedRuns['runs']> {
  if (runs.length === 0) return runs;
  const ruleIds = runs.flatMap(({ ruleId }) => ruleId ?? []);
  const rules: { id: string }[] = await manager.query(
    'SELECT id FROM rule WHERE id = ANY($1) ORDER BY id FOR SHARE',
    [ruleIds],
  );
  const analyses: { id: string }[] = await manager.query(
    'SELECT id FROM analysis WHERE id = ANY($1) ORDER BY id FOR KEY SHARE',
    [runs.flatMap(({ analysisId }) => analysisId ?? [])],
  );
  const there = new Set([...rules, ...analyses].map(({ id }) => id));
  return runs
    .filter(({ ruleId }) => ruleId === null || there.has(ruleId))
    .map((run) =>
      run.analysisId === null || there.has(run.analysisId) ? run : { ...run, analysisId: null },
    );
}

interface Names {
  readonly files: ReadonlyMap<string, string>;
  readonly rules: ReadonlyMap<string, string>;
}

async function namesFor(manager: EntityManager, rows: readonly RuleRunRow[]): Promise<Names> {
  const files: { id: string; name: string }[] = await manager.query(
    'SELECT id, file_name AS name FROM dataset WHERE id = ANY($1)',
    [rows.map(({ datasetId }) => datasetId)],
  );
  const rules: { id: string; name: string }[] = await manager.query(
    'SELECT id, name FROM rule WHERE id = ANY($1)',
    [rows.flatMap(({ ruleId }) => ruleId ?? [])],
  );
  const byId = (named: { id: string; name: string }[]) => new Map(named.map(({ id, name }) => [id, name]));
  return { files: byId(files), rules: byId(rules) };
}

function shown({ searchKey: _, ...run }: RuleRunRow, { files, rules }: Names): ShownRuleRun {
  const ruleName = run.ruleId === null ? null : (rules.get(run.ruleId) ?? null);
  return { ...run, ruleName, fileName: files.get(run.datasetId) ?? '' };
}
