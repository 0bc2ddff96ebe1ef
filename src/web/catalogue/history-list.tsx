import { useState } from 'react';
import { dateText } from '../app/describe-scan.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { shortened } from './sentences.js';
import { ShowMore } from './show-more.js';
import type { CatalogueEvent } from './types.js';

const ACTOR = (by: string): string => (by === 'session' ? 'on the page' : by);
const MOST_SHOWN = 200;

function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${shortened(String(value))}`)
    .join(', ');
}

function Events({ boundaryId }: HistoryListProps) {
  const { data, problem } = useResource<{ items: readonly CatalogueEvent[] }>(
    `/catalogue/boundaries/${boundaryId}/history`,
  );
  const [most, setMost] = useState(MOST_SHOWN);
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Loading…</p>;
  return (
    <div className="scroll">
      <table data-table="history">
        <tbody>
          {data.items.slice(0, most).map(({ seq, action, at, by, detail }) => (
            <tr key={seq}>
              <td className="num">{dateText(at)}</td>
              <th scope="row">{action.replace(/-/g, ' ')}</th>
              <td className="wrap note">{detailText(detail)}</td>
              <td>{ACTOR(by)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ShowMore left={data.items.length - most} onMore={() => setMost(most + MOST_SHOWN)} />
    </div>
  );
}

interface HistoryListProps {
  readonly boundaryId: string;
}

/** What happened to it, line by line; nothing is ever taken away. Asked for when it is opened: an import of thousands leaves megabytes. */
export function HistoryList({ boundaryId }: HistoryListProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="panel">
      <details className="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>History</summary>
        {isOpen && <Events boundaryId={boundaryId} />}
      </details>
    </section>
  );
}
