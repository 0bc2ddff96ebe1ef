import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliIo } from '../io.js';
import type { ExplainCommandOptions } from './explain.js';

/** How `kaimen explain` is spelled. */
export function addExplain(program: Command, io: CliIo, version: string): void {
  program
    .command('explain')
    .description('by which structure the spectra of a folder differ: clusters, a decision tree, and back')
    .argument('<dir>', 'folder with sites.jsonl, spectra.f32 and grid.json; or, with --predict, a saved tree')
    .addOption(
      choice('--metric <name>', 'how spectra are compared', ['euclidean', 'cosine', 'correlation'], 'cosine'),
    )
    .addOption(choice('--linkage <name>', 'how clusters are joined', ['ward', 'average', 'complete'], 'ward'))
    .option('--clusters <number>', 'so many (default: by silhouette)', wholeNumber)
    .option('--cut-height <height>', 'or cut the dendrogram here', positive)
    .addOption(choice('--criterion <name>', 'of the tree', ['gini', 'entropy'], 'gini'))
    .option('--max-depth <number>', 'questions on the way to a leaf', wholeNumber, 4)
    .option('--min-leaf <number>', 'sites of a leaf', wholeNumber, 5)
    .addOption(
      choice(
        '--pruning <rule>',
        'how far the tree is cut back, by leaving groups out',
        ['least-error', 'one-standard-error', 'none'],
        'least-error',
      ),
    )
    .option('--range <from,to>', 'only this part of the spectra, eV', energyRange)
    .option('--broaden <eV>', 'blur the spectra by a Gaussian of this width first', positive, 0)
    .option('--descriptors <names>', 'only these, with commas between (default: all that are known)', names)
    .option('--group-by <field>', 'what is left out together', 'formula')
    .option('--without-flag <flags>', 'leave out sites with one of these flags', names, [])
    .option('--seed <number>', 'of what is drawn', wholeNumber, 1)
    .option('--predict <file>', 'descriptors of a structure as JSON: its cluster and spectrum')
    .option(
      '--out <file>',
      '.json: the tree; .html: a drawing; with --predict .msa or .csv: the spectrum',
      several,
      [],
    )
    .option('--json', 'print the tree or the prediction as JSON', false)
    .action(async (dir: string, options: ExplainCommandOptions) =>
      (await import('./explain.js')).explain(dir, options, { io, version }),
    );
}

const choice = (flags: string, what: string, choices: readonly string[], byDefault: string): Option =>
  new Option(flags, what).choices(choices).default(byDefault);

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value < Infinity) || text.trim() === '')
    throw new InvalidArgumentError('It must be a number, 0 or more.');
  return value;
}

function energyRange(text: string): [number, number] {
  const [from, to] = text.split(',').map(Number);
  if (!(to > from)) throw new InvalidArgumentError('It must be two energies in eV: 0,25.');
  return [from, to];
}

const names = (text: string): string[] => text.split(',').map((name) => name.trim());
const several = (text: string, before: readonly string[]): string[] => [...before, text];
