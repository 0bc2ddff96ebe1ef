import type { Clock, Ids } from '../ports/clock.js';
import type { Dataset, Page, PageRequest } from '../ports/records.js';
import type { DatasetRepository } from '../ports/repositories.js';
import type {
  Rule,
  RuleAction,
  RuleCounts,
  RuleMatch,
  RuleRepository,
  RunFilter,
  ShownRuleRun,
} from '../ports/rules.js';
import type { ChooseRecipe } from '../recipes/choose-recipe.js';
import { WorkflowError } from '../workflow-error.js';
import { matchesRule } from './matches-rule.js';
import { recipeRequest } from './recipe-request.js';

export interface RuleRequest {
  readonly name: string;
  readonly enabled: boolean;
  readonly match: RuleMatch;
  readonly run: RuleAction;
}

export interface ShownRule {
  readonly rule: Rule;
  readonly counts: RuleCounts;
}

/** What a rule would do with the datasets there are. */
export interface RulePreview {
  /** Datasets that were looked at: the newest that are ready. */
  readonly nChecked: number;
  readonly nMatching: number;
  /** The newest of those that fit. */
  readonly datasets: readonly Dataset[];
}

export interface ManageRulesPorts {
  readonly rules: RuleRepository;
  readonly datasets: DatasetRepository;
  readonly chooseRecipe: ChooseRecipe;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Rules of one owner; all are looked at for each dataset, so they are few. */
export const MAX_RULES = 100;
/** Datasets that a preview looks at, and shows. */
const PREVIEW = { checked: 10_000, shown: 100 };
const NOTHING: RuleCounts = { nRuns: 0, nProblems: 0, lastRunAt: null };

/** Says what is done with datasets as they arrive. */
export class ManageRules {
  constructor(private readonly ports: ManageRulesPorts) {}

  /** @throws WorkflowError name-taken; not-found, recipe-archived (the recipe); invalid-parameter  too many rules */
  async create(ownerId: string, request: RuleRequest): Promise<ShownRule> {
    const { rules, clock, ids } = this.ports;
    await this.checkRecipe(ownerId, request.run);
    if ((await rules.list(ownerId)).length >= MAX_RULES)
      throw new WorkflowError('invalid-parameter', `There are ${MAX_RULES} rules; more cannot be kept.`);
    const createdAt = clock.now();
    const rule = { id: ids.next(), ownerId, ...request, createdAt, changedAt: createdAt };
    if (!(await rules.add(rule))) nameTaken(request.name);
    return { rule, counts: NOTHING };
  }

  /** @throws as `create` */
  async replace(ownerId: string, id: string, request: RuleRequest): Promise<ShownRule> {
    const rule = await this.find(ownerId, id);
    await this.checkRecipe(ownerId, request.run);
    const changed = { ...rule, ...request, changedAt: this.ports.clock.now() };
    if (!(await this.ports.rules.replace(changed))) nameTaken(request.name);
    return this.show(ownerId, id);
  }

  async list(ownerId: string): Promise<readonly ShownRule[]> {
    const counts = await this.ports.rules.counts(ownerId);
    const rules = await this.ports.rules.list(ownerId);
    return rules.map((rule) => ({ rule, counts: counts.get(rule.id) ?? NOTHING }));
  }

  /** @throws WorkflowError not-found */
  async show(ownerId: string, id: string): Promise<ShownRule> {
    const rule = await this.find(ownerId, id);
    return { rule, counts: (await this.ports.rules.counts(ownerId)).get(id) ?? NOTHING };
  }

  /** @throws WorkflowError not-found */
  async remove(ownerId: string, id: string): Promise<void> {
    if (!(await this.ports.rules.remove(ownerId, id))) missing(id);
  }

  runs(ownerId: string, filter: RunFilter, page: PageRequest): Promise<Page<ShownRuleRun>> {
    return this.ports.rules.runs(ownerId, filter, page);
  }

  /** Which datasets that are there would fit; nothing is begun. @throws WorkflowError not-found */
  async preview(ownerId: string, id: string): Promise<RulePreview> {
    const { match } = await this.find(ownerId, id);
    const { fileName: namePattern, format } = match;
    const selection = { namePattern, format, uploadedSince: null, instrument: null, session: null };
    const candidates = await this.ports.datasets.select(ownerId, selection, PREVIEW.checked);
    const fitting = candidates.filter((dataset) => matchesRule(match, dataset));
    return {
      nChecked: candidates.length,
      nMatching: fitting.length,
      datasets: fitting.slice(0, PREVIEW.shown),
    };
  }

  private async find(ownerId: string, id: string): Promise<Rule> {
    return (await this.ports.rules.find(ownerId, id)) ?? missing(id);
  }

  /** A rule that could never run is refused at once. */
  private async checkRecipe(ownerId: string, { recipe }: RuleAction): Promise<void> {
    if (recipe === 'default') return;
    await this.ports.chooseRecipe.run(ownerId, recipeRequest(recipe));
  }
}

const missing = (id: string): never => {
  throw new WorkflowError('not-found', `There is no rule ${id}.`);
};

const nameTaken = (name: string): never => {
  throw new WorkflowError('name-taken', `There is a rule "${name}" already.`);
};
