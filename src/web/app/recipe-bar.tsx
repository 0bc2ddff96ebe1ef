import { type FormEvent, useState } from 'react';
import type { components } from '../../api-client/schema.js';
import { postJson } from './api.js';
import type { Analysis } from './api-types.js';
import { Link } from './link.js';
import { ProblemCard } from './problem-card.js';
import { useAction } from './use-action.js';

type SavedRecipe = components['schemas']['SavedRecipeDto'];

interface NameProps {
  readonly start: string;
  readonly onSave: (name: string) => void;
}

function NameForm({ start, onSave }: NameProps) {
  const [name, setName] = useState(start);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(name);
  };
  return (
    <form className="bar" onSubmit={submit}>
      <label className="inline">
        Name of the recipe
        <input className="text" value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button type="submit" className="quiet" disabled={name === ''}>
        Save
      </button>
    </form>
  );
}

/** The recipe of a result, to be kept and used again. */
export function RecipeBar({ analysis }: { readonly analysis: Analysis }) {
  const { recipe, savedRecipe } = analysis;
  const [isNaming, setNaming] = useState(false);
  const [saved, setSaved] = useState<SavedRecipe | null>(null);
  const { problem, run } = useAction();
  const save = (name: string): void =>
    run(async () => {
      setSaved(await postJson<SavedRecipe>('/recipes', { recipe: { ...recipe, name } }));
      setNaming(false);
    });
  const name = typeof recipe.name === 'string' ? recipe.name : '';
  return (
    <>
      <div className="bar recipe-bar" role="group" aria-label="Recipe">
        <span className="note">
          Recipe{' '}
          {savedRecipe === null ? (
            name
          ) : (
            <Link to={`/recipes/${savedRecipe.id}`}>{`${name}, version ${savedRecipe.version}`}</Link>
          )}
        </span>
        {!isNaming && saved === null && (
          <button type="button" className="quiet" onClick={() => setNaming(true)}>
            Save this recipe
          </button>
        )}
        {isNaming && <NameForm start={name} onSave={save} />}
        {saved !== null && (
          <span role="status">
            Saved as <Link to={`/recipes/${saved.id}`}>{saved.name}</Link>.
          </span>
        )}
        <Link to={`/recipes/new?analysis=${analysis.id}`}>Open in editor</Link>
      </div>
      {problem !== null && <ProblemCard problem={problem} subject={name} />}
    </>
  );
}
