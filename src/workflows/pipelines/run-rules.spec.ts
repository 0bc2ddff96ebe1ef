import { beforeEach, describe, expect, it } from 'vitest';
import { aDataset, aSummary } from '../../../test/support/records.js';
import type { Dataset, Sidecar } from '../ports/records.js';
import type { RuleAction, RuleMatch } from '../ports/rules.js';
import { ChooseRecipe } from '../recipes/choose-recipe.js';
import { ManageRecipes } from '../recipes/manage-recipes.js';
import { ComputeSearch } from '../searches/compute-search.js';
import { DEFAULT_SETTINGS } from '../searches/default-settings.js';
import { SubmitAnalysis } from '../submit-analysis.js';
import { SubmitSearch } from '../searches/submit-search.js';
import { FindRecords } from '../find-records.js';
import { MemoryBlobStore } from '../testing/memory-blob-store.js';
import { MemoryDatabase } from '../testing/memory-database.js';
import { MemoryAnalysisRepository, MemoryDatasetRepository } from '../testing/memory-datasets.js';
import { MemoryJobRepository } from '../testing/memory-jobs.js';
import { MemoryRecipeRepository } from '../testing/memory-recipes.js';
import { MemoryReferenceRepository } from '../testing/memory-references.js';
import { MemoryRuleRepository } from '../testing/memory-rules.js';
import { MemorySearchRepository } from '../testing/memory-searches.js';
import { CountingIds, TestClock } from '../testing/test-clock.js';
import { ManageRules } from './manage-rules.js';
import { RunRules } from './run-rules.js';

const clock = new TestClock();
const ids = new CountingIds();
let datasets: MemoryDatasetRepository;
let analyses: MemoryAnalysisRepository;
let jobs: MemoryJobRepository;
let rules: ManageRules;
let run: RunRules;
let recipes: ManageRecipes;
let submit: SubmitAnalysis;

beforeEach(() => {
  const db = new MemoryDatabase(clock);
  datasets = new MemoryDatasetRepository(db);
  analyses = new MemoryAnalysisRepository(db);
  jobs = new MemoryJobRepository(db);
  const saved = new MemoryRecipeRepository(db);
  const chooseRecipe = new ChooseRecipe(saved, new MemoryReferenceRepository(db));
  const repository = new MemoryRuleRepository(db);
  const computation = new ComputeSearch(new MemoryBlobStore(clock));
  const searches = new MemorySearchRepository(db);
  rules = new ManageRules({ rules: repository, datasets, chooseRecipe, clock, ids });
  recipes = new ManageRecipes({ recipes: saved, clock, ids });
  const records = new FindRecords({ datasets, analyses, jobs });
  submit = new SubmitAnalysis({ records, chooseRecipe, analyses, clock, ids });
  run = new RunRules({
    ...{ rules: repository, recipes: saved, chooseRecipe, analyses, jobs, clock, ids },
    submitSearch: new SubmitSearch({ searches, computation, clock, ids }),
  });
});

const ANY: RuleMatch = { instrument: null, fileName: null, format: null, material: null, hasBoundary: null };
const DEFAULT: RuleAction = { recipe: 'default', link: true, search: null };
const add = (name: string, match: Partial<RuleMatch> = {}, action: Partial<RuleAction> = {}) =>
  rules.create('lab', {
    ...{ name, enabled: true, match: { ...ANY, ...match }, run: { ...DEFAULT, ...action } },
  });
const BOUNDARY: NonNullable<Sidecar['boundary']> = {
  ...{ material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0], planeB: null, latticeAngstrom: null },
};
const aSidecar = (change: Partial<Sidecar>): Sidecar => ({
  ...{ sample: null, material: null, instrument: null, boundary: null, recipe: null, note: null, ...change },
});

async function arrived(change: Partial<Dataset> = {}): Promise<Dataset> {
  const { dataset, job } = aDataset('lab', change);
  await datasets.submit(dataset, job);
  await jobs.finishIngest(job.id, { summary: aSummary() });
  return (await datasets.find('lab', dataset.id))!;
}
const runsOf = async ({ id: datasetId }: Dataset) =>
  (
    await rules.runs('lab', { ruleId: null, datasetId, problemsOnly: false }, { limit: 10, cursor: null })
  ).items.toSorted((a, b) => ((a.ruleName ?? '') < (b.ruleName ?? '') ? -1 : 1));
const analysesOf = async ({ id }: Dataset) =>
  (await analyses.list('lab', id, { limit: 10, cursor: null })).items;

describe('what arrives', () => {
  it('is analysed once by the rules that fit, with one analysis for each recipe', async () => {
    const { id: recipeId } = await recipes.create('lab', { recipe: { name: 'mine', seed: 7 }, note: null });
    await add('a', { fileName: '*.DM4', instrument: 'arm*' });
    await add('b', { format: 'dm4', material: 'cu' }, { recipe: { recipeId, recipeVersion: null } });
    await add('c', { hasBoundary: true });
    await add('other', { fileName: 'x*' });
    const sidecar = aSidecar({ boundary: BOUNDARY });
    const dataset = await arrived({ instrument: 'ARM 200', sidecar });
    await Promise.all([run.run(dataset), run.runDue()]);
    await run.run(dataset);
    const found = await runsOf(dataset);
    expect(found.map(({ ruleName }) => ruleName)).toEqual(['a', 'b', 'c']);
    expect(found[0].analysisId).toBe(found[2].analysisId);
    const made = await analysesOf(dataset);
    expect(made.map(({ savedRecipe }) => savedRecipe?.id ?? null).sort()).toEqual([recipeId, null].sort());
  });

  it('gets the recipe of its sidecar, also without a rule, by name or id; none where neither asks', async () => {
    const { id } = await recipes.create('lab', { recipe: { name: 'mine', seed: 7 }, note: null });
    for (const recipe of ['mine', id, 'default']) {
      const dataset = await arrived({ sidecar: aSidecar({ recipe }) });
      await run.runDue();
      expect(await runsOf(dataset)).toMatchObject([{ ruleId: null, problem: null }]);
      const [{ savedRecipe }] = await analysesOf(dataset);
      expect(savedRecipe?.id ?? 'default').toBe(recipe === 'default' ? 'default' : id);
    }
    await add('all');
    const asked = await arrived({ sidecar: aSidecar({ recipe: 'mine' }) });
    const plain = await arrived();
    await run.runDue();
    expect((await analysesOf(asked)).map(({ savedRecipe }) => savedRecipe!.id)).toEqual([id]);
    expect((await analysesOf(plain)).map(({ savedRecipe }) => savedRecipe)).toEqual([null]);
  });

  it('lists what cannot be begun, and does the rest', async () => {
    await add('all', {}, { search: { settings: DEFAULT_SETTINGS, candidates: PLAIN, parallel: 1 } });
    const lost = await arrived({ sidecar: aSidecar({ recipe: 'lost', boundary: BOUNDARY }) });
    const oxide = await arrived({ sidecar: aSidecar({ boundary: { ...BOUNDARY, material: 'MgO' } }) });
    const bare = await arrived();
    await run.runDue();
    expect(await runsOf(lost)).toMatchObject([{ analysisId: null, problem: { code: 'not-found' } }]);
    expect((await runsOf(lost))[0].searchId).not.toBeNull();
    for (const dataset of [oxide, bare]) {
      const [one] = await runsOf(dataset);
      expect(one).toMatchObject({ searchId: null, problem: { code: 'rule-not-applicable' } });
      expect(one.analysisId).not.toBeNull();
    }
  });

  it('that somebody has had analysed already gets no second analysis', async () => {
    await add('all');
    const dataset = await arrived();
    const request = { ownerId: 'lab', coreLoss: { datasetId: dataset.id, scanIndex: null }, lowLoss: null };
    const { analysis } = await submit.run(request);
    await run.runDue();
    expect(await runsOf(dataset)).toMatchObject([{ analysisId: analysis.id }]);
    expect(await analysesOf(dataset)).toHaveLength(1);
  });

  it('and fits is shown before a rule is enabled', async () => {
    for (const fileName of ['a.dm4', 'b.dm3']) await arrived({ fileName });
    const { rule } = await add('dm4', { fileName: '*.dm4' });
    expect(await rules.preview('lab', rule.id)).toMatchObject({
      ...{ nChecked: 1, nMatching: 1, datasets: [{ fileName: 'a.dm4' }] },
    });
  });
});

const PLAIN = { preset: 'translations', sample: null } as const;
