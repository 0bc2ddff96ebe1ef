import { postJson } from '../app/api.js';
import type { Page } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useInterval, useResource } from '../app/use-resource.js';
import type { Delivery } from './types.js';

const PAGE = 50;
const REFRESH_MS = 2_000;
const STATES = { waiting: 'busy', delivered: 'good', failed: 'bad' } as const;

function answerText({ answers, nextAt, state }: Delivery): string {
  const last = answers.at(-1);
  const said =
    last === undefined ? 'not tried yet' : (last.error ?? `status ${last.status} in ${last.tookMs} ms`);
  return state === 'waiting' && nextAt !== null ? `${said}; again at ${dateText(nextAt)}` : said;
}

interface RowProps {
  readonly delivery: Delivery;
  readonly busy: boolean;
  readonly onAgain: () => void;
}

function Row({ delivery, busy, onAgain }: RowProps) {
  const { type, state, attempts, createdAt } = delivery;
  return (
    <tr>
      <th scope="row">{type}</th>
      <td>
        <span className={`state ${STATES[state]}`}>{state}</span>
      </td>
      <td className="wrap">{answerText(delivery)}</td>
      <td className="num">{attempts}</td>
      <td className="num">{dateText(createdAt)}</td>
      <td>
        {state !== 'waiting' && (
          <button type="button" className="quiet" disabled={busy} onClick={onAgain}>
            Send again
          </button>
        )}
      </td>
    </tr>
  );
}

/** What was sent to one webhook and what came back. */
export function Deliveries({ id }: { readonly id: string }) {
  const cursor = useCursor();
  const path = `/webhooks/${id}/deliveries?limit=${PAGE}${cursor.query}`;
  const { data, problem, reload } = useResource<Page<Delivery>>(path);
  const action = useAction();
  useInterval(reload, REFRESH_MS, true);
  const again = (delivery: string): void =>
    action.run(async () => {
      await postJson(`/webhooks/${id}/deliveries/${delivery}/redeliver`);
      reload();
    });
  const shown = problem ?? action.problem;
  return (
    <section className="panel scroll admin-form">
      <h2>Deliveries</h2>
      {shown !== null && <ProblemCard problem={shown} />}
      {data?.items.length === 0 && (
        <p className="note">Nothing was sent yet. A ping sends a small message.</p>
      )}
      {data !== null && data.items.length > 0 && (
        <table data-table="deliveries">
          <thead>
            <tr>
              <th>Event</th>
              <th>State</th>
              <th>What came back</th>
              <th className="num">Tries</th>
              <th className="num">When</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {data.items.map((delivery) => (
              <Row
                key={delivery.id}
                delivery={delivery}
                busy={action.busy}
                onAgain={() => again(delivery.id)}
              />
            ))}
          </tbody>
        </table>
      )}
      <Pager cursor={cursor} next={data?.nextCursor ?? null} />
    </section>
  );
}
