import { type FormEvent, useState } from 'react';
import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { Input } from '../catalogue/fields.js';
import { CheckList } from './checks.js';
import type { EventType, WebhookWithSecret } from './types.js';

const TYPES: Readonly<Record<EventType, string>> = {
  'dataset.ready': 'a scan was read',
  'dataset.rejected': 'a scan could not be read',
  'analysis.succeeded': 'an analysis is done',
  'analysis.failed': 'an analysis has failed',
  'search.succeeded': 'a search is done',
  'search.failed': 'a search has failed',
};
const ALL = Object.keys(TYPES) as EventType[];

export function WebhookForm({ onMade }: { readonly onMade: (webhook: WebhookWithSecret) => void }) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<readonly EventType[]>(ALL);
  const { busy, problem, run } = useAction();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run(async () => {
      const body = { url: url.trim(), types, ...(description.trim() === '' ? {} : { description }) };
      onMade(await postJson<WebhookWithSecret>('/webhooks', body));
      setUrl('');
      setDescription('');
    });
  };
  return (
    <form className="panel admin-form" onSubmit={submit} aria-label="New webhook">
      <h2>New webhook</h2>
      <div className="filters">
        <Input label="Address" value={url} onChange={setUrl} size={44} hint="https://…" required />
        <Input label="What it is for" value={description} onChange={setDescription} size={24} />
      </div>
      <CheckList
        legend="It hears when"
        all={ALL}
        labelOf={(type) => TYPES[type]}
        chosen={types}
        onChange={setTypes}
      />
      {problem !== null && <ProblemCard problem={problem} kept="No webhook was made." />}
      <div>
        <button type="submit" className="primary" disabled={busy || types.length === 0}>
          Make the webhook
        </button>
      </div>
    </form>
  );
}
