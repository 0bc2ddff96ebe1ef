import { useState } from 'react';
import { ApiError } from '../../api-client/client.js';
import { postJson, problemOf } from '../app/api.js';
import type { Analysis, Problem } from '../app/api-types.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { navigate } from '../app/router.js';
import { useResource } from '../app/use-resource.js';
import type { Fault } from './check-document.js';
import { faultsOfProblem } from './draft.js';
import { defaultDocument } from './form-layout.js';
import type { JsonObject, JsonSchema } from './json-document.js';
import { RecipeEditor } from './recipe-editor.js';
import type { RecipeVersion, SavedRecipe } from './recipe-types.js';

interface SaveBarProps {
  readonly saved: SavedRecipe | null;
  readonly document: JsonObject | null;
  readonly nFaults: number;
  readonly onSave: (document: JsonObject, note: string, asNew: boolean) => void;
}

function SaveBar({ saved, document, nFaults, onSave }: SaveBarProps) {
  const [note, setNote] = useState('');
  const save = (asNew: boolean) => () => document !== null && onSave(document, note, asNew);
  const isOpen = saved !== null && saved.archivedAt === null;
  return (
    <div className="bar">
      <label className="inline">
        What is different
        <input value={note} maxLength={1000} size={32} onChange={(event) => setNote(event.target.value)} />
      </label>
      {isOpen && (
        <button type="button" className="primary" disabled={document === null} onClick={save(false)}>
          Save as version {saved.latest.version + 1}
        </button>
      )}
      <button
        type="button"
        className={isOpen ? undefined : 'primary'}
        disabled={document === null}
        onClick={save(true)}
      >
        Save as a new recipe
      </button>
      {nFaults > 0 && (
        <span className="failure" role="status">
          {nFaults === 1 ? 'One value has' : `${nFaults} values have`} to be put right before it can be saved.
        </span>
      )}
    </div>
  );
}

/** Saves and goes there; what the service refuses stays here, each at its place. */
function useSaving(saved: SavedRecipe | null) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const [message, setMessage] = useState<string | null>(null);
  const clear = (): void => {
    setProblem(null);
    setRefused([]);
    setMessage(null);
  };
  const submit = async (recipe: JsonObject, note: string, asNew: boolean): Promise<void> => {
    const body = note === '' ? { recipe } : { recipe, note };
    if (asNew || saved === null) {
      navigate(`/recipes/${(await postJson<SavedRecipe>('/recipes', body)).id}`);
      return;
    }
    const { version } = await postJson<RecipeVersion>(`/recipes/${saved.id}/versions`, body);
    if (version > saved.latest.version) navigate(`/recipes/${saved.id}`);
    else setMessage(`Nothing differs from version ${version}, so that no version was added.`);
  };
  const save = (recipe: JsonObject, note: string, asNew: boolean): void => {
    clear();
    submit(recipe, note, asNew).catch((error: unknown) => {
      setProblem(problemOf(error));
      if (error instanceof ApiError) setRefused(faultsOfProblem(error.problem.errors ?? []));
    });
  };
  return { problem, refused, message, clear, save };
}

interface EditProps {
  readonly saved: SavedRecipe | null;
  readonly title: string;
  readonly schema: JsonSchema;
  readonly start: JsonObject;
}

function Edit({ saved, title, schema, start }: EditProps) {
  const { problem, refused, message, clear, save } = useSaving(saved);
  return (
    <>
      <p>
        <Link to="/recipes">All recipes</Link>
      </p>
      <h1>{title}</h1>
      {problem !== null && <ProblemCard problem={problem} kept="What you entered is still here." />}
      {message !== null && <p role="status">{message}</p>}
      <RecipeEditor
        {...{ schema, start, refused }}
        onEdit={clear}
        actions={(document, nFaults) => <SaveBar {...{ saved, document, nFaults }} onSave={save} />}
      />
    </>
  );
}

/** A new recipe: the default one, or that of an analysis (`?analysis=`). */
export function NewRecipePage() {
  const analysisId = new URLSearchParams(location.search).get('analysis');
  const schema = useResource<JsonSchema>('/recipe-schema');
  const analysis = useResource<Analysis>(
    analysisId === null ? null : `/analyses/${encodeURIComponent(analysisId)}`,
  );
  const problem = schema.problem ?? analysis.problem;
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (schema.data === null || (analysisId !== null && analysis.data === null))
    return <p className="note">Loading…</p>;
  const start = analysis.data?.recipe ?? defaultDocument(schema.data);
  const title = analysis.data === null ? 'New recipe' : 'Recipe of an analysis';
  return <Edit saved={null} title={title} schema={schema.data} start={start} />;
}

/** The next version of a saved recipe, beginning with one of its versions. */
export function EditRecipePage({ id }: { readonly id: string }) {
  const version = new URLSearchParams(location.search).get('version');
  const at = `/recipes/${encodeURIComponent(id)}`;
  const schema = useResource<JsonSchema>('/recipe-schema');
  const saved = useResource<SavedRecipe>(at);
  const other = useResource<RecipeVersion>(
    version === null ? null : `${at}/versions/${encodeURIComponent(version)}`,
  );
  const problem = schema.problem ?? saved.problem ?? other.problem;
  if (problem !== null) return <ProblemCard problem={problem} />;
  const from = version === null ? (saved.data?.latest ?? null) : other.data;
  if (schema.data === null || saved.data === null || from === null) return <p className="note">Loading…</p>;
  const title = `${saved.data.name}, from version ${from.version}`;
  return <Edit saved={saved.data} title={title} schema={schema.data} start={from.recipe} />;
}
