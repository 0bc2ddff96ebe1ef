import { readFile } from 'node:fs/promises';
import type { ServedModels } from '../workflows/models/served-models.js';
import { verifyResult, type Verification } from '../workflows/recipes/verify-result.js';
import { CliError, EXIT } from './exit-codes.js';
import { connectService, type ServiceAddress, type ServiceContext } from './connect-service.js';
import { fetchAnalysis, isRecordId } from './fetch-analysis.js';
import { isLarge } from './interpret.js';
import { openModels } from './models/open-models.js';
import type { CliIo } from './io.js';
import type { PackageInfo } from './package-root.js';
import { readNamedFile } from './read-file.js';
import { searchOf, verifySearch } from './verify-search.js';

export interface VerifyOptions extends ServiceAddress {
  readonly file?: readonly string[];
  readonly json: boolean;
}

/**
 * `kaimen verify RESULT.json --file FILE…`, or `kaimen verify ID` of an analysis in the service: computes a result again from its record
 * and compares the bytes. Of a search its lowest boundary is made again.
 */
export async function verify(
  word: string,
  options: VerifyOptions,
  pkg: PackageInfo,
  context: ServiceContext,
): Promise<void> {
  if (!isRecordId(word)) {
    if (options.file === undefined)
      throw new CliError(
        EXIT.usage,
        'invalid-parameter',
        'The files it was computed from are not named',
        'Add --file FILE…, or give the ID of an analysis or a search in the service.',
      );
    return verifyOnDisk(word, { path: word, files: options.file, json: options.json }, pkg, context.io);
  }
  const client = await connectService(options, context);
  const search = await searchOf(client, word);
  if (search !== null) return verifySearch(client, search, options, context.io);
  const { result, files, remove } = await fetchAnalysis(client, word);
  await verifyOnDisk(word, { path: result, files, json: options.json }, pkg, context.io).finally(remove);
}

interface OnDisk {
  readonly path: string;
  readonly files: readonly string[];
  readonly json: boolean;
}

async function verifyOnDisk(
  name: string,
  { path, files, json }: OnDisk,
  pkg: PackageInfo,
  io: CliIo,
): Promise<void> {
  const models = await openModels(pkg, io);
  const text = await readFile(path, 'utf8');
  const found = await verifyFiles(text, files, { version: pkg.version, models }).finally(() =>
    models.close(),
  );
  const { isEqual, difference, recordedVersion, version } = found;
  if (json) io.out(JSON.stringify(found));
  else if (isEqual) io.out(`equal: computed again, ${name} has the same bytes`);
  if (recordedVersion !== version)
    io.note(`note: it was computed by version ${recordedVersion}; this is version ${version}`);
  if (difference === null) return;
  throw new CliError(
    EXIT.failed,
    'result-differs',
    `Computed again, ${name} differs at ${difference.pointer === '' ? 'its form' : difference.pointer}: ` +
      `recorded ${difference.recorded ?? 'nothing'}, computed ${difference.computed ?? 'nothing'}`,
    recordedVersion === version ? 'The record was changed, or another build made it.' : null,
  );
}

/** A file too large to be loaded is computed as it was: in blocks, through a store on disk. */
async function verifyFiles(
  text: string,
  paths: readonly string[],
  program: { readonly version: string; readonly models: ServedModels },
): Promise<Verification> {
  for (const path of paths) {
    if (!(await isLarge(path))) continue;
    const { verifyLarge } = await import('./interpret-large.js');
    return verifyLarge(text, paths, program);
  }
  return verifyResult(text, await Promise.all(paths.map(readNamedFile)), program);
}
