import { remove } from '../app/api.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useNow } from '../app/use-now.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { formatBytes } from '../plot/format.js';
import { agoText } from './ago-text.js';
import type { Instrument, Items, TabProps } from './types.js';

const REFRESH_MS = 5_000;
const STATES = { here: ['good', 'here'], late: ['busy', 'late'], gone: ['bad', 'gone'] } as const;

function State({ instrument: { state, leaving } }: { readonly instrument: Instrument }) {
  const [kind, word] = STATES[state];
  return <span className={`state ${leaving ? '' : kind}`}>{leaving ? 'ended' : word}</span>;
}

interface RowProps {
  readonly instrument: Instrument;
  readonly now: number;
  /** Whose it is, where those of all are shown. */
  readonly owner: string | null;
  readonly onForget: (() => void) | null;
}

function Row({ instrument, now, owner, onForget }: RowProps) {
  const { name, lastSeenAt, warning, agent, host, watching, nPending, pendingBytes, nRejected, lastFile } =
    instrument;
  return (
    <tr>
      <th scope="row">
        {name}
        <p className="note">
          {agent} on {host}
          {owner !== null && `, of ${owner}`}
        </p>
      </th>
      <td>
        <State instrument={instrument} />
        <p className="note" title={dateText(lastSeenAt)}>
          {agoText(lastSeenAt, now)}
        </p>
      </td>
      <td className="num">
        {nPending}
        {nPending > 0 && <p className="note">{formatBytes(pendingBytes)}</p>}
      </td>
      <td className={`num ${nRejected > 0 ? 'failure' : ''}`}>{nRejected}</td>
      <td className="wrap">
        {watching.map((folder) => (
          <p key={folder}>
            <code>{folder}</code>
          </p>
        ))}
        {warning !== null && <p className="warned">{warning}</p>}
      </td>
      <td className="wrap">
        {lastFile ?? '–'}
        {instrument.lastFileAt !== null && <p className="note">{dateText(instrument.lastFileAt)}</p>}
      </td>
      <td>
        {onForget !== null && (
          <button type="button" className="quiet" onClick={onForget} aria-label={`Forget ${name} on ${host}`}>
            Forget
          </button>
        )}
      </td>
    </tr>
  );
}

function Teach({ isAdmin }: { readonly isAdmin: boolean }) {
  return (
    <section className="panel teach">
      <h2>No instrument has reported yet</h2>
      <p>A small program at the microscope watches a folder and sends each scan when it is whole.</p>
      <ol>
        <li>
          {isAdmin ? <Link to="/admin/keys">Make a key</Link> : 'Ask who runs the service for a key'} that is
          bound to the instrument.
        </li>
        <li>
          Take the program to its PC: <a href="/agent/kaimen_upload.py">kaimen_upload.py</a> (Python 3.8, also
          that of DigitalMicrograph) or <a href="/agent/kaimen-agent.mjs">kaimen-agent.mjs</a> (Node).
        </li>
        <li>Start it on the folder of the scans. The instrument appears here half a minute later.</li>
      </ol>
    </section>
  );
}

function Programs() {
  return (
    <p className="note">
      Programs for the PC at the microscope: <a href="/agent/kaimen_upload.py">kaimen_upload.py</a> (Python
      3.8 or later), <a href="/agent/kaimen-agent.mjs">kaimen-agent.mjs</a> (Node). An instrument is late
      after 2 minutes of silence and gone after 10.
    </p>
  );
}

/** Who watches at the microscopes, what waits there, and what somebody should look after. */
export function InstrumentsTab({ can }: TabProps) {
  const { data, problem, reload } = useResource<Items<Instrument>>('/instruments');
  const now = useNow(1000);
  const action = useAction();
  useInterval(reload, REFRESH_MS, true);
  const items = data?.items ?? [];
  const isAdmin = can('admin');
  const forget = ({ name, id }: Instrument): void =>
    action.run(async () => {
      await remove(`/instruments/${encodeURIComponent(name)}/watchers/${id}`);
      reload();
    });
  const shown = problem ?? action.problem;
  return (
    <>
      {shown !== null && <ProblemCard problem={shown} />}
      {data !== null && items.length === 0 && <Teach isAdmin={isAdmin} />}
      {items.length > 0 && (
        <>
          <section className="panel scroll">
            <table data-table="instruments">
              <thead>
                <tr>
                  <th>Instrument</th>
                  <th>Last seen</th>
                  <th className="num">Pending</th>
                  <th className="num">Rejected</th>
                  <th>Watching</th>
                  <th>Last file</th>
                  <th aria-label="Actions" />
                </tr>
              </thead>
              <tbody>
                {items.map((instrument) => (
                  <Row
                    key={instrument.id}
                    instrument={instrument}
                    now={now}
                    owner={isAdmin ? instrument.ownerId : null}
                    onForget={
                      instrument.state === 'gone' && (can('datasets:write') || isAdmin)
                        ? () => forget(instrument)
                        : null
                    }
                  />
                ))}
              </tbody>
            </table>
          </section>
          <Programs />
        </>
      )}
    </>
  );
}
