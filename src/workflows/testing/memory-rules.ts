import type { Dataset, Page, PageRequest } from '../ports/records.js';
import {
  type PlannedRuns,
  type PlannedSearch,
  type Rule,
  type RuleCounts,
  RuleRepository,
  type RunFilter,
  type ShownRuleRun,
} from '../ports/rules.js';
import { type MemoryDatabase, pageOf } from './memory-database.js';

export class MemoryRuleRepository extends RuleRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async add(rule: Rule): Promise<boolean> {
    return this.keep(rule);
  }

  async replace(rule: Rule): Promise<boolean> {
    return this.keep(rule);
  }

  async find(ownerId: string, id: string): Promise<Rule | null> {
    const rule = this.db.rules.get(id);
    return rule?.ownerId === ownerId ? rule : null;
  }

  async list(ownerId: string): Promise<readonly Rule[]> {
    return [...this.db.rules.values()]
      .filter((rule) => rule.ownerId === ownerId)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    if ((await this.find(ownerId, id)) === null) return false;
    this.db.rules.delete(id);
    const kept = this.db.ruleRuns.filter(({ ruleId }) => ruleId !== id);
    this.db.ruleRuns.splice(0, Infinity, ...kept);
    return true;
  }

  async counts(ownerId: string): Promise<ReadonlyMap<string, RuleCounts>> {
    const found = new Map<string, RuleCounts>();
    for (const { ruleId, problem, createdAt } of this.own(ownerId)) {
      if (ruleId === null) continue;
      const { nRuns, nProblems } = found.get(ruleId) ?? { nRuns: 0, nProblems: 0 };
      found.set(ruleId, {
        nRuns: nRuns + 1,
        nProblems: nProblems + (problem === null ? 0 : 1),
        lastRunAt: createdAt,
      });
    }
    return found;
  }

  async runs(
    ownerId: string,
    { ruleId, datasetId, problemsOnly }: RunFilter,
    page: PageRequest,
  ): Promise<Page<ShownRuleRun>> {
    const fits = this.own(ownerId).filter(
      (run) =>
        (ruleId === null || run.ruleId === ruleId) &&
        (datasetId === null || run.datasetId === datasetId) &&
        (!problemsOnly || run.problem !== null),
    );
    const { items, nextCursor } = pageOf(fits, page);
    return {
      items: items.map(({ searchKey: _, ...run }) => ({
        ...run,
        ruleName: run.ruleId === null ? null : this.db.rules.get(run.ruleId)!.name,
        fileName: this.db.datasets.get(run.datasetId)!.fileName,
      })),
      nextCursor,
    };
  }

  async due(limit: number): Promise<readonly Dataset[]> {
    return [...this.db.datasets.values()]
      .filter(({ id, state }) => state === 'ready' && !this.db.ruled.has(id))
      .slice(0, limit);
  }

  async apply(datasetId: string, _at: Date, { runs, work, searches }: PlannedRuns): Promise<boolean> {
    const dataset = this.db.datasets.get(datasetId);
    if (dataset?.state !== 'ready' || this.db.ruled.has(datasetId)) return false;
    this.db.ruled.add(datasetId);
    for (const { analysis, job } of work) {
      this.db.analyses.set(analysis.id, analysis);
      this.db.addJob(job);
    }
    const searchIds = new Map(searches.map((one) => [one.key, this.searchId(one)]));
    for (const run of runs) {
      if (run.ruleId !== null && !this.db.rules.has(run.ruleId)) continue;
      const analysisId = this.db.analyses.has(run.analysisId ?? '') ? run.analysisId : null;
      const searchId = run.searchKey === null ? null : (searchIds.get(run.searchKey) ?? null);
      this.db.ruleRuns.push({ ...run, analysisId, searchId });
    }
    return true;
  }

  async wantsLink(analysisId: string): Promise<boolean> {
    const runs = this.db.ruleRuns.filter((run) => run.analysisId === analysisId);
    return runs.length === 0 || runs.some(({ link }) => link);
  }

  private keep(rule: Rule): boolean {
    for (const { id, ownerId, name } of this.db.rules.values())
      if (ownerId === rule.ownerId && name === rule.name && id !== rule.id) return false;
    this.db.rules.set(rule.id, rule);
    return true;
  }

  private own(ownerId: string) {
    return this.db.ruleRuns.filter((run) => run.ownerId === ownerId && this.db.datasets.has(run.datasetId));
  }

  private searchId({ key, search, job }: PlannedSearch): string {
    for (const { searchKey, searchId, ownerId } of this.db.ruleRuns) {
      const jobId = this.db.searches.get(searchId ?? '')?.jobId;
      const state = jobId && this.db.jobs.get(jobId)?.state;
      if (
        searchKey === key &&
        ownerId === search.ownerId &&
        state &&
        !['failed', 'cancelled'].includes(state)
      )
        return searchId!;
    }
    this.db.searches.set(search.id, search);
    this.db.candidates.set(search.id, []);
    this.db.addJob(job);
    return search.id;
  }
}
