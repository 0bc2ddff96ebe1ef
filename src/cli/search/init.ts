import { beginSearch } from '../../workflows/boundary-search/search-file.js';
import type { SearchHead } from '../../workflows/boundary-search/search-file-events.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { textTable } from '../text-table.js';
import type { SettingsOptions } from './settings.js';
import { createState } from './state-file.js';
import { describeColumns, nameOf } from './status.js';
import { headOfTable, type TableOptions } from './table-head.js';

export interface InitOptions extends SettingsOptions, Omit<TableOptions, 'grid'> {
  readonly state: string;
  readonly json: boolean;
  readonly grid?: string;
}

/** `kaimen search init --state FILE`: a search over a table, or over the candidates of a boundary. */
export async function init(options: InitOptions, io: CliIo): Promise<void> {
  const head = await headFrom(options);
  const { search, line } = beginSearch(head);
  await createState(options.state, line);
  const nCandidates = head.values.length / head.columns.length;
  const leftOut = head.origin.kind === 'table' ? head.origin.leftOut : [];
  if (options.json) {
    const { columns, settings } = head;
    io.out(JSON.stringify({ of: nameOf(search), nCandidates, parameters: columns, leftOut, settings }));
    return;
  }
  const { settings } = head;
  const rows = [
    ['search', nameOf(search)],
    ['candidates', nCandidates.toLocaleString('en')],
    ['parameters', describeColumns(search)],
    ...leftOut.map(({ column, why }) => ['left out', `${column}: ${why}`]),
    ['method', `${settings.method.name}, seed ${settings.seed}`],
    ['kept in', options.state],
  ];
  textTable(rows).forEach((text) => io.out(text));
}

async function headFrom(options: InitOptions): Promise<SearchHead> {
  const { grid } = options;
  if (grid !== undefined) return headOfTable({ ...options, grid });
  throw new CliError(
    EXIT.usage,
    'invalid-parameter',
    'Which candidates? --grid FILE',
    'kaimen search init --help',
  );
}
