import { apiUrl } from '../app/api.js';
import type { Table } from '../plot/csv.js';
import { formatFixed } from '../plot/format.js';
import { filterQuery, withQuery } from './catalogue-query.js';
import { SelectField } from './fields.js';
import { MOST_DRAWN, type PointGroup, type Row } from './points.js';
import { count } from './sentences.js';
import { GROUPS } from './use-rows.js';

export const nPoints = (groups: readonly PointGroup[]): number =>
  groups.reduce((n, { points }) => n + points.length, 0);

/** All points, also those that are not drawn. */
export const pointTable = (
  groups: readonly PointGroup[],
  by: string,
  [x, y]: readonly [string, string],
): Table => ({
  columns: ['id', 'label', by, x, y],
  rows: groups.flatMap(({ name, points }) => points.map((p) => [p.id, p.label, name, p.x, p.y])),
});

/** What must be said of the points: how many, how many of them are drawn, whether their energies compare. */
export function pointsNote(rows: readonly Row[], groups: readonly PointGroup[]): string {
  const n = nPoints(groups);
  const methods = new Set(rows.map((row) => row.energy_method).filter((m) => m !== null && m !== undefined));
  return [
    `${formatFixed(n, 0)} of ${count(rows.length, 'boundary has', 'boundaries have')} both numbers.`,
    n > MOST_DRAWN
      ? `About ${formatFixed(MOST_DRAWN, 0)} of them are drawn, evenly taken; the CSV holds all.`
      : '',
    methods.size > 1
      ? `Energies of ${methods.size} methods: energies of different methods do not compare; filter by one.`
      : '',
    'Click a point to open its boundary.',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

interface GroupChoiceProps {
  readonly by: string;
  readonly onChange: (by: string) => void;
}

export function GroupChoice({ by, onChange }: GroupChoiceProps) {
  return <SelectField label="Colour" value={by} options={GROUPS} onChange={onChange} />;
}

interface VegaLinkProps {
  readonly params: URLSearchParams;
  readonly figure: 'scatter' | 'pairs';
  readonly more: Readonly<Record<string, string>>;
}

/** The figure for other programs. */
export function VegaLink({ params, figure, more }: VegaLinkProps) {
  return (
    <a
      href={apiUrl(withQuery(`/catalogue/figures/${figure}`, filterQuery(params), more))}
      download={`${figure}.vl.json`}
    >
      Vega-Lite
    </a>
  );
}
