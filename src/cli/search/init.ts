import { basename } from 'node:path';
import { beginBoundary } from '../../workflows/boundary-search/begin-search.js';
import { beginSearch, newSearch, type KeptSearch } from '../../workflows/boundary-search/search-file.js';
import type { Begun, SearchHead, StoredSpace } from '../../workflows/boundary-search/search-file-events.js';
import { screeningPrior, transferPriors } from '../../workflows/boundary-search/search-file-priors.js';
import type { CliIo } from '../io.js';
import { textTable } from '../text-table.js';
import type { BoundaryOrigin } from './begin.js';
import { headOfBoundary, type BoundaryOptions } from './boundary-options.js';
import { defaultEngine, engineFrom, localEngines, type EngineOptions } from './engine-options.js';
import type { SettingsOptions } from './settings.js';
import { createState, readState } from './state-file.js';
import { describeColumns, nameOf } from './status.js';
import { headOfTable, type TableOptions } from './table-head.js';

export interface InitOptions
  extends SettingsOptions, EngineOptions, BoundaryOptions, Omit<TableOptions, 'grid'> {
  readonly state: string;
  readonly json: boolean;
  readonly grid?: string;
  /** State files of searches done before. */
  readonly from: readonly string[];
}

/** `kaimen search init --state FILE`: a search over a table, or over the candidates of a boundary. */
export async function init(options: InitOptions, io: CliIo): Promise<void> {
  const { grid } = options;
  const earlier = options.from.map((path) => ({ name: basename(path), search: readState(path, io) }));
  const told = grid === undefined ? headOfBoundary(options) : headOfTable({ ...options, grid });
  const { origin } = told;
  const head =
    told.space === null ? told : { ...told, space: withPriors(told.space, null, { earlier, told }) };
  const begun =
    origin.kind === 'table'
      ? null
      : await beginAtOnce(head, origin, options, (made) => withPriors(made.space, made, { earlier, told }));
  const made = newSearch(head);
  createState(options.state, made.line + (begun?.line ?? ''));
  describe(head, begun?.search ?? made.file.search, options, io);
}

/** The candidates with what earlier searches say of them. */
function withPriors(
  space: StoredSpace,
  begun: Begun | null,
  { earlier, told }: { earlier: Parameters<typeof transferPriors>[0]; told: SearchHead },
): StoredSpace {
  if (earlier.length === 0) return space;
  const { method, seed } = told.settings;
  const priors =
    method.name === 'screening'
      ? [screeningPrior(earlier, begun, seed)]
      : transferPriors(earlier, { space, begun });
  return { ...space, priors: [...space.priors, ...priors] };
}

/** The candidates of a boundary; null where its lattice waits for the engine of the first run. */
async function beginAtOnce(
  head: SearchHead,
  { boundary, protocol, wish }: BoundaryOrigin,
  options: InitOptions,
  spaceOf: (begun: Begun) => StoredSpace,
): Promise<{ search: KeptSearch; line: string } | null> {
  const recipe = (await engineFrom(options, boundary)) ?? (await defaultEngine(boundary));
  const engines = await localEngines(options);
  try {
    const isExternal = recipe.name === 'external';
    if (isExternal && 'structure' in boundary.crystal && boundary.crystal.latticeAngstrom === null)
      return null;
    const engine = isExternal ? null : await engines.open(recipe);
    const begun = await beginBoundary({ boundary, protocol, wish }, recipe, engine, head.settings.seed);
    return beginSearch(head, head.settings, { ...begun, space: spaceOf(begun) });
  } finally {
    await engines.close();
  }
}

function describe(head: SearchHead, search: KeptSearch | null, options: InitOptions, io: CliIo): void {
  const { settings, origin } = head;
  const nCandidates = search === null ? null : search.space.values.length / search.space.columns.length;
  const leftOut = origin.kind === 'table' ? origin.leftOut : [];
  if (options.json) {
    const parameters = search?.space.columns ?? null;
    const of = search === null ? null : nameOf(search);
    io.out(JSON.stringify({ of, nCandidates, parameters, leftOut, settings }));
    return;
  }
  const rows =
    search === null
      ? [['candidates', 'made by the first run, which finds the lattice: kaimen search run --engine …']]
      : [
          ['search', nameOf(search)],
          ['candidates', nCandidates!.toLocaleString('en')],
          ['parameters', describeColumns(search)],
        ];
  rows.push(
    ...leftOut.map(({ column, why }) => ['left out', `${column}: ${why}`]),
    ['method', `${settings.method.name}, seed ${settings.seed}`],
    ['kept in', options.state],
  );
  textTable(rows).forEach((text) => io.out(text));
}
