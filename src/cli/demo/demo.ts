import { writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { createClient } from '../../api-client/client.js';
import { compareWithTruth, type Comparison } from '../../workflows/demo/compare-with-truth.js';
import { makeDemoFile } from '../../workflows/demo/make-demo-file.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { outputFolders } from '../output-folders.js';
import type { PackageInfo } from '../package-root.js';
import { withBar } from '../progress-bar.js';
import { textTable } from '../text-table.js';
import { makeWritableFolder } from '../writable-folder.js';
import { interpretThroughService, type Interpreted } from './interpret-through-service.js';
import { runService } from './service-process.js';

export interface DemoOptions {
  readonly out: string;
  readonly seed: number;
  readonly lowLoss?: string;
  /** Beyond the scan: boundary searches, the catalogue, a link, a correlation, an OPTIMADE query. */
  readonly full: boolean;
}

/** What `kaimen demo` sends when it is given no file. */
const DEMO_FILE = 'demo.dm4';

/**
 * `kaimen demo [FILE…]`: starts the service, sends it the scan (one with known truth, or the user's files), follows
 * the work, fetches what was found, writes it below `out`, stops the service.
 */
export async function demo(
  paths: readonly string[],
  options: DemoOptions,
  context: { pkg: PackageInfo; io: CliIo },
): Promise<void> {
  const { io, pkg } = context;
  const started = performance.now();
  const dataDir = io.env.KAIMEN_DATA || join('.kaimen', 'demo');
  await makeWritableFolder(options.out, '--out');
  await makeWritableFolder(dataDir, 'KAIMEN_DATA', 0o700);
  const made = paths.length === 0 ? makeDemoFile(options.seed) : null;
  const files = made === null ? paths : [join(options.out, DEMO_FILE)];
  if (made !== null) {
    await writeFile(files[0], made.bytes);
    io.out(
      `Made ${files[0]}: 64 positions × 2,048 channels with simultaneous low loss, seed ${options.seed}.`,
    );
  }
  io.note('Starting the service …');
  const service = await runService(dataDir, pkg);
  const comparisons: Comparison[] = [];
  try {
    const folders = outputFolders(files, options.out);
    for (const [i, path] of files.entries()) {
      const found = await send({ path, folder: folders[i] }, options, { service, io });
      tellAnswer(found, io);
      if (made !== null) comparisons.push(...compareWithTruth(found.result, made.truth));
      if (options.full && i === 0) {
        const client = createClient({ baseUrl: service.url, apiKey: service.key });
        await (await import('./full-demo.js')).fullDemo({ client, io, out: options.out, interpreted: found });
      }
    }
  } catch (error) {
    if (error instanceof CliError && error.code === 'internal-error')
      service.said.slice(-5).forEach((line) => io.note(line));
    throw error;
  } finally {
    await service.stop();
  }
  if (made !== null) tellComparison(comparisons, io);
  io.out(`\nIn the page: KAIMEN_DATA=${shellWord(relative('.', dataDir) || '.')} npm start`);
  io.out(`Took ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  judge(comparisons);
}

async function send(
  { path, folder }: { path: string; folder: string },
  options: DemoOptions,
  { service, io }: { service: { url: string; key: string }; io: CliIo },
): Promise<Interpreted> {
  const client = createClient({ baseUrl: service.url, apiKey: service.key });
  const lowLossPath = options.lowLoss ?? null;
  const found = await withBar(io, basename(path), (onProgress) =>
    interpretThroughService({ client, path, lowLossPath, onProgress }),
  );
  await makeWritableFolder(folder, '--out');
  for (const [name, bytes] of found.files) await writeFile(join(folder, name), bytes);
  io.out(
    `${basename(path)}: sent to ${service.url}${found.known ? ' (it was there already)' : ''}, interpreted.`,
  );
  io.out(`Report: ${join(folder, 'report.html')} (beside it: CSV, .hspy and result.json)`);
  return found;
}

function tellAnswer({ result }: Interpreted, io: CliIo): void {
  io.out('');
  for (const sentence of result.answer) io.out(`  ${sentence}`);
  for (const warning of result.warnings) io.out(`  warning: ${warning.message} [${warning.code}]`);
}

function tellComparison(comparisons: readonly Comparison[], io: CliIo): void {
  const rows = comparisons.map((c) => [c.agrees ? '✓' : '✗', c.quantity, c.found, c.truth, c.tolerance]);
  io.out('');
  textTable([['', 'quantity', 'found', 'true', 'agrees when'], ...rows]).forEach((line) => io.out(line));
}

function judge(comparisons: readonly Comparison[]): void {
  const wrong = comparisons.filter((c) => !c.agrees);
  if (wrong.length === 0) return;
  throw new CliError(
    EXIT.failed,
    'found-differs-from-truth',
    `Found disagrees with true in: ${wrong.map((c) => c.quantity).join('; ')}`,
  );
}

const shellWord = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
