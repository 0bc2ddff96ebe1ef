import { hasEnded } from '../app/api-types.js';
import { formatWithStd, unitForPeople } from '../plot/format.js';
import { codeForPeople } from '../view/labels.js';
import type { BatchRow } from './batch-types.js';

/** One column of the table: what it shows of a row, and by what it is put in order. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly isNumber: boolean;
  readonly text: (row: BatchRow) => string;
  /** Null: there is nothing to compare; such rows come last in either direction. */
  readonly order: (row: BatchRow) => number | string | null;
}

export const FILTERS = ['all', 'finished', 'failed', 'unfinished'] as const;
export type Filter = (typeof FILTERS)[number];

const IS_SHOWN: Readonly<Record<Filter, (row: BatchRow) => boolean>> = {
  all: () => true,
  finished: (row) => row.state === 'succeeded',
  failed: (row) => row.state === 'failed',
  unfinished: (row) => !hasEnded(row.state),
};

export interface Order {
  /** Key of a column. */
  readonly by: string;
  readonly isDescending: boolean;
}

export const stateText = (row: BatchRow): string => {
  if (row.state === 'running') return `running, ${Math.round(100 * row.progress)} %`;
  return row.reused && row.state === 'succeeded' ? 'was there before' : row.state;
};

const none = '–';

const numberColumn = (key: string, title: string, of: (row: BatchRow) => number | null): Column => ({
  key,
  title,
  isNumber: true,
  text: (row) => String(of(row) ?? none),
  order: of,
});

const textColumn = (key: string, title: string, of: (row: BatchRow) => string): Column => ({
  key,
  title,
  isNumber: false,
  text: (row) => of(row) || none,
  order: (row) => of(row) || null,
});

const changeText = (row: BatchRow): string => {
  const changes = row.headline?.changePoints ?? [];
  const unit = changes[0] === undefined ? '' : unitForPeople(changes[0].unit);
  return changes.length === 0
    ? none
    : `${changes.map((change) => String(Number(change.position.toPrecision(4)))).join(', ')} ${unit}`.trim();
};

const FIXED: readonly Column[] = [
  { ...textColumn('dataset', 'Dataset', (row) => row.fileName) },
  textColumn('state', 'State', stateText),
  textColumn('problem', 'Problem', (row) => (row.problem === null ? '' : codeForPeople(row.problem.code))),
  textColumn('elements', 'Elements', (row) => row.headline?.elements.join(', ') ?? ''),
  numberColumn('components', 'Components', (row) => row.headline?.rank ?? null),
  numberColumn('clusters', 'Clusters', (row) => row.headline?.nClusters ?? null),
  {
    ...numberColumn('changes', 'Changes at', (row) => row.headline?.changePoints[0]?.position ?? null),
    text: changeText,
  },
];

/** The columns that rows have something for: those of every result, and one for each descriptor that any row has. */
export function columnsOf(rows: readonly BatchRow[]): Column[] {
  const descriptors = new Map<string, { readonly label: string; readonly unit: string }>();
  for (const row of rows)
    for (const descriptor of row.headline?.descriptors ?? [])
      if (!descriptors.has(descriptor.id)) descriptors.set(descriptor.id, descriptor);
  const of = (row: BatchRow, id: string) => row.headline?.descriptors.find((d) => d.id === id);
  const columns = [...descriptors].map(([id, { label, unit }]): Column => {
    const shownUnit = unitForPeople(unit);
    return {
      key: `descriptor:${id}`,
      title: shownUnit === '' ? label : `${label} (${shownUnit})`,
      isNumber: true,
      text: (row) => {
        const found = of(row, id);
        return found === undefined ? none : formatWithStd(found.mean, found.std);
      },
      order: (row) => of(row, id)?.mean ?? null,
    };
  });
  return [...FIXED, ...columns];
}

/** In the order of the batch until a column is chosen; equal ones stay in the order of the batch. */
export function inOrder(
  rows: readonly BatchRow[],
  column: Column | undefined,
  isDescending: boolean,
): BatchRow[] {
  if (column === undefined) return [...rows];
  const sign = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, at: column.order(row) }))
    .sort((a, b) => {
      if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null);
      if (typeof a.at === 'number' && typeof b.at === 'number') return sign * (a.at - b.at);
      return sign * COLLATOR.compare(String(a.at), String(b.at));
    })
    .map(({ row }) => row);
}

/** scan-2 before scan-10. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

export const shownRows = (rows: readonly BatchRow[], filter: Filter): BatchRow[] =>
  rows.filter(IS_SHOWN[filter]);
