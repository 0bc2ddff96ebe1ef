import { useEffect, useState } from 'react';
import { problemOf } from '../app/api.js';
import type { Page, Problem } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { edgeName } from '../view/labels.js';
import { listPath, listReferences, removeReference } from './reference-client.js';
import { ReferenceFilters } from './reference-filters.js';
import { ReferenceImport } from './reference-import.js';
import { ReferencePlot } from './reference-plot.js';
import { NO_FILTER, type Reference, type ReferenceFilter } from './types.js';

const PART = 50;

/** A list under a filter, in parts. */
function useReferences(filter: ReferenceFilter) {
  const path = listPath(filter, PART);
  const first = useResource<Page<Reference>>(path);
  const [more, setMore] = useState<{ path: string; page: Page<Reference> } | null>(null);
  const further = more !== null && more.path === path ? more.page : null;
  const nextCursor = further === null ? (first.data?.nextCursor ?? null) : further.nextCursor;
  const loadMore = async (): Promise<void> => {
    const { items, nextCursor: next } = await listReferences(filter, PART, nextCursor);
    setMore({ path, page: { items: [...(further?.items ?? []), ...items], nextCursor: next } });
  };
  const reload = (): void => {
    setMore(null);
    first.reload();
  };
  const items = first.data === null ? null : [...first.data.items, ...(further?.items ?? [])];
  return { items, problem: first.problem, nextCursor, loadMore, reload };
}

/** The one that was picked, else the newest. */
const pickedOf = (items: readonly Reference[], id: string | null): Reference | null =>
  items.find((reference) => reference.id === id) ?? items[0] ?? null;

interface RowProps {
  readonly reference: Reference;
  readonly picked: boolean;
  readonly onPick: () => void;
  readonly onDelete: () => void;
}

function ReferenceRow({ reference, picked, onPick, onDelete }: RowProps) {
  const { name, compound, element, edge, kind, energy, source, licence, createdAt } = reference;
  const lastEv = energy.offsetEv + (energy.nChannels - 1) * energy.scaleEv;
  return (
    <tr aria-selected={picked}>
      <th scope="row" className="wrap">
        <button type="button" className="link" aria-pressed={picked} onClick={onPick}>
          {name}
        </button>
      </th>
      <td className="wrap">{compound ?? '–'}</td>
      <td>{element === null ? '–' : edgeName(`${element} ${edge ?? ''}`)}</td>
      <td>{kind}</td>
      <td className="num">
        {energy.offsetEv.toFixed(1)}–{lastEv.toFixed(1)}
      </td>
      <td className="wrap">{source ?? '–'}</td>
      <td className="wrap">{licence ?? '–'}</td>
      <td className="num">{dateText(createdAt)}</td>
      <td className="num">
        <button type="button" className="quiet" aria-label={`Delete ${name}`} onClick={onDelete}>
          Delete
        </button>
      </td>
    </tr>
  );
}

interface TableProps {
  readonly references: readonly Reference[];
  readonly picked: string | null;
  readonly onPick: (id: string) => void;
  readonly onDelete: (reference: Reference) => void;
}

function ReferenceTable({ references, picked, onPick, onDelete }: TableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th>Reference</th>
          <th>Compound</th>
          <th>Edge</th>
          <th>Kind</th>
          <th className="num">Energy (eV)</th>
          <th>Source</th>
          <th>Licence</th>
          <th className="num">Added</th>
          <th aria-label="Delete" />
        </tr>
      </thead>
      <tbody>
        {references.map((reference) => (
          <ReferenceRow
            key={reference.id}
            reference={reference}
            picked={reference.id === picked}
            onPick={() => onPick(reference.id)}
            onDelete={() => onDelete(reference)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  return (
    <p className="empty">
      {filtered
        ? 'No reference is like that: change the filter.'
        : 'No reference is kept yet. Import files above, or save a cluster, a component or positions of an analysis in its tab “Similar”.'}
    </p>
  );
}

function ShowMore({ onMore }: { readonly onMore: () => void }) {
  return (
    <p>
      <button type="button" onClick={onMore}>
        Show more
      </button>
    </p>
  );
}

/** The library of spectra: brought in, looked at, thrown out. */
export function ReferencesPage() {
  const [filter, setFilter] = useState<ReferenceFilter>(NO_FILTER);
  const [pickedId, setPickedId] = useState<string | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const { items, problem, nextCursor, loadMore, reload } = useReferences(filter);
  useEffect(() => {
    document.title = 'References – Kaimen';
  }, []);
  const fail = (error: unknown): void => setFailure(problemOf(error));
  const onDelete = (reference: Reference): void => {
    if (!window.confirm(`Delete the reference ${reference.name}? This cannot be undone.`)) return;
    setFailure(null);
    removeReference(reference.id).then(reload, fail);
  };
  const picked = pickedOf(items ?? [], pickedId);
  const shown = failure ?? problem;
  return (
    <>
      <h1>References</h1>
      <ReferenceImport onKept={reload} />
      {shown !== null && <ProblemCard problem={shown} />}
      <ReferenceFilters filter={filter} onChange={setFilter} />
      {picked !== null && <ReferencePlot reference={picked} />}
      <section className="panel scroll">
        {items === null && shown === null && <p className="note">Loading…</p>}
        {items?.length === 0 && <Nothing filtered={listPath(filter, PART) !== listPath(NO_FILTER, PART)} />}
        {picked !== null && (
          <ReferenceTable
            references={items ?? []}
            picked={picked.id}
            onPick={setPickedId}
            onDelete={onDelete}
          />
        )}
        {nextCursor !== null && <ShowMore onMore={() => void loadMore().catch(fail)} />}
      </section>
    </>
  );
}
