import { useCallback, useEffect, useMemo, useState } from 'react';
import { apiUrl } from '../app/api.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { replaceAddress, useLocation } from '../app/router.js';
import { useResource } from '../app/use-resource.js';
import { ExportStampContext } from '../plot/figure.js';
import { CopyButton } from '../view/tabs/provenance-tab.js';
import { Choice } from '../view/toggle.js';
import { AngleFigure } from './angle-figure.js';
import { BoundaryTable } from './boundary-table.js';
import { changed, countFilters, filterQuery, withQuery } from './catalogue-query.js';
import { FilterBar, type ChangeAddress } from './filter-bar.js';
import { remember } from './last-asked.js';
import { ImportPanel } from './import-panel.js';
import { MatrixFigure } from './matrix-figure.js';
import { NameBoundary } from './name-boundary.js';
import { PairFigure } from './pair-figure.js';
import { explorerAnswer } from './sentences.js';
import { type BoundaryList, ENERGY } from './types.js';

const PAGE = '/catalogue';
const VIEWS = [
  { value: 'table', text: 'Table' },
  { value: 'angle', text: 'Energy against angle' },
  { value: 'pair', text: 'Number against number' },
  { value: 'matrix', text: 'Pair matrix' },
] as const;
type ViewName = (typeof VIEWS)[number]['value'];

function useAddress(): { readonly params: URLSearchParams; readonly change: ChangeAddress } {
  const search = useLocation().split('?')[1] ?? '';
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback<ChangeAddress>(
    (parts) => replaceAddress(withQuery(PAGE, changed(params, parts))),
    [params],
  );
  return { params, change };
}

/** The same boundaries for other programs. */
function DataLinks({ params }: { readonly params: URLSearchParams }) {
  const filter = filterQuery(params);
  return (
    <p className="links">
      <span className="note">This table:</span>
      {(['csv', 'ndjson', 'json', 'parquet'] as const).map((format) => (
        <a key={format} href={apiUrl(withQuery(`/catalogue/tables/boundaries.${format}`, filter))} download>
          {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
        </a>
      ))}
      <a href={apiUrl('/catalogue/tables/boundaries/dictionary')}>what the columns mean</a>
      <span className="note">
        link <CopyButton text={location.href} label="Copy the link to what is shown" />
      </span>
    </p>
  );
}

function Teach() {
  return (
    <section className="panel teach">
      <h2>What is known of a boundary, and from where?</h2>
      <p>
        The catalogue holds grain boundaries with their structures, energies and other properties, each with
        its method and source, and the measured scans that show them. It is empty.
      </p>
      <ol>
        <li>
          <Link to="/searches">Run a search</Link>: what it finds comes here by itself.
        </li>
        <li>
          Import a file (drop it above): a table of energies (CSV, JSON) or structures (extxyz, CIF, POSCAR,
          LAMMPS). It is shown first; nothing comes in before you say so.
        </li>
        <li>
          <Link to="/">Open a scan</Link>, select its change point and link it to a boundary.
        </li>
      </ol>
    </section>
  );
}

interface ResultsProps {
  readonly params: URLSearchParams;
  readonly change: ChangeAddress;
  readonly total: number;
}

function Shown({ view, params, change, total }: ResultsProps & { view: ViewName }) {
  if (view === 'angle') return <AngleFigure params={params} onChange={change} />;
  if (view === 'pair') return <PairFigure params={params} onChange={change} />;
  if (view === 'matrix') return <MatrixFigure params={params} onChange={change} />;
  const key = `${filterQuery(params)}&${params.get('sort')}`;
  return <BoundaryTable key={key} {...{ params, total }} onSort={(sort) => change({ sort })} />;
}

function Tools({ open, onOpen }: { open: string | null; onOpen: (open: string | null) => void }) {
  return (
    <>
      {(['import', 'name'] as const).map((what) => (
        <button
          key={what}
          type="button"
          className="quiet"
          aria-expanded={open === what}
          onClick={() => onOpen(open === what ? null : what)}
        >
          {what === 'import' ? 'Import files…' : 'New boundary…'}
        </button>
      ))}
    </>
  );
}

/** The question of the page, asked of the service: how many, and which is the lowest. */
function useAnswer(filter: string, isFiltered: boolean) {
  const { data, problem, reload } = useResource<BoundaryList>(
    withQuery('/catalogue/boundaries', new URLSearchParams(filter), {
      sort: ENERGY,
      limit: '1',
      count: 'true',
    }),
  );
  const total = data?.total ?? 0;
  const text = data === null ? 'The catalogue' : explorerAnswer(total, data.items[0] ?? null, isFiltered);
  return { isTold: data !== null, total, text, problem, reload };
}

function Results({ params, change, total }: ResultsProps) {
  const view = VIEWS.find(({ value }) => value === params.get('view'))?.value ?? 'table';
  return (
    <>
      <div className="bar">
        <Choice label="View" value={view} options={VIEWS} onChange={(value) => change({ view: value })} />
        <DataLinks params={params} />
      </div>
      {total > 0 ? (
        <Shown {...{ view, params, change, total }} />
      ) : (
        <p className="empty">No boundary is like that. Take a filter away, or import what you look for.</p>
      )}
    </>
  );
}

/** All boundaries: how many are like what is asked for, how low, and how their numbers hang together. */
export function Explorer() {
  const { params, change } = useAddress();
  const [open, setOpen] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const filter = filterQuery(params).toString();
  const isFiltered = countFilters(params) > 0;
  const { isTold, total, text, problem, reload } = useAnswer(filter, isFiltered);
  useEffect(() => {
    document.title = 'Catalogue – Kaimen';
  }, []);
  useEffect(() => remember(withQuery(PAGE, params)), [params]);
  const stamp = useMemo(
    () => ({ lines: [`boundaries of the catalogue, ${filter}`], fileStem: 'kaimen-catalogue' }),
    [filter],
  );
  const isEmpty = isTold && total === 0 && !isFiltered;
  const onCommitted = (): void => {
    // What became of it stays in sight when the catalogue is no longer empty.
    setOpen('import');
    reload();
    setTurn(turn + 1);
  };
  return (
    <ExportStampContext value={stamp}>
      <section className="answer">
        <h1 data-answer>{text}</h1>
      </section>
      {problem !== null && <ProblemCard problem={problem} />}
      <div className="bar">
        <Tools open={open} onOpen={setOpen} />
      </div>
      {(open === 'import' || isEmpty) && <ImportPanel onCommitted={onCommitted} />}
      {open === 'name' && <NameBoundary />}
      {isEmpty && <Teach />}
      {!isEmpty && <FilterBar params={params} onChange={change} />}
      {!isEmpty && isTold && <Results key={turn} {...{ params, change, total }} />}
    </ExportStampContext>
  );
}
