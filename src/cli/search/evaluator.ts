import type { SearchRunner } from '../../workflows/boundary-search/run-search.js';
import type { KeptSearch } from '../../workflows/boundary-search/search-file.js';
import { CliError, EXIT } from '../exit-codes.js';

export interface EvaluatorOptions {
  readonly engine?: string;
}

export interface Evaluator extends Pick<SearchRunner, 'evaluate' | 'parallel'> {
  close(): Promise<void>;
}

/** What gives the energies of a search's candidates. */
export async function openEvaluator(search: KeptSearch, options: EvaluatorOptions): Promise<Evaluator> {
  const { origin } = search.head;
  if ((options.engine ?? 'table') === 'table') return replayOfTable(origin);
  throw new CliError(EXIT.rejected, 'invalid-parameter', `${options.engine} cannot evaluate a table`);
}

function replayOfTable(origin: KeptSearch['head']['origin']): Evaluator {
  const replay = origin.kind === 'table' ? origin.replay : null;
  if (replay === null) {
    throw new CliError(
      EXIT.rejected,
      'no-energies',
      'The candidates came without energies, so there is nothing to replay',
      'Evaluate them yourself: kaimen search ask, then kaimen search tell.',
    );
  }
  return {
    parallel: 1,
    evaluate: async ({ index }) => {
      const energy = replay.energies[index];
      const failed = energy === null ? 'the table has no energy of it' : null;
      return { energy, failed, details: null, extxyz: null };
    },
    close: async () => undefined,
  };
}
