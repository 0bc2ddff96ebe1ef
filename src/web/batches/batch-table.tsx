import { useMemo, useState } from 'react';
import { Link } from '../app/link.js';
import type { BatchRow } from './batch-types.js';
import {
  type Column,
  columnsOf,
  type Filter,
  FILTERS,
  inOrder,
  type Order,
  shownRows,
} from './table-order.js';

/** Rows that are drawn at once: a thousand rows of twenty columns would take the page a second at each change. */
const PAGE_SIZE = 100;

const STATE_CLASS: Readonly<Record<BatchRow['state'], string>> = {
  queued: 'state',
  running: 'state busy',
  succeeded: 'state good',
  failed: 'state bad',
  cancelled: 'state',
};

function Cell({ row, column }: { readonly row: BatchRow; readonly column: Column }) {
  const text = column.text(row);
  if (column.key === 'dataset') {
    const query = row.analysisId === null ? '' : `?analysis=${row.analysisId}`;
    return (
      <th scope="row">
        <Link to={`/datasets/${row.datasetId}${query}`}>{text}</Link>
      </th>
    );
  }
  if (column.key === 'state') {
    return (
      <td>
        <span className={STATE_CLASS[row.state]} title={row.stage}>
          {text}
        </span>
      </td>
    );
  }
  return (
    <td
      className={column.isNumber ? 'num' : undefined}
      title={column.key === 'problem' ? row.problem?.detail : undefined}
    >
      {text}
    </td>
  );
}

interface HeadProps {
  readonly column: Column;
  readonly order: Order | null;
  readonly onOrder: (order: Order) => void;
}

function Head({ column, order, onOrder }: HeadProps) {
  const isChosen = order?.by === column.key;
  const arrow = !isChosen ? '' : order.isDescending ? ' ↓' : ' ↑';
  return (
    <th
      className={column.isNumber ? 'num' : undefined}
      aria-sort={!isChosen ? undefined : order.isDescending ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        className="sort"
        onClick={() => onOrder({ by: column.key, isDescending: isChosen && !order.isDescending })}
      >
        {column.title}
        {arrow}
      </button>
    </th>
  );
}

interface PagerProps {
  readonly page: number;
  readonly nRows: number;
  readonly onPage: (page: number) => void;
}

function Pager({ page, nRows, onPage }: PagerProps) {
  const first = page * PAGE_SIZE;
  return (
    <nav className="bar" aria-label="Pages of the table">
      <span className="note">
        {nRows === 0 ? 'No rows' : `Rows ${first + 1}–${Math.min(nRows, first + PAGE_SIZE)} of ${nRows}`}
      </span>
      {nRows > PAGE_SIZE && (
        <>
          <button type="button" className="quiet" disabled={page === 0} onClick={() => onPage(page - 1)}>
            Previous
          </button>
          <button
            type="button"
            className="quiet"
            disabled={first + PAGE_SIZE >= nRows}
            onClick={() => onPage(page + 1)}
          >
            Next
          </button>
        </>
      )}
    </nav>
  );
}

interface Wanted {
  readonly filter: Filter;
  readonly order: Order | null;
}

/** What is shown stands in the address: a link shows a colleague the same table. */
function wantedOf(search: string): Wanted {
  const query = new URLSearchParams(search);
  const by = query.get('sort');
  return {
    filter: FILTERS.find((one) => one === query.get('show')) ?? 'all',
    order: by === null ? null : { by, isDescending: query.get('order') === 'down' },
  };
}

function addressOf({ filter, order }: Wanted): string {
  const query = new URLSearchParams();
  if (filter !== 'all') query.set('show', filter);
  if (order !== null) query.set('sort', order.by);
  if (order?.isDescending === true) query.set('order', 'down');
  return query.size === 0 ? location.pathname : `${location.pathname}?${query.toString()}`;
}

const FILTER_TEXT: Readonly<Record<Filter, string>> = {
  all: 'All',
  finished: 'Finished',
  failed: 'Failed',
  unfinished: 'Not finished',
};

/** The rows, filtered, in order, a part at a time. */
export function BatchTable({ rows }: { readonly rows: readonly BatchRow[] }) {
  const [wanted, setWanted] = useState(() => wantedOf(location.search));
  const [page, setPage] = useState(0);
  const columns = useMemo(() => columnsOf(rows), [rows]);
  const sorted = useMemo(() => {
    const column = columns.find(({ key }) => key === wanted.order?.by);
    return inOrder(shownRows(rows, wanted.filter), column, wanted.order?.isDescending ?? false);
  }, [rows, columns, wanted]);
  const want = (part: Partial<Wanted>): void => {
    const next = { ...wanted, ...part };
    setWanted(next);
    setPage(0);
    history.replaceState(history.state, '', addressOf(next));
  };
  const shownPage = Math.min(page, Math.max(0, Math.ceil(sorted.length / PAGE_SIZE) - 1));
  return (
    <section className="panel" aria-label="Rows">
      <div className="bar" role="group" aria-label="Show">
        {FILTERS.map((filter) => (
          <button
            key={filter}
            type="button"
            className="quiet"
            aria-pressed={wanted.filter === filter}
            onClick={() => want({ filter })}
          >
            {FILTER_TEXT[filter]} ({shownRows(rows, filter).length})
          </button>
        ))}
      </div>
      <div className="scroll batch-rows">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head
                  key={column.key}
                  column={column}
                  order={wanted.order}
                  onOrder={(order) => want({ order })}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(shownPage * PAGE_SIZE, (shownPage + 1) * PAGE_SIZE).map((row) => (
              <tr key={row.position}>
                {columns.map((column) => (
                  <Cell key={column.key} row={row} column={column} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={shownPage} nRows={sorted.length} onPage={setPage} />
    </section>
  );
}
