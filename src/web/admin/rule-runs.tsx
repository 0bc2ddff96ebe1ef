import { useState } from 'react';
import type { Page } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { Check } from './checks.js';
import type { RuleRun } from './types.js';

const PAGE = 50;
const REFRESH_MS = 5_000;

function RunTable({ runs }: { readonly runs: readonly RuleRun[] }) {
  return (
    <table data-table="rule-runs">
      <thead>
        <tr>
          <th>Scan</th>
          <th>Rule</th>
          <th>Began</th>
          <th>What could not be begun</th>
          <th className="num">When</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <th scope="row" className="wrap">
              <Link to={`/datasets/${run.datasetId}`}>{run.fileName}</Link>
            </th>
            <td className="wrap">{run.ruleName ?? 'its sidecar'}</td>
            <td>
              {run.analysisId !== null && 'analysis '}
              {run.searchId !== null && <Link to={`/searches/${run.searchId}`}>search</Link>}
              {run.analysisId === null && run.searchId === null && '–'}
            </td>
            <td className="wrap">
              {run.problem === null ? (
                '–'
              ) : (
                <span className="failure">
                  {run.problem.detail} <code>{run.problem.code}</code>
                </span>
              )}
            </td>
            <td className="num">{dateText(run.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What rules and sidecars have begun, newest first. */
export function RuleRuns() {
  const [problemsOnly, setProblemsOnly] = useState(false);
  return (
    <section className="panel scroll admin-form">
      <div className="bar">
        <h2>What they have begun</h2>
        <Check label="only with a problem" value={problemsOnly} onChange={setProblemsOnly} />
      </div>
      <Runs key={String(problemsOnly)} problemsOnly={problemsOnly} />
    </section>
  );
}

function Runs({ problemsOnly }: { readonly problemsOnly: boolean }) {
  const cursor = useCursor();
  const path = `/rule-runs?limit=${PAGE}&problemsOnly=${problemsOnly}${cursor.query}`;
  const { data, problem, reload } = useResource<Page<RuleRun>>(path);
  useInterval(reload, REFRESH_MS, true);
  return (
    <>
      {problem !== null && <ProblemCard problem={problem} />}
      {data?.items.length === 0 && (
        <p className="note">{problemsOnly ? 'Nothing went wrong.' : 'Nothing yet.'}</p>
      )}
      {data !== null && data.items.length > 0 && <RunTable runs={data.items} />}
      <Pager cursor={cursor} next={data?.nextCursor ?? null} />
    </>
  );
}
