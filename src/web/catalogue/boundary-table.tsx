import type { ReactNode } from 'react';
import { Link } from '../app/link.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { formatFixed, formatNumber } from '../plot/format.js';
import { filterQuery, withQuery } from './catalogue-query.js';
import { ANGLE, type BoundaryList, type BoundarySummary, ENERGY } from './types.js';

const LIMIT = '50';
const BY_DATE = '-createdAt';

interface TableColumn {
  readonly title: string;
  /** Name that the service sorts by; null: it does not. */
  readonly sort: string | null;
  readonly cell: (boundary: BoundarySummary) => ReactNode;
  readonly isNumber?: boolean;
}

const number = (title: string, name: string, digits: number): TableColumn => ({
  title,
  sort: name,
  isNumber: true,
  cell: ({ numbers }) => formatNumber(numbers[name] ?? null, digits),
});

const COLUMNS: readonly TableColumn[] = [
  {
    title: 'Boundary',
    sort: 'label',
    cell: ({ id, label }) => <Link to={`/catalogue/${id}`}>{label}</Link>,
  },
  { title: 'Material', sort: null, cell: ({ material }) => material },
  { title: 'Σ', sort: 'sigma', isNumber: true, cell: ({ sigma }) => sigma ?? '–' },
  { title: 'Type', sort: null, cell: ({ kind }) => kind.replace(/-/g, ' ') },
  number('Angle (°)', ANGLE, 4),
  number('Energy (J/m²)', ENERGY, 3),
  number('Excess volume (Å)', 'excess_volume_angstrom', 3),
  { title: 'Structures', sort: 'n_structures', isNumber: true, cell: ({ nStructures }) => nStructures },
  { title: 'Evidence', sort: null, isNumber: true, cell: ({ nEvidence }) => nEvidence },
  { title: 'Energy by', sort: null, cell: ({ energyMethod }) => energyMethod ?? '–' },
];

interface HeadProps {
  readonly column: TableColumn;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function Head({ column: { title, sort: name, isNumber }, sort, onSort }: HeadProps) {
  const isUp = sort === name;
  const isDown = sort === `-${name}`;
  return (
    <th
      className={isNumber ? 'num' : undefined}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
    >
      {name === null ? (
        title
      ) : (
        <button type="button" className="sort" onClick={() => onSort(isUp ? `-${name}` : name)}>
          {title}
          {isUp ? ' ↑' : isDown ? ' ↓' : ''}
        </button>
      )}
    </th>
  );
}

interface BoundaryTableProps {
  readonly params: URLSearchParams;
  /** Of the filter, all pages. */
  readonly total: number;
  readonly onSort: (sort: string) => void;
}

/** A page of boundaries; the service filters, sorts and pages. Give it a key of its filter and order: pages begin anew with them. */
export function BoundaryTable({ params, total, onSort }: BoundaryTableProps) {
  const sort = params.get('sort') ?? BY_DATE;
  const path = withQuery('/catalogue/boundaries', filterQuery(params), { sort, limit: LIMIT });
  const cursor = useCursor(path);
  const { data, problem } = useResource<BoundaryList>(`${path}${cursor.query}`);
  if (problem !== null) return <ProblemCard problem={problem} />;
  return (
    <section className="panel scroll">
      <table data-table="boundaries">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <Head key={column.title} {...{ column, sort, onSort }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {data?.items.map((boundary) => (
            <tr key={boundary.id}>
              {COLUMNS.map(({ title, cell, isNumber }) => (
                <td key={title} className={isNumber ? 'num' : title === 'Energy by' ? 'wrap' : undefined}>
                  {cell(boundary)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {data === null && <p className="note">Loading…</p>}
      <div className="bar">
        <Pager cursor={cursor} next={data?.nextCursor ?? null} words={['Previous', 'Next']} />
        {data !== null && total > data.items.length && (
          <span className="note" data-shown>
            {formatFixed(cursor.page * Number(LIMIT) + 1, 0)} to{' '}
            {formatFixed(cursor.page * Number(LIMIT) + data.items.length, 0)} of {formatFixed(total, 0)}
          </span>
        )}
      </div>
    </section>
  );
}
