import { remove } from '../app/api.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { navigate } from '../app/router.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { CopyButton } from '../view/tabs/provenance-tab.js';
import type { RecipeHistory, RecipeVersion, SavedRecipe } from './recipe-types.js';
import { VersionDifference } from './version-difference.js';

interface HistoryProps {
  readonly saved: SavedRecipe;
  readonly versions: readonly RecipeVersion[];
}

function History({ saved, versions }: HistoryProps) {
  return (
    <section className="panel scroll" aria-label="History">
      <h2>History</h2>
      <table>
        <thead>
          <tr>
            <th>Version</th>
            <th>What is different</th>
            <th className="num">Saved</th>
            <th>SHA-256</th>
            <th aria-label="Edit" />
            <th aria-label="Run" />
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, note, createdAt, sha256 }) => (
            <tr key={version}>
              <th scope="row">{version}</th>
              <td className="wrap">{note ?? '–'}</td>
              <td className="num">{dateText(createdAt)}</td>
              <td title={sha256}>
                <code>{sha256.slice(0, 12)}</code>
              </td>
              <td>
                <Link to={`/recipes/${saved.id}/edit?version=${version}`}>Edit from here</Link>
              </td>
              <td>
                <Link to={`/batches/new?recipe=${saved.id}&version=${version}`}>Run…</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Actions({ saved }: { readonly saved: SavedRecipe }) {
  const { problem, run } = useAction();
  const archive = (): void => {
    const text = `Take ${saved.name} out of the list? Its versions stay, and what was computed with them.`;
    if (!window.confirm(text)) return;
    run(() => remove(`/recipes/${saved.id}`).then(() => navigate('/recipes')));
  };
  return (
    <>
      <div className="bar">
        <h1>{saved.name}</h1>
        {saved.archivedAt !== null && <span className="chip">archived {dateText(saved.archivedAt)}</span>}
        <Link to={`/batches/new?recipe=${saved.id}`} className="button primary">
          Run on datasets…
        </Link>
        <Link to={`/recipes/${saved.id}/edit`} className="button">
          Edit
        </Link>
        {saved.archivedAt === null && (
          <button type="button" className="quiet" onClick={archive}>
            Archive
          </button>
        )}
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
    </>
  );
}

/** One recipe: its versions, what is different between them, and the document. */
export function RecipePage({ id }: { readonly id: string }) {
  const at = `/recipes/${encodeURIComponent(id)}`;
  const saved = useResource<SavedRecipe>(at);
  const history = useResource<RecipeHistory>(`${at}/versions`);
  const problem = saved.problem ?? history.problem;
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (saved.data === null || history.data === null) return <p className="note">Loading…</p>;
  const versions = history.data.items;
  const text = JSON.stringify(saved.data.latest.recipe, null, 2);
  return (
    <>
      <p>
        <Link to="/recipes">All recipes</Link>
      </p>
      <Actions saved={saved.data} />
      <History saved={saved.data} versions={versions} />
      {versions.length > 1 && <VersionDifference versions={versions} />}
      <section className="panel">
        <div className="bar">
          <h2>Version {saved.data.latest.version} as JSON</h2>
          <CopyButton text={text} label="Copy the recipe" />
        </div>
        <pre>{text}</pre>
      </section>
    </>
  );
}
