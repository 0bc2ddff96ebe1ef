import { useState } from 'react';
import { postJson, putJson, remove } from '../app/api.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { RuleForm } from './rule-form.js';
import { RuleRuns } from './rule-runs.js';
import { matchText, runText } from '../../api-client/rule-text.js';
import type { Items, Rule, RulePreview, TabProps } from './types.js';

const REFRESH_MS = 5_000;

type RowProps = Omit<RuleTableProps, 'rules'> & { readonly rule: Rule };

function Row({ rule, onPreview, change }: RowProps) {
  const { name, enabled, counts } = rule;
  return (
    <tr>
      <th scope="row" className="wrap">
        {name}
      </th>
      <td>
        <span className={`state ${enabled ? 'good' : ''}`}>{enabled ? 'on' : 'off'}</span>
      </td>
      <td className="wrap">{matchText(rule.match)}</td>
      <td className="wrap">{runText(rule.run)}</td>
      <td className="num">
        {counts.nRuns}
        {counts.nProblems > 0 && <p className="failure">{counts.nProblems} with a problem</p>}
        {counts.lastRunAt !== null && <p className="note">{dateText(counts.lastRunAt)}</p>}
      </td>
      <td>
        <span className="actions">
          <button
            type="button"
            className="quiet"
            onClick={() => onPreview(rule)}
            aria-label={`What would ${name} match`}
          >
            What would match
          </button>
          {change !== null && (
            <>
              <button type="button" className="quiet" onClick={() => change.toggle(rule)}>
                {enabled ? 'Switch off' : 'Switch on'}
              </button>
              <button
                type="button"
                className="quiet"
                onClick={() => change.edit(rule)}
                aria-label={`Change ${name}`}
              >
                Change
              </button>
              <button
                type="button"
                className="quiet"
                onClick={() => change.remove(rule)}
                aria-label={`Remove ${name}`}
              >
                Remove
              </button>
            </>
          )}
        </span>
      </td>
    </tr>
  );
}

interface RuleTableProps {
  readonly rules: readonly Rule[];
  readonly onPreview: (rule: Rule) => void;
  readonly change: Readonly<Record<'edit' | 'toggle' | 'remove', (rule: Rule) => void>> | null;
}

function RuleTable({ rules, onPreview, change }: RuleTableProps) {
  return (
    <section className="panel scroll">
      <table data-table="rules">
        <thead>
          <tr>
            <th>Rule</th>
            <th>State</th>
            <th>Scans</th>
            <th>Runs</th>
            <th className="num">Has run</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <Row key={rule.id} rule={rule} onPreview={onPreview} change={change} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Preview({ name, preview }: { readonly name: string; readonly preview: RulePreview }) {
  const { nChecked, nMatching, datasets } = preview;
  return (
    <section className="panel admin-form" role="status">
      <h2>
        “{name}” matches {nMatching} of {nChecked} scans that are here
      </h2>
      <p className="note">
        Nothing was begun: a rule runs on what arrives from now on. <Link to="/batches/new">A batch</Link>{' '}
        runs a recipe on what is here.
      </p>
      {datasets.length > 0 && (
        <ul>
          {datasets.slice(0, SHOWN).map(({ id, fileName, createdAt }) => (
            <li key={id}>
              <Link to={`/datasets/${id}`}>{fileName}</Link>{' '}
              <span className="note">{dateText(createdAt)}</span>
            </li>
          ))}
        </ul>
      )}
      {nMatching > SHOWN && <p className="note">The newest {SHOWN} are shown.</p>}
    </section>
  );
}

const SHOWN = 20;

function Teach() {
  return (
    <section className="panel teach">
      <h2>What is done with scans when they arrive?</h2>
      <p>
        A rule runs a recipe on every scan that fits: of an instrument, with a file name, of a material. It
        can tie what is found to the boundary of the scan’s sidecar, and begin a search of that boundary. Each
        rule runs once on each scan; a recipe that the sidecar names goes before that of the rule.
      </p>
    </section>
  );
}

/** The rules, and what can be done with them. */
function useRules(refreshed: boolean) {
  const { data, problem, reload } = useResource<Items<Rule>>('/rules');
  const [seen, setSeen] = useState<{ name: string; preview: RulePreview } | null>(null);
  const action = useAction();
  useInterval(reload, REFRESH_MS, refreshed);
  const show = ({ id, name }: Rule): void =>
    action.run(async () => setSeen({ name, preview: await postJson<RulePreview>(`/rules/${id}/preview`) }));
  const toggle = ({ id, name, enabled, match, run }: Rule): void =>
    action.run(async () => {
      await putJson(`/rules/${id}`, { name, match, run, enabled: !enabled });
      reload();
    });
  const drop = ({ id }: Rule): void =>
    action.run(async () => {
      await remove(`/rules/${id}`);
      setSeen(null);
      reload();
    });
  return { data, problem: problem ?? action.problem, reload, seen, show, toggle, drop };
}

/** Rules, what each would match, and what they have begun. */
export function RulesTab({ can }: TabProps) {
  const [edited, setEdited] = useState<Rule | 'new' | null>(null);
  const { data, problem, reload, seen, show, toggle, drop } = useRules(edited === null);
  const items = data?.items ?? [];
  const mayChange = can('analyses:write');
  return (
    <>
      {problem !== null && <ProblemCard problem={problem} />}
      {mayChange && edited === null && (
        <div>
          <button type="button" className="primary" onClick={() => setEdited('new')}>
            New rule
          </button>
        </div>
      )}
      {edited !== null && (
        <RuleForm
          key={edited === 'new' ? 'new' : edited.id}
          rule={edited === 'new' ? null : edited}
          onCancel={() => setEdited(null)}
          onSaved={(rule) => {
            setEdited(null);
            reload();
            show(rule);
          }}
        />
      )}
      {data !== null && items.length === 0 && edited === null && <Teach />}
      {items.length > 0 && (
        <RuleTable
          rules={items}
          onPreview={show}
          change={mayChange ? { edit: setEdited, toggle, remove: drop } : null}
        />
      )}
      {seen !== null && <Preview {...seen} />}
      <RuleRuns />
    </>
  );
}
