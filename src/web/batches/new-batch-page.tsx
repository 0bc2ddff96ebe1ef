import { useState } from 'react';
import { postJson } from '../app/api.js';
import type { Page } from '../app/api-types.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { navigate } from '../app/router.js';
import { startOfDay } from '../app/start-of-day.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import type { RecipeHistory, SavedRecipe } from '../recipes/recipe-types.js';
import type { Batch, BatchRequest } from './batch-types.js';
import { type DatasetFilter, FilterFields, PickDatasets } from './dataset-choice.js';

interface Wish {
  readonly name: string;
  /** '' the default recipe. */
  readonly recipeId: string;
  /** '' the latest. */
  readonly version: string;
  readonly by: 'choice' | 'filter';
  readonly chosen: ReadonlySet<string>;
  readonly filter: DatasetFilter;
}

/** Datasets that another page chose stand behind '#', which no server sees: it may be long. */
const chosenIn = (hash: string): ReadonlySet<string> =>
  new Set(
    (new URLSearchParams(hash.replace(/^#/, '')).get('datasets') ?? '').split(',').filter((id) => id !== ''),
  );

function beginning(): Wish {
  const query = new URLSearchParams(location.search);
  return {
    name: '',
    recipeId: query.get('recipe') ?? '',
    version: query.get('version') ?? '',
    by: 'choice',
    chosen: chosenIn(location.hash),
    filter: { name: '', since: '', format: '' },
  };
}

function requestOf({ name, recipeId, version, by, chosen, filter }: Wish): BatchRequest {
  return {
    ...(name === '' ? {} : { name }),
    ...(recipeId === '' ? {} : { recipeId }),
    ...(recipeId === '' || version === '' ? {} : { recipeVersion: Number(version) }),
    ...(by === 'choice'
      ? { datasetIds: [...chosen] }
      : {
          filter: {
            ...(filter.name === '' ? {} : { name: filter.name }),
            ...(filter.format === '' ? {} : { format: filter.format }),
            ...(filter.since === '' ? {} : { uploadedSince: startOfDay(filter.since) }),
          },
        }),
  };
}

interface PartProps {
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}

function RecipeChoice({ wish, change }: PartProps) {
  const recipes = useResource<Page<SavedRecipe>>('/recipes?limit=100');
  // One that is archived or further down the list is not in it, but was asked for.
  const own = useResource<SavedRecipe>(wish.recipeId === '' ? null : `/recipes/${wish.recipeId}`);
  const history = useResource<RecipeHistory>(
    wish.recipeId === '' ? null : `/recipes/${wish.recipeId}/versions`,
  );
  const items = recipes.data?.items ?? [];
  const isListed = wish.recipeId === '' || items.some(({ id }) => id === wish.recipeId);
  const problem = recipes.problem ?? own.problem ?? history.problem;
  return (
    <section className="panel new-batch">
      <h2>Recipe</h2>
      {problem !== null && <ProblemCard problem={problem} />}
      <div className="bar">
        <label className="inline">
          Recipe
          <select
            value={wish.recipeId}
            onChange={(event) => change({ recipeId: event.target.value, version: '' })}
          >
            <option value="">the default recipe</option>
            {items.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {!isListed && <option value={wish.recipeId}>{own.data?.name ?? wish.recipeId}</option>}
          </select>
        </label>
        {wish.recipeId !== '' && (
          <label className="inline">
            Version
            <select value={wish.version} onChange={(event) => change({ version: event.target.value })}>
              <option value="">the latest</option>
              {(history.data?.items ?? []).map(({ version, note }) => (
                <option key={version} value={version}>
                  {version}
                  {note === null ? '' : `, ${note}`}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="inline">
          Name of the batch
          <input
            value={wish.name}
            placeholder="as the recipe"
            maxLength={200}
            onChange={(event) => change({ name: event.target.value })}
          />
        </label>
      </div>
    </section>
  );
}

function DatasetsOf({ wish, change }: PartProps) {
  const way = (by: Wish['by'], text: string) => (
    <label className="inline">
      <input type="radio" name="by" checked={wish.by === by} onChange={() => change({ by })} />
      {text}
    </label>
  );
  return (
    <section className="panel scroll new-batch">
      <h2>Datasets</h2>
      <div className="bar">
        {way('choice', `Chosen ones (${wish.chosen.size})`)}
        {way('filter', 'All that fit')}
      </div>
      {wish.by === 'filter' ? (
        <FilterFields filter={wish.filter} onChange={(filter) => change({ filter })} />
      ) : (
        <PickDatasets chosen={wish.chosen} onChange={(chosen) => change({ chosen })} />
      )}
    </section>
  );
}

/** One recipe, many datasets: choose both and begin. */
export function NewBatchPage() {
  const [wish, setWish] = useState(beginning);
  const { busy, problem, run } = useAction();
  const change = (part: Partial<Wish>): void => setWish((before) => ({ ...before, ...part }));
  const begin = (): void =>
    run(async () => {
      const { id } = await postJson<Batch>('/batches', requestOf(wish));
      navigate(`/batches/${id}`);
    });
  const isEmpty = wish.by === 'choice' && wish.chosen.size === 0;
  return (
    <>
      <p>
        <Link to="/batches">All batches</Link>
      </p>
      <h1>Analyse with a recipe</h1>
      {problem !== null && <ProblemCard problem={problem} kept="Nothing was begun." />}
      <RecipeChoice wish={wish} change={change} />
      <DatasetsOf wish={wish} change={change} />
      <p className="bar">
        <button type="button" className="primary" disabled={isEmpty || busy} onClick={begin}>
          {wish.by === 'filter' ? 'Analyse all that fit' : `Analyse ${wish.chosen.size} datasets`}
        </button>
        {isEmpty && <span className="note">Choose datasets first.</span>}
      </p>
    </>
  );
}
