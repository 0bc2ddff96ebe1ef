import { type FormEvent, useState } from 'react';
import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { startOfDay } from '../app/start-of-day.js';
import { useAction } from '../app/use-action.js';
import { DateField, Input, SelectField } from '../catalogue/fields.js';
import { CheckList } from './checks.js';
import type { CreatedKey, Scope } from './types.js';

const PURPOSES = {
  instrument: { name: 'an instrument: send scans', scopes: ['datasets:write', 'datasets:read'] },
  notebook: {
    name: 'a notebook: read everything',
    scopes: ['datasets:read', 'analyses:read', 'searches:read', 'catalogue:read'],
  },
  person: {
    name: 'a person or program: all but administration',
    scopes: [
      ...(['datasets:read', 'datasets:write', 'analyses:read', 'analyses:write'] as const),
      ...(['searches:read', 'searches:write', 'catalogue:read', 'catalogue:write'] as const),
    ],
  },
  admin: { name: 'administration', scopes: ['admin'] },
} as const satisfies Record<string, { name: string; scopes: readonly Scope[] }>;

type Purpose = keyof typeof PURPOSES;

const ALL: readonly Scope[] = [...PURPOSES.person.scopes, 'admin'];
const GB = 1e9;

interface Wish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly instrument: string;
  readonly requests: string;
  readonly gigabytes: string;
  readonly expires: string;
}

const NOTHING: Wish = {
  ...{ name: '', scopes: PURPOSES.instrument.scopes, instrument: '' },
  ...{ requests: '', gigabytes: '', expires: '' },
};

/** What is empty is left out; what is no number is sent as it is, for the service to refuse. */
const requestOf = ({ name, scopes, instrument, requests, gigabytes, expires }: Wish) => ({
  name: name.trim(),
  scopes,
  ...(instrument.trim() === '' ? {} : { instrument: instrument.trim() }),
  ...(requests === '' ? {} : { requestsPerMinute: Number(requests) }),
  ...(gigabytes === '' ? {} : { uploadBytesPerDay: Math.round(Number(gigabytes) * GB) }),
  ...(expires === '' ? {} : { expiresAt: startOfDay(expires) }),
});

interface FieldsProps {
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}

function KeyFields({ wish, change }: FieldsProps) {
  return (
    <>
      <Input
        label="Instrument"
        value={wish.instrument}
        onChange={(instrument) => change({ instrument })}
        size={18}
        hint="any"
      />
      <Input
        label="Requests a minute"
        value={wish.requests}
        onChange={(requests) => change({ requests })}
        hint="as the service"
      />
      <Input
        label="Upload a day, GB"
        value={wish.gigabytes}
        onChange={(gigabytes) => change({ gigabytes })}
        hint="no limit"
      />
      <DateField label="Works until" value={wish.expires} onChange={(expires) => change({ expires })} />
    </>
  );
}

/** A form that makes a key; the purpose only fills in the scopes. */
export function NewKey({ onMade }: { readonly onMade: (key: CreatedKey) => void }) {
  const [wish, setWish] = useState(NOTHING);
  const [purpose, setPurpose] = useState<Purpose>('instrument');
  const { busy, problem, run } = useAction();
  const change = (part: Partial<Wish>): void => setWish({ ...wish, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run(async () => onMade(await postJson<CreatedKey>('/keys', requestOf(wish))));
  };
  return (
    <form className="panel admin-form" onSubmit={submit} aria-label="New key">
      <h2>New key</h2>
      <div className="filters">
        <Input label="Name" value={wish.name} onChange={(name) => change({ name })} size={24} required />
        <SelectField
          label="For"
          value={purpose}
          options={Object.entries(PURPOSES).map(([id, { name }]) => [id, name] as const)}
          onChange={(id) => {
            setPurpose(id as Purpose);
            change({ scopes: PURPOSES[id as Purpose].scopes });
          }}
        />
        <KeyFields wish={wish} change={change} />
      </div>
      <CheckList
        legend="What it may do"
        all={ALL}
        chosen={wish.scopes}
        onChange={(scopes) => change({ scopes })}
      />
      {problem !== null && <ProblemCard problem={problem} kept="No key was made." />}
      <div>
        <button type="submit" className="primary" disabled={busy || wish.scopes.length === 0}>
          Make the key
        </button>
      </div>
    </form>
  );
}
