import { useState } from 'react';
import { postJson } from '../app/api.js';
import { hasEnded, type Job, type Page } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { SelectField } from '../catalogue/fields.js';
import type { TabProps } from './types.js';

const REFRESH_MS = 3_000;
const PAGE = 50;
const STATES = [
  ['', 'all'],
  ['queued', 'waiting'],
  ['running', 'running'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['succeeded', 'succeeded'],
] as const;

const KIND: Readonly<Record<Job['state'], string>> = {
  queued: '',
  running: 'busy',
  failed: 'bad',
  cancelled: '',
  succeeded: 'good',
};

const WORDS: Readonly<Record<Job['kind'], string>> = {
  ingest: 'Reading a file',
  analysis: 'Analysis',
  search: 'Search',
  import: 'Import',
};

function Subject({ job }: { readonly job: Job }) {
  const word = WORDS[job.kind];
  if (job.kind === 'ingest') return <Link to={`/datasets/${job.subjectId}`}>{word}</Link>;
  if (job.kind === 'search') return <Link to={`/searches/${job.subjectId}`}>{word}</Link>;
  if (job.kind === 'import') return <Link to="/catalogue/import">{word}</Link>;
  return <AnalysisLink id={job.subjectId} />;
}

/** An analysis is seen on the page of its scan, which is asked for when somebody wants to go there. */
function AnalysisLink({ id }: { readonly id: string }) {
  const [wanted, setWanted] = useState(false);
  const { data } = useResource<{ coreLoss: { datasetId: string } }>(wanted ? `/analyses/${id}` : null);
  if (data !== null) return <Link to={`/datasets/${data.coreLoss.datasetId}`}>Analysis of this scan</Link>;
  return (
    <button type="button" className="link" onClick={() => setWanted(true)}>
      {WORDS.analysis}
    </button>
  );
}

interface RowProps {
  readonly job: Job;
  readonly mayChange: boolean;
  readonly busy: boolean;
  readonly onAct: (what: 'cancel' | 'retry') => void;
}

function Row({ job, mayChange, busy, onAct }: RowProps) {
  const can = hasEnded(job.state) ? (job.state === 'succeeded' ? null : 'retry') : 'cancel';
  const running = `${job.stage}, ${Math.round(100 * job.progress)} %`;
  return (
    <tr>
      <th scope="row">
        <Subject job={job} />
      </th>
      <td>
        <span className={`state ${KIND[job.state]}`}>{job.state === 'running' ? running : job.state}</span>
      </td>
      <td className="wrap">
        {job.problem === null ? (
          '–'
        ) : (
          <>
            {job.problem.detail} <code>{job.problem.code}</code>
          </>
        )}
      </td>
      <td className="num">{dateText(job.createdAt)}</td>
      <td className="num">{job.finishedAt === null ? '–' : dateText(job.finishedAt)}</td>
      <td>
        {mayChange && can !== null && (
          <button type="button" className="quiet" disabled={busy} onClick={() => onAct(can)}>
            {can === 'retry' ? 'Run again' : 'Cancel'}
          </button>
        )}
      </td>
    </tr>
  );
}

const CHANGING = ['datasets:write', 'analyses:write', 'searches:write', 'catalogue:write'] as const;

/** All own jobs: what runs, what failed and why, run again or cancelled. */
export function JobsTab({ can }: TabProps) {
  const [state, setState] = useState('');
  return (
    <>
      <div className="filters">
        <SelectField label="State" value={state} options={STATES} onChange={setState} />
      </div>
      <JobList key={state} state={state} mayChange={CHANGING.some(can)} />
    </>
  );
}

function JobList({ state, mayChange }: { readonly state: string; readonly mayChange: boolean }) {
  const cursor = useCursor();
  const query = state === '' ? '' : `&state=${state}`;
  const { data, problem, reload } = useResource<Page<Job>>(`/jobs?limit=${PAGE}${query}${cursor.query}`);
  const action = useAction();
  useInterval(reload, REFRESH_MS, true);
  const act = (job: Job, what: 'cancel' | 'retry'): void =>
    action.run(async () => {
      await postJson(`/jobs/${job.id}/${what}`);
      reload();
    });
  const shown = problem ?? action.problem;
  const items = data?.items ?? [];
  return (
    <>
      {shown !== null && <ProblemCard problem={shown} />}
      {data !== null && items.length === 0 && (
        <p className="empty">
          {state === '' ? 'Nothing has been worked on yet: drop a scan on the first page.' : 'No such jobs.'}
        </p>
      )}
      {items.length > 0 && (
        <section className="panel scroll">
          <table data-table="jobs">
            <thead>
              <tr>
                <th>Work</th>
                <th>State</th>
                <th>Why it failed</th>
                <th className="num">Asked for</th>
                <th className="num">Ended</th>
                <th aria-label="Actions" />
              </tr>
            </thead>
            <tbody>
              {items.map((job) => (
                <Row
                  key={job.id}
                  job={job}
                  mayChange={mayChange}
                  busy={action.busy}
                  onAct={(what) => act(job, what)}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Pager cursor={cursor} next={data?.nextCursor ?? null} />
    </>
  );
}
