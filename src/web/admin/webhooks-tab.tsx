import { type ReactNode, useState } from 'react';
import { postJson, putJson, remove } from '../app/api.js';
import { dateText } from '../app/describe-scan.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { Deliveries } from './deliveries.js';
import { Secret } from './secret.js';
import type { Items, Webhook, WebhookWithSecret } from './types.js';
import { WebhookForm } from './webhook-form.js';

interface RowProps {
  readonly webhook: Webhook;
  readonly isOpen: boolean;
  readonly busy: boolean;
  readonly act: {
    readonly open: () => void;
    readonly ping: () => void;
    readonly rotate: () => void;
    readonly toggle: () => void;
    readonly remove: () => void;
  };
}

const isAhead = (time: string | null): time is string => time !== null && Date.parse(time) > Date.now();

function Row({ webhook, isOpen, busy, act }: RowProps) {
  const { url, description, types, enabled, disabledReason, pausedUntil } = webhook;
  const button = (text: string, onClick: () => void) => (
    <button type="button" className="quiet" disabled={busy} onClick={onClick}>
      {text}
    </button>
  );
  return (
    <tr aria-selected={isOpen}>
      <th scope="row" className="wrap">
        {url}
        {description !== null && <p className="note">{description}</p>}
      </th>
      <td className="wrap">
        <span className={`state ${enabled ? 'good' : disabledReason === null ? '' : 'bad'}`}>
          {enabled ? 'on' : 'off'}
        </span>
        {disabledReason !== null && <p className="failure">{disabledReason}</p>}
        {isAhead(pausedUntil) && (
          <p className="warned">The receiver is busy: nothing is sent before {dateText(pausedUntil)}.</p>
        )}
      </td>
      <td className="wrap">{types.join(' ')}</td>
      <td>
        <span className="actions">
          {button('Deliveries', act.open)}
          {button('Ping', act.ping)}
          {button(enabled ? 'Switch off' : 'Switch on', act.toggle)}
          {button('New secret', act.rotate)}
          {button('Remove', act.remove)}
        </span>
      </td>
    </tr>
  );
}

function Teach() {
  return (
    <section className="panel teach">
      <h2>Who else should hear when something is done?</h2>
      <p>
        A webhook posts a small signed message (Standard Webhooks) to an address of yours when a scan was
        read, an analysis or a search has ended. The receiver checks the signature with the secret and fetches
        what it wants.
      </p>
    </section>
  );
}

function WebhookTable({ children }: { readonly children: ReactNode }) {
  return (
    <section className="panel scroll">
      <table data-table="webhooks">
        <thead>
          <tr>
            <th>Address</th>
            <th>State</th>
            <th>Hears of</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** Webhooks, their secret once, what was sent and what came back. */
export function WebhooksTab() {
  const { data, problem, reload } = useResource<Items<Webhook>>('/webhooks');
  const [secret, setSecret] = useState<WebhookWithSecret | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const action = useAction();
  const items = data?.items ?? [];
  const acts = (webhook: Webhook): RowProps['act'] => ({
    open: () => setOpen(open === webhook.id ? null : webhook.id),
    ping: () =>
      action.run(async () => {
        await postJson(`/webhooks/${webhook.id}/ping`);
        setOpen(webhook.id);
        setTurn((n) => n + 1);
      }),
    rotate: () =>
      action.run(async () => setSecret(await postJson<WebhookWithSecret>(`/webhooks/${webhook.id}/rotate`))),
    toggle: () => action.run(() => toggled(webhook).then(reload)),
    remove: () => action.run(() => remove(`/webhooks/${webhook.id}`).then(reload)),
  });
  const shown = problem ?? action.problem;
  return (
    <>
      {shown !== null && <ProblemCard problem={shown} />}
      {secret !== null && (
        <Secret title={`Secret of ${secret.url}`} secret={secret.secret} onClose={() => setSecret(null)} />
      )}
      <WebhookForm
        onMade={(webhook) => {
          setSecret(webhook);
          reload();
        }}
      />
      {data !== null && items.length === 0 && <Teach />}
      {items.length > 0 && (
        <WebhookTable>
          {items.map((webhook) => (
            <Row
              key={webhook.id}
              webhook={webhook}
              isOpen={open === webhook.id}
              busy={action.busy}
              act={acts(webhook)}
            />
          ))}
        </WebhookTable>
      )}
      {open !== null && <Deliveries key={`${open} ${turn}`} id={open} />}
    </>
  );
}

const toggled = ({ id, url, description, types, enabled }: Webhook): Promise<Webhook> =>
  putJson(`/webhooks/${id}`, { url, description, types, enabled: !enabled });
