import { stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
  DEFAULT_EXPLAIN_OPTIONS,
  explainFolder,
  type Explanation,
} from '../../workflows/explain-spectra/explain-folder.js';
import { predictSpectrum, type SpectrumPrediction } from '../../workflows/explain-spectra/predict.js';
import {
  predictedCsv,
  predictedMsa,
  readDescriptors,
} from '../../workflows/explain-spectra/predicted-files.js';
import { readTree, treeJson } from '../../workflows/explain-spectra/tree-file.js';
import { treeHtml } from '../../workflows/explain-spectra/drawing/tree-html.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { readNamedFile } from '../read-file.js';
import { sayPrediction, sayTree } from './say-tree.js';

export type StructureTree = Explanation['tree'];
type Options = StructureTree['provenance']['options'];

export interface ExplainCommandOptions extends Pick<
  Options,
  'metric' | 'linkage' | 'criterion' | 'maxDepth' | 'minLeaf' | 'pruning' | 'seed'
> {
  readonly clusters?: number;
  readonly cutHeight?: number;
  readonly range?: readonly [number, number];
  readonly broaden: number;
  readonly descriptors?: readonly string[];
  readonly groupBy: string;
  readonly withoutFlag: readonly string[];
  readonly predict?: string;
  readonly out: readonly string[];
  readonly json: boolean;
}

interface Context {
  readonly io: CliIo;
  readonly version: string;
}

/** `kaimen explain DIR`: clusters, tree and scores of a folder; with --predict the spectrum of a structure. */
export async function explain(path: string, options: ExplainCommandOptions, context: Context): Promise<void> {
  checkOut(options);
  const { tree, sites } = await explanationOf(path, options, context.version);
  const { io } = context;
  if (options.predict === undefined) {
    for (const file of options.out)
      await writeFile(file, extname(file) === '.html' ? treeHtml(tree, sites) : treeJson(tree));
    if (options.json) io.out(treeJson(tree).trimEnd());
    else sayTree(tree, io);
  } else {
    const { bytes } = await readNamedFile(options.predict);
    const prediction = predictSpectrum(tree, readDescriptors(bytes, tree));
    for (const file of options.out) await writeFile(file, bytesOf(file, tree, prediction));
    if (options.json) io.out(JSON.stringify(prediction));
    else sayPrediction(prediction, io);
  }
  for (const file of options.out) io.note(`written: ${file}`);
}

const bytesOf = (file: string, tree: StructureTree, prediction: SpectrumPrediction): Uint8Array =>
  extname(file) === '.msa' ? predictedMsa(tree, prediction) : predictedCsv(tree, prediction);

/** Before any work: where results go must say what they are. */
function checkOut({ out, predict, clusters, cutHeight }: ExplainCommandOptions): void {
  const usage = (why: string, advice: string): never => {
    throw new CliError(EXIT.usage, 'invalid-option', why, advice);
  };
  const allowed = predict === undefined ? ['.json', '.html'] : ['.msa', '.csv'];
  for (const file of out) {
    if (!allowed.includes(extname(file)))
      usage(`${file} cannot be written.`, `Name a file ${allowed.join(' or ')}.`);
  }
  if (clusters !== undefined && cutHeight !== undefined)
    usage('--clusters and --cut-height say the same thing twice.', 'Give one of them.');
}

/** A folder is explained; a file is a tree that was saved. */
async function explanationOf(
  path: string,
  options: ExplainCommandOptions,
  version: string,
): Promise<{ tree: StructureTree; sites: Explanation['sites'] | null }> {
  if (!(await stat(path)).isDirectory()) {
    const { bytes, name } = await readNamedFile(path);
    return { tree: readTree(bytes, name), sites: null };
  }
  const [sites, spectra, grid] = await Promise.all(
    ['sites.jsonl', 'spectra.f32', 'grid.json'].map((name) => readNamedFile(join(path, name))),
  );
  return explainFolder({
    files: { sites, spectra, grid },
    choice: {
      descriptors: options.descriptors ?? null,
      groupBy: options.groupBy,
      withoutFlags: options.withoutFlag,
    },
    options: optionsOf(options),
    version,
  });
}

function optionsOf(options: ExplainCommandOptions): Options {
  const { metric, linkage, criterion, maxDepth, minLeaf, pruning, seed, clusters, cutHeight } = options;
  const atHeight = cutHeight === undefined ? DEFAULT_EXPLAIN_OPTIONS.clusters : { atHeight: cutHeight };
  return {
    ...DEFAULT_EXPLAIN_OPTIONS,
    ...{ metric, linkage, criterion, maxDepth, minLeaf, pruning, seed },
    clusters: clusters ?? atHeight,
    rangeEv: options.range ?? null,
    broadenEv: options.broaden,
  };
}
