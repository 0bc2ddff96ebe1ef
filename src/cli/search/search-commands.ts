import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliIo } from '../io.js';
import type { AskOptions } from './ask.js';
import type { ExportOptions } from './export.js';
import type { InitOptions } from './init.js';
import type { RunOptions } from './run.js';
import { ACQUISITIONS, METHODS } from './settings.js';
import type { TellOptions } from './tell.js';

/** How `kaimen search …` is spelled; each command is loaded when it is called, because an ask must start fast. */
export function addSearchCommands(program: Command, io: CliIo): void {
  const search = program.command('search').description('find the lowest-energy structure of a boundary');
  const command = (name: string, description: string): Command =>
    search
      .command(name)
      .description(description)
      .requiredOption('--state <file>', 'where the search is kept')
      .option('--json', 'as JSON', false);
  addInit(command, io);
  withSettings(command('ask', 'what to evaluate next'))
    .option('--n <number>', 'so many candidates', wholeNumber, 1)
    .option('--again', 'those that were asked for and have not come back', false)
    .action(async (options: AskOptions) => (await import('./ask.js')).askForCandidates(options, io));
  command('tell', 'what came back')
    .option('--file <file>', '[{"index": 7, "energy": 0.951}, …] in J/m²; -: standard input', '-')
    .option('--replace', 'another energy takes the place of a known one', false)
    .action(async (options: TellOptions) => (await import('./tell.js')).tellOfCandidates(options, io));
  withSettings(command('run', 'ask, evaluate and tell in this process until it is done'))
    .option('--engine <name>', 'table: the energies of the table')
    .action(async (options: RunOptions) => (await import('./run.js')).runHere(options, io));
  command('status', 'how low it is, and whether it is done').action(
    async (options: { state: string; json: boolean }) =>
      (await import('./status.js')).tellStatus(options, io),
  );
  command('export', 'every evaluation as a table, the lowest first')
    .option('--csv <file>', 'where to write it (default: standard output)')
    .action(async (options: ExportOptions) => (await import('./export.js')).exportSearch(options, io));
}

function addInit(command: (name: string, description: string) => Command, io: CliIo): void {
  withSettings(command('init', 'begin a search'))
    .option('--grid <csv>', 'a table of candidates with a header; row 0 is candidate 0')
    .option('--periodic <column=period>', 'the energy repeats after this much (again for more)', period, {})
    .option('--symmetric <column>', 'the energy is the same at −value (again for more)', several, [])
    .option('--categorical <column>', 'its values are classes (again for more)', several, [])
    .option('--ignore <column>', 'no parameter (again for more)', several, [])
    .option('--parameter <column>', 'a parameter, whatever its name (again for more)', several, [])
    .option(
      '--prior <column>',
      'predicted energies, for screening and transfer (again for more)',
      several,
      [],
    )
    .option('--energy <column>', 'energies to replay; never shown to the method (default: by name)')
    .action(async (options: InitOptions) => (await import('./init.js')).init(options, io));
}

function withSettings(command: Command): Command {
  return command
    .addOption(new Option('--method <name>', 'how candidates are chosen (default: kriging)').choices(METHODS))
    .addOption(new Option('--acquisition <name>', 'what kriging looks for').choices(ACQUISITIONS))
    .option('--initial <number>', 'spread candidates before the model chooses', wholeNumber)
    .option('--top <number>', 'screening: so many best predicted ones first', wholeNumber)
    .option('--budget <number>', 'evaluations in all', wholeNumber)
    .option('--seed <number>', 'of all that is random', wholeNumber)
    .option('--tolerance <J/m²>', 'done when less improvement is expected', positive);
}

const several = (value: string, before: readonly string[]): string[] => [...before, value];

function period(text: string, before: Readonly<Record<string, number>>): Record<string, number> {
  const at = text.lastIndexOf('=');
  const length = Number(text.slice(at + 1));
  if (at < 1 || !(length > 0 && Number.isFinite(length))) {
    throw new InvalidArgumentError('It must be COLUMN=PERIOD with a period above 0.');
  }
  return { ...before, [text.slice(0, at)]: length };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, from 0.');
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number, from 0.');
  return value;
}
