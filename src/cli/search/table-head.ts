import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readCandidates } from '../../workflows/boundary-search/csv-candidates.js';
import type { SearchHead } from '../../workflows/boundary-search/search-file-events.js';
import { settingsFrom, type SettingsOptions } from './settings.js';

export interface TableOptions {
  readonly grid: string;
  readonly periodic: Readonly<Record<string, number>>;
  readonly symmetric: readonly string[];
  readonly categorical: readonly string[];
  readonly ignore: readonly string[];
  readonly parameter: readonly string[];
  readonly prior: readonly string[];
  readonly energy?: string;
}

/** The first line of a search over a CSV of candidates: all of them, so that the CSV is not needed again. */
export function headOfTable(options: TableOptions & SettingsOptions): SearchHead {
  const bytes = readFileSync(options.grid);
  const table = readCandidates(bytes.toString('utf8'), {
    energy: options.energy ?? null,
    priors: options.prior,
    periodic: options.periodic,
    mirrored: options.symmetric,
    categorical: options.categorical,
    ignored: options.ignore,
    parameters: options.parameter,
  });
  return {
    kaimen: 'search',
    version: 1,
    origin: {
      kind: 'table',
      file: basename(options.grid),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      leftOut: table.leftOut,
      replay: table.replay,
    },
    settings: settingsFrom(options),
    space: {
      columns: table.columns,
      labels: table.labels,
      values: [...table.values],
      priors: table.priors,
    },
  };
}
