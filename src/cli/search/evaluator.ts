import { evaluateKept } from '../../workflows/boundary-search/evaluate-kept.js';
import type { SearchRunner } from '../../workflows/boundary-search/run-search.js';
import { changeSettings, settingsOf, type KeptSearch } from '../../workflows/boundary-search/search-file.js';
import type { EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';
import { CliError, EXIT } from '../exit-codes.js';
import { beginFor, type BoundaryOrigin } from './begin.js';
import { defaultEngine, engineFrom, localEngines, threadsOf, type EngineOptions } from './engine-options.js';
import { settingsFrom, type SettingsOptions } from './settings.js';
import { begun, type OpenState } from './state-file.js';

export type EvaluatorOptions = EngineOptions & SettingsOptions;

/** A search, and what gives the energies of its candidates. */
export interface Evaluator extends Pick<SearchRunner, 'evaluate' | 'parallel'> {
  readonly search: KeptSearch;
  close(): Promise<void>;
}

/** The search of a state file by the settings of the command line, with its engine open. */
export async function openEvaluator(open: OpenState, options: EvaluatorOptions): Promise<Evaluator> {
  const { origin } = open.file.head;
  return origin.kind === 'table' ? replayOfTable(open, options) : onEngine(open, origin, options);
}

function withSettings(open: OpenState, search: KeptSearch, options: SettingsOptions): KeptSearch {
  const changed = changeSettings(search, settingsFrom(options, settingsOf(search)));
  open.append([changed.line]);
  return changed.search;
}

function replayOfTable(open: OpenState, options: EvaluatorOptions): Evaluator {
  const { origin } = open.file.head;
  const replay = origin.kind === 'table' ? origin.replay : null;
  if (replay === null || (options.engine ?? 'table') !== 'table') {
    const why = replay === null ? 'no energies, so there is nothing to replay' : 'no atoms, only energies';
    throw new CliError(
      EXIT.rejected,
      'no-energies',
      `The table has ${why}`,
      'Evaluate its candidates yourself: kaimen search ask, then kaimen search tell.',
    );
  }
  return {
    search: withSettings(open, begun(open.file), options),
    parallel: 1,
    evaluate: async ({ index }) => {
      const energy = replay.energies[index];
      const failed = energy === null ? 'the table has no energy of it' : null;
      return { energy, failed, details: null, extxyz: null };
    },
    close: async () => undefined,
  };
}

async function onEngine(
  open: OpenState,
  origin: BoundaryOrigin,
  options: EvaluatorOptions,
): Promise<Evaluator> {
  const recipe = await chosenEngine(open, origin, options);
  const engines = await localEngines(options);
  try {
    const engine = await engines.open(recipe);
    const before = open.file.search === null ? open.file.head.settings : settingsOf(open.file.search);
    const settings = settingsFrom(options, before);
    const begunSearch = await beginFor(open, { origin, settings, recipe, engine });
    const search = withSettings(open, begunSearch, options);
    return {
      search,
      parallel: threadsOf(options),
      evaluate: (candidate) => evaluateKept(search, candidate, engine),
      close: () => engines.close(),
    };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

/** Named now, or when the search was begun, or the one that fits. */
async function chosenEngine(
  open: OpenState,
  { boundary }: BoundaryOrigin,
  options: EngineOptions,
): Promise<EngineRecipe> {
  const before = open.file.search?.begun?.engine;
  const recipe = (await engineFrom(options, boundary)) ?? before ?? (await defaultEngine(boundary));
  if (recipe.name !== 'external') return recipe;
  throw new CliError(
    EXIT.usage,
    'no-engine',
    'Which engine? The energies of this search come by tell',
    'Name one with --engine, or: kaimen search ask, then kaimen search tell.',
  );
}
