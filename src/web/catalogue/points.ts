import { CATEGORY_COUNT, categoryLetter } from '../plot/palette.js';

/** A row of the flat table of boundaries: what was asked for of its columns. */
export type Row = Readonly<Record<string, string | number | boolean | null>> & { readonly id: string };

export interface DrawnPoint {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

/** Points that share colour and marker. */
export interface PointGroup {
  readonly name: string;
  /** 'A Σ5': a letter too, never colour alone. */
  readonly text: string;
  readonly category: number;
  readonly points: readonly DrawnPoint[];
}

const OTHERS = 'others';
/** More marks than these cannot be told apart, and slow the page. */
export const MOST_DRAWN = 5_000;

/** Numbers of a table that leaves unknown ones out. */
const numberOf = (value: Row[string] | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

export const groupName = (row: Row, by: string): string => {
  const value = row[by];
  if (by === 'sigma') return value === null || value === undefined ? 'no Σ' : `Σ${value}`;
  return value === null || value === undefined ? 'not told' : String(value);
};

/**
 * Rows that have both numbers, grouped by a column; the largest groups have a colour of their own (Σ in rising order, others
 * by name), the rest is 'others'.
 */
export function groupPoints(
  rows: readonly Row[],
  [x, y]: readonly [string, string],
  by: string,
): PointGroup[] {
  const groups = new Map<string, DrawnPoint[]>();
  for (const row of rows) {
    const [vx, vy] = [numberOf(row[x]), numberOf(row[y])];
    if (vx === null || vy === null) continue;
    const name = groupName(row, by);
    const points = groups.get(name) ?? [];
    points.push({ id: row.id, label: String(row.label ?? row.id), x: vx, y: vy });
    groups.set(name, points);
  }
  const bySize = [...groups].sort((a, b) => b[1].length - a[1].length);
  const own = bySize.length <= CATEGORY_COUNT ? bySize : bySize.slice(0, CATEGORY_COUNT - 1);
  const rest = bySize.slice(own.length).flatMap(([, points]) => points);
  const shown = own.sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  if (rest.length > 0) shown.push([OTHERS, rest]);
  return shown.map(([name, points], category) => ({
    name,
    text: shown.length === 1 ? name : `${categoryLetter(category)} ${name}`,
    category,
    points,
  }));
}

/** Every k-th point of each group, so that no more than `most` are drawn; which ones does not depend on their values. */
export function thinned(groups: readonly PointGroup[], most = MOST_DRAWN): readonly PointGroup[] {
  const n = groups.reduce((sum, { points }) => sum + points.length, 0);
  if (n <= most) return groups;
  const every = Math.ceil(n / most);
  return groups.map((group) => ({ ...group, points: group.points.filter((_, i) => i % every === 0) }));
}

export const isOthers = ({ name }: PointGroup): boolean => name === OTHERS;
