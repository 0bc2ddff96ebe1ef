import { dataOf } from '../../api-client/client.js';
import type { components, operations } from '../../api-client/schema.js';
import { connectService, type ServiceAddress, type ServiceContext } from '../connect-service.js';
import { textTable } from '../text-table.js';
import { type FilterOptions, toFilterQuery } from './filter-options.js';

type Query = operations['correlationsStatistics']['parameters']['query'];
type Answer = components['schemas']['CorrelationsDto'];
type Pair = Answer['pairs'][number];
type Asked = Pick<Query, 'x' | 'y' | 'control' | 'statistic' | 'adjust' | 'bootstrap'>;

export interface CorrelateOptions extends ServiceAddress, FilterOptions, Asked {
  readonly groupBy?: string;
  readonly ci?: number;
  readonly seed?: number;
  readonly json: boolean;
}

/** `kaimen catalogue correlate --x A,B [--y C]`: what goes with what, a line for all rows, within groups and for each group. */
export async function correlate(options: CorrelateOptions, context: ServiceContext): Promise<void> {
  const { io } = context;
  const { url, key, json, groupBy, ...rest } = options;
  const { api } = await connectService({ url, key }, context);
  const query = { ...toFilterQuery(rest), ...asked(rest), group_by: groupBy };
  const answer = await dataOf(api.GET('/api/v1/catalogue/correlations', { params: { query } }));
  if (json) return io.out(JSON.stringify(answer));
  const { statistic, adjust, level, pairs } = answer;
  const interval = `${(100 * level).toFixed(0)} %`;
  const head = ['pair', 'rows', 'n', statistic, interval, 'p', adjust === 'none' ? 'p' : `p (${adjust})`];
  textTable([head, ...pairs.flatMap(linesOf)]).forEach((line) => io.out(line));
  for (const pair of pairs) remarksOf(pair).forEach((line) => io.note(line));
  for (const { message } of answer.warnings) io.note(message);
  io.note(`${answer.rows} boundaries; ${answer.familySize} tests; ${answer.permalink}`);
}

const asked = ({ x, y, control, statistic, adjust, bootstrap, ci, seed }: Asked & Pick<CorrelateOptions, 'ci' | 'seed'>) => ({
  ...{ x, y, control, statistic, adjust, bootstrap, ci, seed },
}); // prettier-ignore

interface Told {
  readonly n: number;
  readonly estimate: number | null;
  readonly p: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

function linesOf({ x, y, pooled, pAdjusted, within, withinPAdjusted, partial, groups }: Pair): string[][] {
  const lines = [line(`${x} ~ ${y}`, 'all', { ...pooled, pAdjusted })];
  if (within !== null && within.nGroups > 1)
    lines.push(line('', 'within groups', { ...within, pAdjusted: withinPAdjusted }));
  if (partial !== null)
    lines.push(line('', `less ${partial.controls.join(', ')}`, { ...partial, pAdjusted: null }));
  if (groups.length > 1)
    for (const { group, correlation } of groups)
      lines.push(line('', group, { ...correlation, pAdjusted: null }));
  return lines;
}

function line(pair: string, rows: string, told: Told & { readonly pAdjusted: number | null }): string[] {
  const { n, estimate, p, interval, pAdjusted } = told;
  const range = interval === null ? '–' : `[${fixed(interval.low)}, ${fixed(interval.high)}]`;
  return [pair, rows, String(n), fixed(estimate), range, chance(p), chance(pAdjusted)];
}

const fixed = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const chance = (p: number | null): string =>
  p === null ? '–' : p < 0.001 ? p.toExponential(1) : p.toFixed(3);

function remarksOf({ x, y, pooled, simpson }: Pair): string[] {
  const words = [pooled.reason, ...pooled.warnings].flatMap((remark) =>
    remark === null ? [] : [remark.message],
  );
  if (pooled.bootstrap?.reason != null) words.push(`no bootstrap interval: ${pooled.bootstrap.reason}`);
  if (simpson?.message != null) words.push(simpson.message);
  return words.map((text) => `${x} ~ ${y}: ${text}`);
}
