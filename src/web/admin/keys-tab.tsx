import { useState } from 'react';
import { remove } from '../app/api.js';
import { dateText } from '../app/describe-scan.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useNow } from '../app/use-now.js';
import { useResource } from '../app/use-resource.js';
import { formatBytes } from '../plot/format.js';
import { Commands } from './commands.js';
import { keyCommands } from './key-commands.js';
import { NewKey } from './new-key.js';
import { Secret } from './secret.js';
import type { CreatedKey, Items, Key } from './types.js';

function stateOf({ revokedAt, expiresAt }: Key, now: number): readonly [string, string] {
  if (revokedAt !== null) return ['', 'revoked'];
  return expiresAt !== null && Date.parse(expiresAt) <= now ? ['', 'expired'] : ['good', 'valid'];
}

function limitsText({ requestsPerMinute, uploadBytesPerDay }: Key): string {
  const limits = [
    requestsPerMinute === null ? null : `${requestsPerMinute} requests a minute`,
    uploadBytesPerDay === null ? null : `${formatBytes(uploadBytesPerDay)} a day`,
  ];
  return limits.filter((limit) => limit !== null).join(', ') || '–';
}

interface RowProps {
  readonly apiKey: Key;
  readonly now: number;
  readonly onRevoke: () => void;
}

function Row({ apiKey, now, onRevoke }: RowProps) {
  const [asking, setAsking] = useState(false);
  const [kind, word] = stateOf(apiKey, now);
  return (
    <tr>
      <th scope="row" className="wrap">
        {apiKey.name}
        <p className="note">
          of {apiKey.ownerId}, {dateText(apiKey.createdAt)}
        </p>
      </th>
      <td>
        <span className={`state ${kind}`}>{word}</span>
        {apiKey.expiresAt !== null && <p className="note">until {dateText(apiKey.expiresAt)}</p>}
      </td>
      <td>{apiKey.instrument ?? 'any'}</td>
      <td className="wrap">{apiKey.scopes.join(' ')}</td>
      <td>{limitsText(apiKey)}</td>
      <td>{apiKey.lastUsedAt === null ? 'never' : dateText(apiKey.lastUsedAt)}</td>
      <td>
        {word === 'valid' && !asking && (
          <button
            type="button"
            className="quiet"
            aria-label={`Revoke ${apiKey.name}`}
            onClick={() => setAsking(true)}
          >
            Revoke
          </button>
        )}
        {asking && word === 'valid' && (
          <span className="actions">
            <button type="button" onClick={onRevoke}>
              Revoke for good
            </button>
            <button type="button" className="quiet" onClick={() => setAsking(false)}>
              Keep
            </button>
          </span>
        )}
      </td>
    </tr>
  );
}

function KeyTable({ keys, onRevoke }: { keys: readonly Key[]; onRevoke: (id: string) => void }) {
  const now = useNow(60_000);
  return (
    <section className="panel scroll">
      <table data-table="keys">
        <thead>
          <tr>
            <th>Key</th>
            <th>State</th>
            <th>Instrument</th>
            <th>May</th>
            <th>Limits</th>
            <th>Last used</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} apiKey={key} now={now} onRevoke={() => onRevoke(key.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Keys: made, shown once with what to type at the microscope, revoked. */
export function KeysTab() {
  const { data, problem, reload } = useResource<Items<Key>>('/keys');
  const [made, setMade] = useState<CreatedKey | null>(null);
  const action = useAction();
  const revoke = (id: string): void =>
    action.run(async () => {
      await remove(`/keys/${id}`);
      reload();
    });
  const shown = problem ?? action.problem;
  const facts = made && { origin: location.origin, token: made.token, instrument: made.instrument };
  return (
    <>
      {shown !== null && <ProblemCard problem={shown} />}
      {made !== null && facts !== null && (
        <Secret title={`Key “${made.name}”`} secret={made.token} onClose={() => setMade(null)}>
          {made.scopes.includes('datasets:write') && <Commands commands={keyCommands(facts)} />}
        </Secret>
      )}
      {made === null && (
        <NewKey
          onMade={(key) => {
            setMade(key);
            reload();
          }}
        />
      )}
      {data !== null && <KeyTable keys={data.items.toReversed()} onRevoke={revoke} />}
    </>
  );
}
