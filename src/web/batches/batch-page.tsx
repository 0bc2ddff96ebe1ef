import { apiUrl, postJson } from '../app/api.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { BatchTable } from './batch-table.js';
import { type Batch, isBusy } from './batch-types.js';
import { countsText } from './counts-text.js';
import { useBatchRows } from './use-batch-rows.js';

const REFRESH_MS = 2_000;

function RecipeLink({ batch }: { readonly batch: Batch }) {
  const { savedRecipe } = batch;
  if (savedRecipe === null) return <>a recipe that is not saved</>;
  return (
    <>
      <Link to={`/recipes/${savedRecipe.id}`}>saved recipe</Link>, version {savedRecipe.version}
    </>
  );
}

interface HeadProps {
  readonly batch: Batch;
  readonly onAct: (action: 'cancel' | 'retry') => void;
}

function BatchHead({ batch, onAct }: HeadProps) {
  const { counts } = batch;
  const nToRetry = counts.failed + counts.cancelled;
  const nEnded = counts.succeeded + nToRetry;
  const cancel = (): void => {
    if (window.confirm('Cancel all analyses of this batch that have not ended?')) onAct('cancel');
  };
  return (
    <section className="panel progress" aria-label="Progress">
      <header>
        <h1>{batch.name}</h1>
        <div className="bar">
          {isBusy(batch) && (
            <button type="button" onClick={cancel}>
              Cancel all
            </button>
          )}
          {nToRetry > 0 && (
            <button type="button" onClick={() => onAct('retry')}>
              Retry {nToRetry}
            </button>
          )}
          <a href={apiUrl(`/batches/${batch.id}/table.csv`)} download className="button">
            CSV
          </a>
        </div>
      </header>
      <progress value={nEnded} max={Math.max(1, counts.total)} aria-label="Rows that have ended" />
      <p aria-live="polite">{countsText(counts)}</p>
      <p className="note">
        Begun {dateText(batch.createdAt)} with <RecipeLink batch={batch} />.
        {isBusy(batch) && ' You can leave this page; the work goes on.'}
      </p>
    </section>
  );
}

/** One recipe on many datasets: how far, and what was found. */
export function BatchPage({ id }: { readonly id: string }) {
  const at = `/batches/${encodeURIComponent(id)}`;
  const batch = useResource<Batch>(at);
  const { rows, problem: rowsProblem, reload } = useBatchRows(encodeURIComponent(id));
  const { problem: failure, run } = useAction();
  const busy = batch.data !== null && isBusy(batch.data);
  useInterval(batch.reload, REFRESH_MS, busy);
  const act = (action: 'cancel' | 'retry'): void =>
    run(async () => {
      await postJson(`${at}/${action}`);
      batch.reload();
      reload();
    });
  const problem = failure ?? batch.problem ?? rowsProblem;
  return (
    <>
      <p>
        <Link to="/batches">All batches</Link>
      </p>
      {problem !== null && <ProblemCard problem={problem} subject={batch.data?.name} />}
      {batch.data !== null && <BatchHead batch={batch.data} onAct={act} />}
      {batch.data === null && problem === null && <p className="note">Loading…</p>}
      {rows.length > 0 && <BatchTable rows={rows} />}
    </>
  );
}
