import { useEffect, useState } from 'react';
import { apiUrl, getJson, problemOf } from '../app/api.js';
import { hasEnded, type Page, type Problem } from '../app/api-types.js';
import { JobProgress } from '../app/job-progress.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { ExportStampContext } from '../plot/figure.js';
import { BoundaryView } from './boundary-view.js';
import { EnergyCurve } from './energy-curve.js';
import { EvaluationTable } from './evaluation-table.js';
import { PlaneMap } from './plane-map.js';
import { answerOf } from './search-sentences.js';
import type { CandidateMap, Evaluation, Search } from './types.js';

const REFRESH_MS = 1_500;
const PAGE = 1000;

/** All evaluations, page by page; again when more are back. */
function useEvaluations(id: string, nObserved: number) {
  const [evaluations, setEvaluations] = useState<readonly Evaluation[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      const all: Evaluation[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page: Page<Evaluation> = await getJson(
          `/searches/${id}/evaluations?limit=${PAGE}${from}`,
          abort.signal,
        );
        all.push(...page.items);
        cursor = page.nextCursor;
      }
      setEvaluations(all);
    };
    if (nObserved > 0) {
      load().catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      });
    }
    return () => abort.abort();
  }, [id, nObserved]);
  return { evaluations, problem };
}

function Evidence({ search }: { readonly search: Search }) {
  const { id, recipe, status } = search;
  const { evaluations, problem } = useEvaluations(id, status.nObserved);
  const isDone = hasEnded(search.job.state);
  // The model is computed for every candidate: only when it stands still, or has grown by some.
  const turn = isDone ? 'end' : String(Math.floor(status.nObserved / 10));
  const map = useResource<CandidateMap>(search.nCandidates === null ? null : `/searches/${id}/candidates`);
  const [picked, setPicked] = useState<number | null>(null);
  const { reload } = map;
  useEffect(() => reload(), [turn, reload]);
  const selected = picked ?? status.best?.index ?? null;
  return (
    <>
      {problem !== null && <ProblemCard problem={problem} />}
      <div className="pair">
        <section className="panel">
          {evaluations.length > 0 && <EnergyCurve evaluations={evaluations} />}
        </section>
        <section className="panel">
          {map.data !== null && (
            <PlaneMap map={map.data} evaluations={evaluations} selected={selected} onSelect={setPicked} />
          )}
        </section>
      </div>
      {recipe !== null && selected !== null && (
        <section className="panel">
          <BoundaryView
            path={`/searches/${id}/candidates/${selected}/structure`}
            title={`Candidate ${selected}`}
          />
        </section>
      )}
      {evaluations.length > 0 && (
        <EvaluationTable evaluations={evaluations} selected={selected} onSelect={setPicked} />
      )}
    </>
  );
}

/** One search: how low is it, and are we done? */
export function SearchPage({ id }: { readonly id: string }) {
  const { data: search, problem, reload } = useResource<Search>(`/searches/${encodeURIComponent(id)}`);
  useInterval(reload, REFRESH_MS, search !== null && !hasEnded(search.job.state));
  useEffect(() => {
    document.title = search === null ? 'Kaimen' : `${search.label} – Kaimen`;
  }, [search]);
  if (problem !== null && search === null) return <ProblemCard problem={problem} />;
  if (search === null) return <p className="note">Loading…</p>;
  const { settings, engine, job } = search;
  const stamp = {
    lines: [`search ${search.id}`, search.label, `engine ${engine}`],
    fileStem: 'kaimen-search',
  };
  return (
    <ExportStampContext value={stamp}>
      <p>
        <Link to="/searches">All searches</Link>
      </p>
      <section className="panel">
        <h1 data-answer>{answerOf(search)}</h1>
        <p className="note">
          {settings.method}, seed {settings.seed}, engine {engine},{' '}
          {settings.budget === null ? 'no budget' : `${settings.budget} evaluations at most`}.{' '}
          <a href={apiUrl(`/searches/${search.id}/evaluations`)} type="text/csv">
            evaluations
          </a>
        </p>
      </section>
      {!hasEnded(job.state) && engine !== 'external' && (
        <JobProgress job={job} title="Searching" onEnd={reload} />
      )}
      {job.problem !== null && <ProblemCard problem={job.problem} subject={search.label} />}
      <Evidence search={search} />
    </ExportStampContext>
  );
}
