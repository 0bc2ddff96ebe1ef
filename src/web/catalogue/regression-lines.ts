import { formatNumber, formatWithStd } from '../plot/format.js';
import { isOthers, type PointGroup, sigmaName } from './points.js';
import type { ColumnInfo, Regression } from './types.js';

/** The service's line through a group, with the interval of its mean, in the colour of the group. */
export interface GroupLine {
  readonly key: string;
  readonly category: number;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Between the columns that a group of the service is of: 'Al · EAM'. */
const BETWEEN = ' · ';

/**
 * Lines of the groups that have a colour of their own. The service groups by method as well where there are several, so that a
 * colour may have several lines; 'others' have none.
 */
export function linesOf(
  { bands }: Pick<Regression, 'bands'>,
  groups: readonly PointGroup[],
  by: string,
): GroupLine[] {
  return bands.flatMap(({ group, at, fit, meanLow, meanHigh }) => {
    const value = group?.split(BETWEEN)[0] ?? null;
    const name = by === 'sigma' ? sigmaName(value) : value;
    const own = group === null ? groups[0] : groups.find((one) => one.name === name);
    if (own === undefined || isOthers(own)) return [];
    return [{ key: group ?? '', category: own.category, xs: at, ys: fit, low: meanLow, high: meanHigh }];
  });
}

/** What the lines say, in words. */
export function slopeText(
  { coefficients, withinRSquared, rSquared, groupIntercepts, level, n }: Regression,
  [x, y]: readonly [string, string],
  columns: readonly ColumnInfo[],
): string {
  const unitOf = (name: string): string => columns.find((column) => column.name === name)?.unit ?? '';
  const [slope] = coefficients;
  if (slope === undefined) return '';
  const per = unitOf(x) === '' ? unitOf(y) : `${unitOf(y) === '' ? '1' : unitOf(y)} per ${unitOf(x)}`;
  const share = groupIntercepts === null ? rSquared : withinRSquared;
  const among = groupIntercepts === null ? '' : ` for ${groupIntercepts.length} groups, a level for each`;
  const explained =
    share === null
      ? ''
      : `; it explains ${formatNumber(100 * share, 2)} % of the variance${groupIntercepts === null ? '' : ' within groups'}`;
  return `Lines: least squares with one slope${among}: ${formatWithStd(slope.value, slope.std)} ${per}${explained} (n = ${n}). Bands: ${Math.round(100 * level)} % of the mean.`;
}
