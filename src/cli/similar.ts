import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { libraryFile, libraryFileOrReason, type LibraryFile } from '../workflows/references/library-file.js';
import { rankSimilar, type SimilarMatch, type SimilarRanking } from '../workflows/references/rank-similar.js';
import { CliError, EXIT } from './exit-codes.js';
import type { CliIo } from './io.js';
import { readNamedFile } from './read-file.js';
import { textTable } from './text-table.js';

export interface SimilarCommandOptions {
  readonly library: string;
  readonly range?: readonly [number, number];
  readonly scan?: number;
  readonly maxShift: number;
  readonly limit: number;
  readonly json: boolean;
}

interface Library {
  readonly files: ReadonlyMap<string, LibraryFile>;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** `kaimen similar FILE --library DIR`: the spectra of a folder most like that of a file, without the service. */
export async function similar(path: string, options: SimilarCommandOptions, io: CliIo): Promise<void> {
  const { name, bytes } = await readNamedFile(path);
  const query = await libraryFile(bytes, name, options.scan);
  const { files, skipped } = await readLibrary(options.library, path);
  if (files.size === 0) {
    throw new CliError(
      EXIT.rejected,
      'empty-library',
      `No spectrum could be read in ${options.library}.`,
      'Name a folder with .msa, .dm3, .dm4, .hspy, .csv or .tsv files.',
    );
  }
  const library = [...files].map(([id, file]) => ({ ...file, id }));
  const ranking = rankSimilar(query.curve, library, {
    energyRangeEv: options.range ?? null,
    limit: options.limit,
    maxShiftEv: options.maxShift,
  });
  if (options.json) {
    const matches = ranking.matches.map(({ compared: _, ...match }) => ({
      ...match,
      ...factsOf(files.get(match.id)!),
    }));
    io.out(
      JSON.stringify({ query: { file: path, title: query.title }, ...ranking, matches, skipped }, null, 2),
    );
    return;
  }
  say(query.title, ranking, files, io);
  for (const { file, reason } of skipped) io.note(`not read: ${file}: ${reason}`);
}

const factsOf = ({ title, compound, element, edge, kind }: LibraryFile) => ({
  title,
  compound,
  element,
  edge,
  kind,
});

function say(title: string, ranking: SimilarRanking, files: Library['files'], io: CliIo): void {
  io.out(
    `${title}: compared with ${ranking.nCompared} spectra, ${ranking.excluded.length} had too little in common; ${ranking.nVotes} votes`,
  );
  const rows = ranking.matches.map((match) => rowOf(match, files.get(match.id)!.title));
  const head = ['', 'spectrum', 'of the votes', 'cosine', 'Ruzicka', 'compared, eV', 'shift, eV', 'file'];
  for (const line of textTable([head, ...rows])) io.out(line);
}

function rowOf(match: SimilarMatch, title: string): string[] {
  const { rank, firstVotes, bordaShare, scores, rangeEv, shiftEv, shiftAtLimit, id } = match;
  return [
    String(rank),
    title,
    bordaShare === null ? '' : `${(100 * bordaShare).toFixed(0)} %, first in ${firstVotes}`,
    scores.cosine.toFixed(3),
    scores.ruzicka.toFixed(3),
    `${rangeEv[0].toFixed(1)}–${rangeEv[1].toFixed(1)}`,
    `${shiftEv.toFixed(2)}${shiftAtLimit ? ' (limit)' : ''}`,
    id,
  ];
}

/** Every file below a folder that holds a spectrum; the query itself is left out. */
async function readLibrary(folder: string, queryPath: string): Promise<Library> {
  const files = new Map<string, LibraryFile>();
  const skipped: { file: string; reason: string }[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) {
    if (relative(path, queryPath) === '') continue;
    const id = relative(folder, path);
    const { name, bytes } = await readNamedFile(path);
    const read = await libraryFileOrReason(bytes, name);
    if ('reason' in read) skipped.push({ file: id, reason: read.reason });
    else files.set(id, read);
  }
  return { files, skipped };
}
