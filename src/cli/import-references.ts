import { readdir, stat } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { basename, join } from 'node:path';
import { addReference, type Reference } from '../api-client/add-reference.js';
import { ApiError, type KaimenClient } from '../api-client/client.js';
import { connectService, type ServiceAddress, type ServiceContext } from './connect-service.js';
import { CliError, EXIT } from './exit-codes.js';

export interface ImportReferencesOptions extends ServiceAddress {
  readonly source?: string;
  readonly licence?: string;
  readonly json: boolean;
}

/** What the service takes as a reference; of a folder, other files are passed over. */
const SPECTRUM = /\.(msa|emsa|ems|xdi|csv|tsv|txt|dat)$/i;

/**
 * `kaimen references import PATH…`: each spectrum to the service, one after another. A refusal stops none of the others.
 *
 * @throws CliError after the last file when some were refused; what ends all of it (no service, no right) at once
 */
export async function importReferences(
  paths: readonly string[],
  options: ImportReferencesOptions,
  context: ServiceContext,
): Promise<void> {
  const { io } = context;
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (files.length === 0) {
    throw new CliError(
      EXIT.rejected,
      'no-files',
      'There is no spectrum.',
      'Name .msa, .xdi, .csv or .tsv files.',
    );
  }
  const client = await connectService(options, context);
  let refused = 0;
  for (const file of files) {
    const answer = await sent(client, file, options);
    const isRefused = answer instanceof ApiError;
    if (isRefused) refused++;
    if (options.json)
      io.out(JSON.stringify(isRefused ? { file, problem: answer.problem } : { file, reference: answer }));
    else if (isRefused) io.note(`refused: ${file}: ${answer.problem.detail} [${answer.problem.code}]`);
    else io.out(`${answer.id}  ${describe(answer)}  ${file}`);
  }
  io.note(`${files.length - refused} of ${files.length} kept${refused === 0 ? '' : `, ${refused} refused`}`);
  if (refused > 0) {
    throw new CliError(EXIT.rejected, 'files-refused', `${refused} of ${files.length} files were refused`);
  }
}

/** A folder gives the spectra below it; a file itself, whatever its name. */
async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && SPECTRUM.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The problem where this file alone was refused. */
async function sent(
  client: KaimenClient,
  file: string,
  { source, licence }: ImportReferencesOptions,
): Promise<Reference | ApiError> {
  const facts = {
    ...(source === undefined ? {} : { source }),
    ...(licence === undefined ? {} : { licence }),
  };
  try {
    return await addReference(client, await openAsBlob(file), basename(file), facts);
  } catch (error) {
    if (error instanceof ApiError && [400, 413, 415, 422].includes(error.problem.status)) return error;
    throw error;
  }
}

const describe = ({ name, compound, element, edge, kind }: Reference): string =>
  [name, compound, element, edge, kind].filter((text) => text !== null).join(', ');
