import { type FormEvent, useState } from 'react';
import { postJson, putJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { Input, SelectField } from '../catalogue/fields.js';
import { Check } from './checks.js';
import type { Items, Rule } from './types.js';

interface Draft {
  readonly name: string;
  readonly instrument: string;
  readonly fileName: string;
  readonly format: string;
  readonly material: string;
  readonly boundary: '' | 'yes' | 'no';
  readonly recipeId: string;
  readonly recipeVersion: string;
  readonly link: boolean;
  readonly search: boolean;
  readonly enabled: boolean;
}

const matchDraft = ({ instrument, fileName, format, material, hasBoundary }: Rule['match']) => ({
  instrument: instrument ?? '',
  fileName: fileName ?? '',
  format: format ?? '',
  material: material ?? '',
  boundary: hasBoundary == null ? ('' as const) : hasBoundary ? ('yes' as const) : ('no' as const),
});

const runDraft = ({ recipeId, recipeVersion, link, search }: Partial<Rule['run']>) => ({
  recipeId: recipeId ?? '',
  recipeVersion: recipeVersion == null ? '' : String(recipeVersion),
  link: link ?? true,
  search: search != null,
});

const draftOf = (rule: Rule | null): Draft => ({
  name: rule?.name ?? '',
  enabled: rule?.enabled ?? true,
  ...matchDraft(rule?.match ?? {}),
  ...runDraft(rule?.run ?? {}),
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** A search that is there keeps what only the API can set. */
const bodyOf = (draft: Draft, before: Rule | null): object => ({
  name: draft.name.trim(),
  enabled: draft.enabled,
  match: {
    instrument: orNull(draft.instrument),
    fileName: orNull(draft.fileName),
    format: orNull(draft.format),
    material: orNull(draft.material),
    hasBoundary: draft.boundary === '' ? null : draft.boundary === 'yes',
  },
  run: {
    recipeId: orNull(draft.recipeId),
    recipeVersion: draft.recipeId === '' || draft.recipeVersion === '' ? null : Number(draft.recipeVersion),
    link: draft.link,
    search: draft.search ? (before?.run.search ?? {}) : null,
  },
});

interface RuleFormProps {
  /** Null: a new one. */
  readonly rule: Rule | null;
  readonly onSaved: (rule: Rule) => void;
  readonly onCancel: () => void;
}

export function RuleForm({ rule, onSaved, onCancel }: RuleFormProps) {
  const [draft, setDraft] = useState(() => draftOf(rule));
  const { busy, problem, run } = useAction();
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run(async () => {
      const body = bodyOf(draft, rule);
      onSaved(
        await (rule === null ? postJson<Rule>('/rules', body) : putJson<Rule>(`/rules/${rule.id}`, body)),
      );
    });
  };
  return (
    <form className="panel admin-form" onSubmit={submit} aria-label="Rule">
      <h2>{rule === null ? 'New rule' : `Change “${rule.name}”`}</h2>
      <div className="filters">
        <Input label="Name" value={draft.name} onChange={(name) => change({ name })} size={24} required />
        <Check label="Switched on" value={draft.enabled} onChange={(enabled) => change({ enabled })} />
      </div>
      <h3>Which scans</h3>
      <MatchFields draft={draft} change={change} />
      <h3>What is done with them</h3>
      <RunFields draft={draft} change={change} />
      {problem !== null && <ProblemCard problem={problem} kept="Nothing was saved." />}
      <div className="bar">
        <button type="submit" className="primary" disabled={busy}>
          Save the rule
        </button>
        <button type="button" onClick={onCancel}>
          Leave it
        </button>
        <span className="note">
          Then the scans that are here are looked through; nothing is begun on them.
        </span>
      </div>
    </form>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function MatchFields({ draft, change }: FieldsProps) {
  return (
    <div className="filters">
      <Input
        label="Instrument (* any)"
        value={draft.instrument}
        onChange={(instrument) => change({ instrument })}
        hint="any"
      />
      <Input
        label="File name (* any, ? one)"
        value={draft.fileName}
        onChange={(fileName) => change({ fileName })}
        size={20}
        hint="any, or GB_*.dm4"
      />
      <Input
        label="Format"
        value={draft.format}
        onChange={(format) => change({ format })}
        hint="any, or dm4"
      />
      <Input
        label="Material"
        value={draft.material}
        onChange={(material) => change({ material })}
        hint="any, or Cu"
      />
      <SelectField
        label="Boundary in the sidecar"
        value={draft.boundary}
        options={[
          ['', 'with or without'],
          ['yes', 'with'],
          ['no', 'without'],
        ]}
        onChange={(boundary) => change({ boundary: boundary as Draft['boundary'] })}
      />
    </div>
  );
}

function RunFields({ draft, change }: FieldsProps) {
  const recipes = useResource<Items<{ id: string; name: string }>>('/recipes?limit=200');
  const options = (recipes.data?.items ?? []).map(({ id, name }) => [id, name] as const);
  return (
    <div className="filters">
      <SelectField
        label="Recipe"
        value={draft.recipeId}
        options={[['', 'the default recipe'], ...options]}
        onChange={(recipeId) => change({ recipeId })}
      />
      {draft.recipeId !== '' && (
        <Input
          label="Version"
          value={draft.recipeVersion}
          onChange={(recipeVersion) => change({ recipeVersion })}
          hint="the latest"
        />
      )}
      <Check
        label="Tie it to the sidecar’s boundary"
        value={draft.link}
        onChange={(link) => change({ link })}
      />
      <Check label="Search that boundary" value={draft.search} onChange={(search) => change({ search })} />
    </div>
  );
}
