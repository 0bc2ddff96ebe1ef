import { utf8Bytes } from '../../science/formats/text-bytes.js';
import { ScienceError } from '../../science/units/science-error.js';
import { eachTried } from '../each-tried.js';
import { canonicalJson } from '../exports/canonical-json.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { ChosenRecipe } from '../ports/recipe-records.js';
import type { RecipeRepository } from '../ports/recipe-repository.js';
import type { Analysis, Dataset, Problem } from '../ports/records.js';
import type { AnalysisRepository, JobRepository } from '../ports/repositories.js';
import type { PlannedRuns, PlannedSearch, Rule, RuleAction, RuleRepository } from '../ports/rules.js';
import { problemFrom } from '../problems.js';
import type { ChooseRecipe } from '../recipes/choose-recipe.js';
import type { SubmitSearch } from '../searches/submit-search.js';
import { sha256Hex } from '../sha256.js';
import { chosenScans, type ChosenScans, newAnalysis } from '../submit-analysis.js';
import { WorkflowError } from '../workflow-error.js';
import { matchesRule } from './matches-rule.js';
import { recipeRequest } from './recipe-request.js';
import { searchOfSidecar } from './search-of-sidecar.js';

export interface RunRulesPorts {
  readonly rules: RuleRepository;
  readonly recipes: RecipeRepository;
  readonly chooseRecipe: ChooseRecipe;
  readonly analyses: AnalysisRepository;
  readonly jobs: JobRepository;
  readonly submitSearch: SubmitSearch;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What the sidecar alone asks for. */
const BY_SIDECAR: RuleAction = { recipe: 'default', link: true, search: null };
/** Datasets looked at in one pass. */
const PASS = 50;
/** Analyses of one dataset among which an equal one is sought. */
const KNOWN = { limit: 200, cursor: null };

interface Draft {
  readonly run: PlannedRuns['runs'][number];
  readonly work: PlannedRuns['work'];
  readonly search: PlannedSearch | null;
}

/**
 * Begins what rules and sidecars ask for of a dataset that has become ready. All of it is written in one transaction with the
 * note that the dataset was looked at, so whatever is killed when, each rule runs once on each dataset.
 */
export class RunRules {
  constructor(private readonly ports: RunRulesPorts) {}

  /** Datasets that became ready while nobody looked. One that fails stops none of the others. @throws the first failure */
  async runDue(): Promise<void> {
    const due = await this.ports.rules.due(PASS);
    await eachTried(due.map((dataset) => () => this.run(dataset)));
  }

  /** Of a dataset that is ready; of any other nothing is done. */
  async run(dataset: Dataset): Promise<void> {
    if (dataset.state !== 'ready') return;
    const { ownerId, sidecar } = dataset;
    const all = await this.ports.rules.list(ownerId);
    const fitting = all.filter(({ enabled, match }) => enabled && matchesRule(match, dataset));
    const asked: (Rule | null)[] =
      fitting.length === 0 && (sidecar?.recipe ?? null) !== null ? [null] : fitting;
    const plan = new Plan(this.ports, dataset);
    for (const rule of asked) await plan.add(rule);
    await this.ports.rules.apply(dataset.id, this.ports.clock.now(), plan.planned());
  }
}

/** What is to be begun of one dataset: rules that come to the same recipe share an analysis. */
class Plan {
  private readonly drafts: Draft[] = [];
  private readonly analysisIds = new Map<string, string>();

  constructor(
    private readonly ports: RunRulesPorts,
    private readonly dataset: Dataset,
  ) {}

  planned(): PlannedRuns {
    return {
      runs: this.drafts.map(({ run }) => run),
      work: this.drafts.flatMap(({ work }) => work),
      searches: this.drafts.flatMap(({ search }) => search ?? []),
    };
  }

  async add(rule: Rule | null): Promise<void> {
    const { run: action, id: ruleId } = rule ?? { run: BY_SIDECAR, id: null };
    const analysis = await orProblem(() => this.analysis(action.recipe));
    const search = action.search === null ? null : await orProblem(() => this.search(action));
    const { id: datasetId, ownerId } = this.dataset;
    const begun = 'problem' in analysis ? null : analysis;
    const found = search === null || 'problem' in search ? null : search;
    this.drafts.push({
      run: {
        id: this.ports.ids.next(),
        ...{ ownerId, ruleId, datasetId, link: action.link },
        analysisId: begun?.analysisId ?? null,
        searchKey: found?.key ?? null,
        problem: problemOfBoth(analysis, search),
        createdAt: this.ports.clock.now(),
      },
      work: begun?.work ?? [],
      search: found,
    });
  }

  private async analysis(
    asked: RuleAction['recipe'],
  ): Promise<{ analysisId: string; work: PlannedRuns['work'] }> {
    const recipe = await this.recipe(asked);
    const known = this.analysisIds.get(recipe.sha256);
    if (known !== undefined) return { analysisId: known, work: [] };
    const scans = chosenScans(this.dataset, null);
    const equal = await this.equalAnalysis(recipe, scans);
    const one = equal === null ? newAnalysis(this.dataset.ownerId, { scans, recipe }, this.ports) : null;
    const analysisId = equal?.id ?? one!.analysis.id;
    this.analysisIds.set(recipe.sha256, analysisId);
    return { analysisId, work: one === null ? [] : [one] };
  }

  /** The sidecar's recipe goes before that of the rule. */
  private async recipe(asked: RuleAction['recipe']): Promise<ChosenRecipe> {
    const { ownerId, sidecar } = this.dataset;
    const named = sidecar?.recipe ?? null;
    const { recipes, chooseRecipe } = this.ports;
    if (named !== null && named !== 'default') {
      const saved = (await recipes.findByName(ownerId, named)) ?? (await findById(recipes, ownerId, named));
      if (saved === null) throw new WorkflowError('not-found', `There is no recipe "${named}".`);
      return chooseRecipe.run(ownerId, { recipeId: saved.id });
    }
    return chooseRecipe.run(ownerId, recipeRequest(named ?? asked));
  }

  /** One that somebody has begun already, as the page does after an upload. */
  private async equalAnalysis(recipe: ChosenRecipe, scans: ChosenScans): Promise<Analysis | null> {
    const { ownerId, id } = this.dataset;
    const { items } = await this.ports.analyses.list(ownerId, id, KNOWN);
    for (const one of items) {
      if (one.recipeSha256 !== recipe.sha256 || !sameScans(one, scans)) continue;
      const job = await this.ports.jobs.find(ownerId, one.jobId);
      if (job !== null && job.state !== 'failed' && job.state !== 'cancelled') return one;
    }
    return null;
  }

  private async search({ search: template }: RuleAction): Promise<PlannedSearch> {
    const request = searchOfSidecar(this.dataset.ownerId, this.dataset.sidecar, template!);
    const key = sha256Hex(utf8Bytes(canonicalJson(request)));
    return { key, ...(await this.ports.submitSearch.prepare(request)) };
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const findById = async (recipes: RecipeRepository, ownerId: string, text: string) =>
  UUID.test(text) ? recipes.find(ownerId, text.toLowerCase()) : null;

const sameScans = (a: ChosenScans, b: ChosenScans): boolean =>
  canonicalJson([a.coreLoss, a.lowLoss]) === canonicalJson([b.coreLoss, b.lowLoss]);

/** What cannot be begun is told with the run; anything that is no error of ours is tried again. */
async function orProblem<T extends object>(begin: () => Promise<T>): Promise<T | { problem: Problem }> {
  try {
    return await begin();
  } catch (error) {
    if (error instanceof ScienceError) return { problem: problemFrom(error) };
    throw error;
  }
}

const problemOfBoth = (analysis: object, search: object | null): Problem | null =>
  [analysis, search].flatMap((one) =>
    one !== null && 'problem' in one ? (one.problem as Problem) : [],
  )[0] ?? null;
