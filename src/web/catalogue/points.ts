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

/** What the service calls the group of rows without Σ. */
const GENERAL = 'general';

export const sigmaName = (sigma: Row[string] | undefined): string =>
  sigma === null || sigma === undefined || sigma === GENERAL ? 'no Σ' : `Σ${sigma}`;

export const groupName = (row: Row, by: string): string => {
  const value = row[by];
  if (by === 'sigma') return sigmaName(value);
  return value === null || value === undefined ? 'not told' : String(value);
};

/** Names of the groups that have a colour of their own: the largest ones, Σ in rising order, others by name. */
export function ownNames(names: readonly string[]): readonly string[] {
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const bySize = [...sizes].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const own = bySize.length <= CATEGORY_COUNT ? bySize : bySize.slice(0, CATEGORY_COUNT - 1);
  return own.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A table leaves unknown numbers out. */
const hasBoth = (row: Row, x: string, y: string): boolean =>
  Number.isFinite(row[x]) && Number.isFinite(row[y]);

/**
 * Rows that have both numbers, grouped by a column; groups without a colour of their own are 'others'. Figures that stand side by
 * side say which have one, so that a group looks the same in all of them.
 */
export function groupPoints(
  rows: readonly Row[],
  [x, y]: readonly [string, string],
  by: string,
  own: readonly string[] = ownNames(rows.filter((r) => hasBoth(r, x, y)).map((r) => groupName(r, by))),
): PointGroup[] {
  const groups = own.map((name): { name: string; points: DrawnPoint[] } => ({ name, points: [] }));
  const rest = { name: OTHERS, points: [] as DrawnPoint[] };
  const byName = new Map(groups.map((group) => [group.name, group]));
  for (const row of rows) {
    if (!hasBoth(row, x, y)) continue;
    const point = {
      id: row.id,
      label: String(row.label ?? row.id),
      x: row[x] as number,
      y: row[y] as number,
    };
    (byName.get(groupName(row, by)) ?? rest).points.push(point);
  }
  const shown = rest.points.length > 0 ? [...groups, rest] : groups;
  return shown
    .map(({ name, points }, category) => ({
      name,
      text: shown.length === 1 ? name : `${categoryLetter(category)} ${name}`,
      category,
      points,
    }))
    .filter(({ points }) => points.length > 0);
}

/** Every k-th point of each group, so that no more than `most` are drawn; which ones does not depend on their values. */
export function thinned(groups: readonly PointGroup[], most = MOST_DRAWN): readonly PointGroup[] {
  const n = groups.reduce((sum, { points }) => sum + points.length, 0);
  if (n <= most) return groups;
  const every = Math.ceil(n / most);
  return groups.map((group) => ({ ...group, points: group.points.filter((_, i) => i % every === 0) }));
}

export const isOthers = ({ name }: PointGroup): boolean => name === OTHERS;
