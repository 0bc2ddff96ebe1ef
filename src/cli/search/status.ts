import { settingsOf, statusOf, type KeptSearch } from '../../workflows/boundary-search/search-file.js';
import type { CliIo } from '../io.js';
import { textTable } from '../text-table.js';
import { bestFound, shown } from './best-found.js';
import { readState } from './state-file.js';

/** `kaimen search status --state FILE`: how low it is, and whether it is done. */
export function tellStatus(options: { state: string; json: boolean }, io: CliIo): void {
  const search = readState(options.state, io);
  const status = statusOf(search);
  const best = bestFound(search);
  const settings = settingsOf(search);
  if (options.json) {
    io.out(JSON.stringify({ ...status, best, settings, of: nameOf(search) }));
    return;
  }
  const rows = [
    ['search', nameOf(search)],
    ['parameters', describeColumns(search)],
    [
      'method',
      `${settings.method.name}, seed ${settings.seed}, ${settings.budget ?? 'no'} evaluations at most`,
    ],
    ['evaluated', evaluated(status)],
    [
      'best',
      best === null
        ? 'none yet'
        : `${shown(best.energy)} J/m² (candidate ${best.index}: ${listed(best.parameters)})`,
    ],
    ...(status.expectedImprovementJPerM2 === null
      ? []
      : [
          [
            'expects',
            `an improvement of ${(status.expectedImprovementJPerM2 * 1000).toPrecision(2)} mJ/m² at most`,
          ],
        ]),
    ['done', status.stopped === null ? 'not yet' : `yes. ${REASONS[status.stopped]}`],
  ];
  textTable(rows).forEach((line) => io.out(line));
}

export const REASONS = {
  budget: 'The budget is used up',
  converged: 'The model expects no better one',
  exhausted: 'Every candidate is evaluated',
  cancelled: 'It was stopped; the same command goes on',
} as const;

export const listed = (parameters: Readonly<Record<string, number | string>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');

export const nameOf = ({ head: { origin }, begun }: KeptSearch): string =>
  origin.kind === 'table' ? origin.file : (begun?.label ?? '');

export function describeColumns({ space }: KeptSearch): string {
  return space.columns
    .map(({ name, period, mirrored, categorical }) => {
      const marks = [
        ...(period === null ? [] : [`period ${shown(period)}`]),
        ...(mirrored ? ['symmetric'] : []),
        ...(categorical ? ['categorical'] : []),
      ];
      return marks.length === 0 ? name : `${name} (${marks.join(', ')})`;
    })
    .join(', ');
}

function evaluated(status: ReturnType<typeof statusOf>): string {
  const failed = status.nFailed === 0 ? '' : `, ${status.nFailed} of them without an energy`;
  const of = status.nCandidates === null ? '' : ` of ${status.nCandidates.toLocaleString('en')}`;
  return `${status.nObserved}${of}${failed}; ${status.nPending} pending`;
}
