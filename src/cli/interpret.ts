import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openFileSource } from '../storage/blobs/file-source.js';
import { batchCsv, type CsvLine } from '../workflows/batches/batch-csv.js';
import { headlineOf } from '../workflows/batches/headline.js';
import { componentsCsv } from '../workflows/exports/components-csv.js';
import { interpretedHspy, interpretedMsa, interpretedNexus } from '../workflows/exports/interpreted-hspy.js';
import { profilesCsv } from '../workflows/exports/profiles-csv.js';
import { MAX_REPORT_COUNTS, reportParts } from '../workflows/exports/report-html.js';
import { resultParts } from '../workflows/exports/result-json.js';
import { interpretFile } from '../workflows/interpret-file.js';
import { isLargeFile } from '../workflows/interpret-large-file.js';
import type { ChosenRecipe } from '../workflows/ports/recipe-records.js';
import { givenRecipe } from '../workflows/recipes/given-recipe.js';
import { CliError, EXIT } from './exit-codes.js';
import type { WrittenRun } from './interpret-large.js';
import type { CliIo } from './io.js';
import { outputFolders } from './output-folders.js';
import type { PackageInfo } from './package-root.js';
import { ProgressBar } from './progress-bar.js';
import { reportError } from './report-error.js';
import { readNamedFile } from './read-file.js';
import { readRecipe } from './read-recipe.js';
import { openModels } from './models/open-models.js';
import { withModels } from '../workflows/models/models-option.js';
import type { ServedModels } from '../workflows/models/served-models.js';
import { makeWritableFolder, removeEmpty } from './writable-folder.js';

export interface InterpretOptions {
  readonly out: string;
  readonly lowLoss?: string;
  readonly recipe?: string;
  readonly scan?: number;
  /** 'auto', 'none', or names with commas; in place of what the recipe says. */
  readonly models?: string;
  readonly json: boolean;
}

/**
 * `kaimen interpret FILE… --out DIR`: the whole recipe in this process, without a database. Of several files a bad one stops
 * nothing: the others go on, `batch.csv` says what became of each, and the command fails at its end.
 */
export async function interpret(
  paths: readonly string[],
  options: InterpretOptions,
  pkg: PackageInfo,
  io: CliIo,
): Promise<void> {
  const given = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
  const recipe = givenRecipe(withModels(given, options.models));
  // One file: the folder itself. Several: a folder each.
  const folders = paths.length === 1 ? [options.out] : outputFolders(paths, options.out);
  const made: string[][] = [];
  let models: ServedModels | null = null;
  try {
    // Before the analyses, which take their time.
    for (const folder of folders) made.push([...(await makeWritableFolder(folder, '--out'))]);
    const template = await readTemplate(pkg);
    models = await openModels(pkg, io);
    const shared = { recipe: recipe.recipe, template, models };
    const files = paths.map((path, i) => ({ path, folder: folders[i], ...shared }));
    if (files.length === 1) await interpretOne(files[0], options, pkg, io);
    else await interpretEach(files, { options, pkg, io, recipe, made });
  } catch (error) {
    await removeEmpty(made.flat());
    throw error;
  } finally {
    await models?.close();
  }
}

interface Several {
  readonly options: InterpretOptions;
  readonly pkg: PackageInfo;
  readonly io: CliIo;
  readonly recipe: ChosenRecipe;
  /** Folders made for each file. */
  readonly made: readonly (readonly string[])[];
}

async function interpretEach(
  files: readonly OneFile[],
  { options, pkg, io, recipe, made }: Several,
): Promise<void> {
  const lines: CsvLine[] = [];
  for (const [i, file] of files.entries()) {
    const fileName = basename(file.path);
    try {
      const headline = headlineOf(await interpretOne(file, options, pkg, io));
      lines.push({ fileName, state: 'succeeded', problem: null, headline });
    } catch (error) {
      await removeEmpty(made[i]);
      const problem = tellFileError(error, file.path, options.json ? io : null);
      if (!options.json) reportError(error, io, false);
      lines.push({ fileName, state: 'failed', problem, headline: null });
    }
  }
  const table = join(options.out, 'batch.csv');
  await writeFile(table, batchCsv({ recipe: recipe.recipe, recipeSha256: recipe.sha256 }, lines));
  if (!options.json) io.out(`→ ${table}`);
  const failed = lines.flatMap(({ state }, i) => (state === 'failed' ? [files[i].path] : []));
  if (failed.length === 0) return;
  throw new CliError(
    EXIT.rejected,
    'files-failed',
    `${failed.length} of ${files.length} files failed: ${failed.join(', ')}`,
  );
}

/** What the table says of a file that failed; with an io also a line of JSON. */
function tellFileError(error: unknown, path: string, io: CliIo | null): { code: string; detail: string } {
  const { code, message } = error as { code?: unknown; message?: string };
  const problem = {
    code: typeof code === 'string' ? code : 'internal-error',
    detail: message ?? String(error),
  };
  io?.out(JSON.stringify({ file: path, problem }));
  return problem;
}

interface OneFile {
  readonly path: string;
  readonly folder: string;
  readonly recipe: unknown;
  readonly template: string;
  readonly models: ServedModels;
}

async function interpretOne(
  one: OneFile,
  options: InterpretOptions,
  pkg: PackageInfo,
  io: CliIo,
): Promise<Parameters<typeof headlineOf>[0]> {
  const bar = new ProgressBar(io, basename(one.path));
  const run = await runOne(one, options, pkg, bar).finally(() => bar.end());
  const { result } = run;
  const files = exportsOf(run, one.template);
  const names = [...files.map(([name]) => name), ...run.more];
  for (const [name, make] of files) await writeFile(join(one.folder, name), await make());
  if (options.json) {
    io.out(
      JSON.stringify({
        file: one.path,
        folder: one.folder,
        files: names,
        answer: result.answer,
      }),
    );
    return result;
  }
  io.out(`${basename(one.path)}${run.lowLossName === null ? '' : `, low loss of ${run.lowLossName}`}`);
  for (const sentence of result.answer) io.out(`  ${sentence}`);
  for (const warning of result.warnings) io.note(`  warning: ${warning.message} [${warning.code}]`);
  io.out(
    `  → ${join(one.folder, 'report.html')} (also ${names.filter((n) => n !== 'report.html').join(', ')})`,
  );
  return result;
}

type Content = string | Uint8Array | Iterable<string>;

/** Made one after another, each when it is written: all of them at once are many times the result. */
function exportsOf(
  { result, counts, originalMetadata }: WrittenRun,
  template: string,
): readonly (readonly [name: string, make: () => Content | Promise<Content>])[] {
  const spectra = counts.length > MAX_REPORT_COUNTS ? null : counts;
  return [
    ['result.json', () => resultParts(result)],
    ['report.html', () => reportParts(template, result, spectra)],
    ['profiles.csv', () => profilesCsv(result)],
    ['components.csv', () => componentsCsv(result)],
    ['scan.hspy', () => interpretedHspy(result, counts, originalMetadata)],
    ['scan.nxs', () => interpretedNexus(result, counts, originalMetadata)],
    ['spectrum.msa', () => interpretedMsa(result, counts)],
  ];
}

async function runOne(
  { path, folder, recipe, models }: OneFile,
  options: InterpretOptions,
  { version }: PackageInfo,
  bar: ProgressBar,
): Promise<WrittenRun> {
  const lowLossPath = options.lowLoss ?? null;
  const scanIndex = options.scan ?? null;
  if (await isLarge(path)) {
    // Loaded when it is needed: it brings the store with it.
    const { interpretLarge } = await import('./interpret-large.js');
    return interpretLarge({ path, lowLossPath, scanIndex, recipe, version, folder, models }, bar);
  }
  const run = await interpretFile({
    file: await readNamedFile(path),
    lowLossFile: lowLossPath === null ? null : await readNamedFile(lowLossPath),
    scanIndex,
    recipe,
    version,
    models,
    onProgress: (fraction, stage) => bar.update(fraction, stage),
  });
  return {
    result: run.result,
    counts: run.preprocessed.counts,
    originalMetadata: run.coreLoss.scan.originalMetadata,
    lowLossName: run.lowLoss?.name ?? null,
    more: [],
  };
}

/** Whether a file of the user is too large to be loaded. */
export async function isLarge(path: string): Promise<boolean> {
  const source = openFileSource(path);
  try {
    return await isLargeFile(source, basename(path));
  } finally {
    source.close();
  }
}

async function readTemplate(pkg: PackageInfo): Promise<string> {
  const path = join(pkg.root, 'dist', 'web', 'report.html');
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    throw new CliError(
      EXIT.failed,
      'not-built',
      `The report page is not built: ${path}`,
      'Run: npm run build',
    );
  }
}
