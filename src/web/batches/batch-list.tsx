import { dateText } from '../app/describe-scan.js';
import type { Page } from '../app/api-types.js';
import { Link } from '../app/link.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { type Batch, isBusy } from './batch-types.js';
import { countsText } from './counts-text.js';

const REFRESH_MS = 3_000;
const PAGE = 50;

function BatchTable({ batches }: { readonly batches: readonly Batch[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Batch</th>
          <th>State</th>
          <th className="num">Datasets</th>
          <th className="num">Begun</th>
        </tr>
      </thead>
      <tbody>
        {batches.map((batch) => (
          <tr key={batch.id}>
            <th scope="row" className="wrap">
              <Link to={`/batches/${batch.id}`}>{batch.name}</Link>
            </th>
            <td>
              <span className={`state ${isBusy(batch) ? 'busy' : batch.counts.failed > 0 ? 'bad' : 'good'}`}>
                {countsText(batch.counts)}
              </span>
            </td>
            <td className="num">{batch.counts.total}</td>
            <td className="num">{dateText(batch.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Teach() {
  return (
    <section className="panel teach">
      <h2>What does one recipe find in many scans?</h2>
      <p>
        A batch runs one recipe on the datasets you choose, or on all whose name fits, and gathers what was
        found in one table. What was computed before with the same recipe is not computed again.
      </p>
    </section>
  );
}

/** Batches, newest first; older ones a page at a time. */
export function BatchList() {
  const cursor = useCursor();
  const { data, problem, reload } = useResource<Page<Batch>>(`/batches?limit=${PAGE}${cursor.query}`);
  const items = data?.items ?? [];
  useInterval(reload, REFRESH_MS, items.some(isBusy));
  return (
    <>
      <div className="bar">
        <h1>Batches</h1>
        <Link to="/batches/new" className="button">
          New batch
        </Link>
        <Link to="/recipes">Recipes</Link>
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
      {data === null && problem === null && <p className="note">Loading…</p>}
      {data !== null && items.length === 0 && <Teach />}
      {items.length > 0 && (
        <section className="panel scroll">
          <BatchTable batches={items} />
        </section>
      )}
      <Pager cursor={cursor} next={data?.nextCursor ?? null} />
    </>
  );
}
