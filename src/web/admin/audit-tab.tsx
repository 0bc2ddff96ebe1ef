import { useState } from 'react';
import { send } from '../app/api.js';
import type { Page } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { startOfDay } from '../app/start-of-day.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { DateField, TextField } from '../catalogue/fields.js';
import { saveBlob } from '../plot/export-figure.js';
import type { AuditEvent } from './types.js';

const PAGE = 100;
const FORMATS = [
  ['CSV', 'text/csv', 'audit.csv'],
  ['NDJSON', 'application/x-ndjson', 'audit.ndjson'],
] as const;

interface Filter {
  readonly subject: string;
  readonly actor: string;
  readonly since: string;
}

function queryOf({ subject, actor, since }: Filter): string {
  const asked = new URLSearchParams();
  if (subject !== '') asked.set('subject', subject);
  if (actor !== '') asked.set('actor', actor);
  if (since !== '') asked.set('since', startOfDay(since));
  const query = asked.toString();
  return query === '' ? '' : `&${query}`;
}

function Row({ event, onFilter }: { event: AuditEvent; onFilter: (part: Partial<Filter>) => void }) {
  const { at, actor, action, subject, status, address, ownerId } = event;
  const pick = (part: Partial<Filter>, text: string) => (
    <button type="button" className="link wrap" onClick={() => onFilter(part)}>
      {text}
    </button>
  );
  return (
    <tr>
      <td className="num">{dateText(at)}</td>
      <td className="wrap">
        {pick({ actor }, actor)}
        {ownerId !== null && <p className="note">of {ownerId}</p>}
      </td>
      <td className="wrap">{action}</td>
      <td className="wrap">{subject === null ? '–' : pick({ subject }, subject)}</td>
      <td className={`num ${status >= 400 ? 'failure' : ''}`}>{status}</td>
      <td>{address ?? '–'}</td>
    </tr>
  );
}

function AuditTable({
  events,
  onFilter,
}: {
  events: readonly AuditEvent[];
  onFilter: (part: Partial<Filter>) => void;
}) {
  return (
    <section className="panel scroll">
      <table data-table="audit">
        <thead>
          <tr>
            <th className="num">When</th>
            <th>Who</th>
            <th>What</th>
            <th>Of what</th>
            <th className="num">Answer</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row key={event.seq} event={event} onFilter={onFilter} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Exports({ query }: { readonly query: string }) {
  const { busy, problem, run } = useAction();
  const save = (type: string, fileName: string): void =>
    run(async () => {
      const answer = await send(`/audit?limit=1${query}`, { headers: { accept: type } });
      saveBlob(await answer.blob(), fileName);
    });
  return (
    <>
      {FORMATS.map(([name, type, fileName]) => (
        <button key={name} type="button" disabled={busy} onClick={() => save(type, fileName)}>
          Save as {name}
        </button>
      ))}
      {problem !== null && <ProblemCard problem={problem} />}
    </>
  );
}

/** What was changed, who signed in, who was refused; by whom, of what, since when. */
export function AuditTab() {
  const [filter, setFilter] = useState<Filter>({ subject: '', actor: '', since: '' });
  const change = (part: Partial<Filter>): void => setFilter({ ...filter, ...part });
  const query = queryOf(filter);
  return (
    <>
      <div className="filters">
        <TextField
          label="Who"
          value={filter.actor}
          onCommit={(actor) => change({ actor: actor.trim() })}
          size={28}
          hint="key:…, session, nobody"
        />
        <TextField
          label="Of what"
          value={filter.subject}
          onCommit={(subject) => change({ subject: subject.trim() })}
          size={38}
          hint="an id or a name"
        />
        <DateField label="Since" value={filter.since} onChange={(since) => change({ since })} />
        <Exports query={query} />
      </div>
      <AuditList key={query} query={query} onFilter={change} />
    </>
  );
}

function AuditList({ query, onFilter }: { query: string; onFilter: (part: Partial<Filter>) => void }) {
  const cursor = useCursor();
  const { data, problem } = useResource<Page<AuditEvent>>(`/audit?limit=${PAGE}${query}${cursor.query}`);
  return (
    <>
      {problem !== null && <ProblemCard problem={problem} />}
      {data?.items.length === 0 && <p className="empty">Nothing of this kind was written.</p>}
      {data !== null && data.items.length > 0 && <AuditTable events={data.items} onFilter={onFilter} />}
      <Pager cursor={cursor} next={data?.nextCursor ?? null} />
    </>
  );
}
