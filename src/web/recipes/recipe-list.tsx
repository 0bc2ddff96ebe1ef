import { useEffect, useState } from 'react';
import { getJson, problemOf } from '../app/api.js';
import type { Page, Problem } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import type { SavedRecipe } from './recipe-types.js';

const PAGE = 100;

function RecipeRow({ recipe }: { readonly recipe: SavedRecipe }) {
  const { id, name, latest } = recipe;
  return (
    <tr>
      <th scope="row" className="wrap">
        <Link to={`/recipes/${id}`}>{name}</Link>
      </th>
      <td className="num">{latest.version}</td>
      <td className="wrap">{latest.note ?? '–'}</td>
      <td className="num">{dateText(latest.createdAt)}</td>
      <td>
        <Link to={`/recipes/${id}/edit`}>Edit</Link>
      </td>
      <td>
        <Link to={`/batches/new?recipe=${id}`}>Run…</Link>
      </td>
    </tr>
  );
}

function RecipeTable({ recipes }: { readonly recipes: readonly SavedRecipe[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Recipe</th>
          <th className="num">Versions</th>
          <th>Last change</th>
          <th className="num">When</th>
          <th aria-label="Edit" />
          <th aria-label="Run" />
        </tr>
      </thead>
      <tbody>
        {recipes.map((recipe) => (
          <RecipeRow key={recipe.id} recipe={recipe} />
        ))}
      </tbody>
    </table>
  );
}

function Teach() {
  return (
    <section className="panel teach">
      <h2>How is a scan analysed, and how again in the same way?</h2>
      <p>
        A recipe holds everything that decides the numbers of an analysis. Saved, it has versions that never
        change; it can be run on one scan or on a thousand, and the same recipe on the same file gives the
        same bytes.
      </p>
      <p>Begin with the default recipe here, or open any result and choose “Save this recipe”.</p>
    </section>
  );
}

function useRecipes() {
  const [pages, setPages] = useState<readonly Page<SavedRecipe>[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = (cursor: string | null, signal?: AbortSignal): Promise<void> =>
    getJson<Page<SavedRecipe>>(
      `/recipes?limit=${PAGE}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      signal,
    ).then(
      (page) => setPages((before) => (cursor === null ? [page] : [...before, page])),
      (error: unknown) => {
        if (signal?.aborted !== true) setProblem(problemOf(error));
      },
    );
  useEffect(() => {
    const abort = new AbortController();
    void load(null, abort.signal);
    return () => abort.abort();
  }, []);
  const recipes = pages.flatMap((page) => page.items);
  return { recipes, problem, load, nextCursor: pages.at(-1)?.nextCursor ?? null, loaded: pages.length > 0 };
}

/** Recipes that are not archived, newest first. */
export function RecipeList() {
  const { recipes, problem, load, nextCursor, loaded } = useRecipes();
  return (
    <>
      <div className="bar">
        <h1>Recipes</h1>
        <Link to="/recipes/new" className="button">
          New recipe
        </Link>
        <Link to="/batches">Batches</Link>
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
      {!loaded && problem === null && <p className="note">Loading…</p>}
      {loaded && recipes.length === 0 && <Teach />}
      {recipes.length > 0 && (
        <section className="panel scroll">
          <RecipeTable recipes={recipes} />
          {nextCursor !== null && (
            <p>
              <button type="button" onClick={() => void load(nextCursor)}>
                Show more
              </button>
            </p>
          )}
        </section>
      )}
    </>
  );
}
