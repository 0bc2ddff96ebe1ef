import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { ApiError } from '../../api-client/client.js';
import {
  type CatalogueImport,
  commitImport,
  type ImportFacts,
  previewImport,
  type ReadImport,
} from '../../api-client/import-files.js';
import { connectService, type ServiceAddress, type ServiceContext } from '../connect-service.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { type OnProgress, withBar } from '../progress-bar.js';
import { textTable } from '../text-table.js';

export interface ImportFilesOptions extends ServiceAddress, ImportFacts {
  readonly dryRun: boolean;
  readonly leaveOutProblems: boolean;
  readonly json: boolean;
}

/**
 * `kaimen catalogue import FILE…`: the files, together as one import, into the catalogue of the service: all or nothing.
 *
 * @throws CliError import-has-problems  rows that could not be read, unless these are left out; nothing came in
 */
export async function importFiles(
  paths: readonly string[],
  options: ImportFilesOptions,
  context: ServiceContext,
): Promise<void> {
  const { io } = context;
  const { url, key, dryRun, leaveOutProblems, json, ...facts } = options;
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), content: await openAsBlob(path) })),
  );
  const client = await connectService({ url, key }, context);
  const preview = await watched(io, 'reading', (onProgress) =>
    previewImport(client, { files, facts }, { onProgress }),
  ).catch(refused);
  if (!json) tellPreview(preview, io);
  const isRefused = preview.nProblems > 0 && !leaveOutProblems;
  if (dryRun || isRefused) {
    if (json) io.out(JSON.stringify(preview));
    if (!isRefused || dryRun)
      return io.note('Nothing came into the catalogue: it was asked for a look only.');
    throw new CliError(
      EXIT.rejected,
      'import-has-problems',
      `${preview.nProblems} of ${preview.nRows} rows could not be read; nothing came into the catalogue`,
      'Mend the file, or leave them out with --leave-out-problems.',
    );
  }
  const { id } = preview;
  const committed = await watched(io, 'taking in', (onProgress) =>
    commitImport(client, { id, leaveOutProblems }, { onProgress }),
  );
  if (json) io.out(JSON.stringify(committed));
  else tellCommitted(committed, io);
}

/** With a bar where somebody watches, and not a line where nobody does. */
const watched = <T>(io: CliIo, label: string, work: (onProgress: OnProgress) => Promise<T>): Promise<T> =>
  io.watched ? withBar(io, label, work) : work(() => undefined);

/** Of scans other formats would do; the advice has to be that of imports. */
function refused(error: unknown): never {
  if (!(error instanceof ApiError) || error.problem.code !== 'unsupported-media-type') throw error;
  const { code, detail } = error.problem;
  throw new CliError(
    EXIT.rejected,
    code,
    detail,
    'Tables are taken as CSV, JSON or NDJSON; structures as extxyz, CIF, POSCAR, LAMMPS data or dump.',
  );
}

function tellPreview(preview: ReadImport, io: CliIo): void {
  const { format, nRows, nDrafts, nNewBoundaries, nKnownBoundaries, nProblems, problems, sample } = preview;
  io.note(`${format}: ${nRows} rows, ${nDrafts} entries, ${nProblems} problems`);
  io.note(`${nNewBoundaries} boundaries are new, ${nKnownBoundaries} are in the catalogue`);
  for (const { label, value, fileName } of preview.takenFromNames)
    io.note(`taken from the file name ${fileName}: ${label} ${value}`);
  for (const { row, message } of problems) io.note(`${row === null ? 'file' : `row ${row}`}: ${message}`);
  const rows = sample.map(({ row, label, boundaryId, properties }) => [
    row === null ? '–' : String(row),
    label,
    boundaryId === null ? 'new' : 'known',
    properties.map(({ name, value }) => `${name} ${value}`).join(', '),
  ]);
  if (rows.length > 0)
    textTable([['row', 'boundary', '', 'values'], ...rows]).forEach((line) => io.out(line));
  if (nDrafts > rows.length) io.note(`and ${nDrafts - rows.length} more entries`);
}

function tellCommitted({ id, committed }: CatalogueImport, io: CliIo): void {
  if (committed === null) return;
  const { nNewBoundaries, nNewStructures, nNewProperties, nSuperseded, nKnownProperties } = committed;
  io.note(
    `Import ${id}: ${nNewBoundaries} new boundaries, ${nNewStructures} new structures, ${nNewProperties} new values ` +
      `(${nSuperseded} supersede older ones), ${nKnownProperties} known before`,
  );
}
