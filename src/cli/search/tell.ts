import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { tellSearch, type Told } from '../../workflows/boundary-search/search-file.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { bestFound, shown } from './best-found.js';
import { begun, withState } from './state-file.js';

export interface TellOptions {
  readonly state: string;
  /** '-': standard input. */
  readonly file: string;
  readonly replace: boolean;
  readonly json: boolean;
}

/** `kaimen search tell --state FILE --file told.json`: what came back, each time all of it or nothing. */
export async function tellOfCandidates(options: TellOptions, io: CliIo): Promise<void> {
  const told = parseTold(await (options.file === '-' ? text(process.stdin) : readFile(options.file, 'utf8')));
  await withState(options.state, io, ({ file, append }) => {
    const search = begun(file);
    const after = tellSearch(search, told, options);
    append(after.lines);
    const { observations, pending } = after.search.state;
    const best = bestFound(after.search);
    if (options.json) {
      const { length: nObserved } = observations;
      io.out(JSON.stringify({ told: after.lines.length, nObserved, nPending: pending.length, best }));
      return;
    }
    io.out(
      `${after.lines.length} new of ${told.length} told, ${observations.length} known, ${pending.length} pending`,
    );
    if (best !== null) io.out(`best: candidate ${best.index}, ${shown(best.energy)} J/m²`);
  });
}

function parseTold(json: string): Told[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw invalid(`It is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw invalid('It must be a list');
  return value.map((entry: unknown, i) => toldFrom(entry, i));
}

function toldFrom(entry: unknown, i: number): Told {
  if (typeof entry !== 'object' || entry === null) throw invalid(`Entry ${i} is no object`);
  const { index, energy, failed = null } = entry as { index?: unknown; energy?: unknown; failed?: unknown };
  if (!Number.isSafeInteger(index)) throw invalid(`"index" of entry ${i} is no whole number`);
  if (energy !== null && typeof energy !== 'number') throw invalid(`"energy" of entry ${i} is no number`);
  if (failed !== null && typeof failed !== 'string') throw invalid(`"failed" of entry ${i} is no text`);
  if (energy === null && failed === null) {
    throw invalid(`Entry ${i} has no energy: "failed" must say why`);
  }
  return { index: index as number, energy, failed, details: null };
}

const invalid = (why: string): CliError =>
  new CliError(
    EXIT.rejected,
    'invalid-parameter',
    `What was told cannot be read. ${why}`,
    'It must be like [{"index": 7, "energy": 0.951}, {"index": 9, "energy": null, "failed": "did not converge"}], energies in J/m².',
  );
