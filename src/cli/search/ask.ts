import {
  askSearch,
  changeSettings,
  settingsOf,
  parametersOf,
  type KeptSearch,
} from '../../workflows/boundary-search/search-file.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { textTable } from '../text-table.js';
import { shown } from './best-found.js';
import { settingsFrom, type SettingsOptions } from './settings.js';
import { begun, withState } from './state-file.js';

export interface AskOptions extends SettingsOptions {
  readonly state: string;
  readonly n: number;
  /** Candidates that were handed out and have not come back, instead of new ones. */
  readonly again: boolean;
  readonly json: boolean;
}

type Candidate = KeptSearch['state']['pending'][number];

/** `kaimen search ask --state FILE --n N`: what to evaluate next. */
export async function askForCandidates(options: AskOptions, io: CliIo): Promise<void> {
  if (options.n < 1) throw new CliError(EXIT.usage, 'invalid-parameter', '--n must be at least 1');
  await withState(options.state, io, ({ file, append }) => {
    const search = begun(file);
    if (options.again) return tell(search, search.state.pending.slice(0, options.n), { options, io });
    const changed = changeSettings(search, settingsFrom(options, settingsOf(search)));
    const asked = askSearch(changed.search, options.n);
    append([changed.line, asked.line]);
    if (asked.candidates.length < options.n) {
      io.note(`${asked.candidates.length} of ${options.n}: ${whyFewer(asked.search)}`);
    }
    tell(asked.search, asked.candidates, { options, io });
  });
}

function tell(
  search: KeptSearch,
  candidates: readonly Candidate[],
  { options, io }: { options: AskOptions; io: CliIo },
): void {
  const listed = candidates.map((c) => ({ index: c.index, parameters: parametersOf(search, c) }));
  if (options.json) {
    io.out(JSON.stringify({ candidates: listed }));
    return;
  }
  const header = ['index', ...search.space.columns.map(({ name }) => name)];
  const rows = listed.map(({ index, parameters }) => [
    String(index),
    ...Object.values(parameters).map(shown),
  ]);
  textTable([header, ...rows]).forEach((line) => io.out(line));
}

function whyFewer({ state }: KeptSearch): string {
  const { budget, space } = state.definition;
  const used = state.observations.length + state.pending.length;
  const pending = state.pending.length > 0 ? `, ${state.pending.length} are pending (ask --again)` : '';
  return budget !== null && used >= budget
    ? `the budget of ${budget} evaluations is used up${pending}`
    : `no candidate is left of ${space.kind === 'grid' ? space.nCandidates : 'the box'}${pending}`;
}
