import { writeFileSync } from 'node:fs';
import { parametersOf, type KeptSearch } from '../../workflows/boundary-search/search-file.js';
import type { CliIo } from '../io.js';
import { readState } from './state-file.js';

export interface ExportOptions {
  readonly state: string;
  readonly csv?: string;
}

/** `kaimen search export --state FILE`: every evaluation as a table, lowest first. */
export async function exportSearch(options: ExportOptions, io: CliIo): Promise<void> {
  const search = readState(options.state, io);
  const lines = evaluationsCsv(search);
  if (options.csv === undefined) lines.forEach((line) => io.out(line));
  else writeFileSync(options.csv, `${lines.join('\n')}\n`);
}

function evaluationsCsv(search: KeptSearch): string[] {
  const observations = search.state.observations.toSorted(
    (a, b) => (a.energyJPerM2 ?? Infinity) - (b.energyJPerM2 ?? Infinity),
  );
  const header = ['index', ...search.head.columns.map(({ name }) => name), 'energy_J_m2', 'failed'];
  const rows = observations.map((o) => [
    o.index,
    ...Object.values(parametersOf(search, o)),
    o.energyJPerM2 ?? '',
    o.failed ?? '',
  ]);
  return [header, ...rows].map((row) => row.map(cell).join(','));
}

/** Quoted where it must be; text that a spreadsheet would take for a formula is kept text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
