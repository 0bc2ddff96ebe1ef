import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliIo } from '../io.js';
import type { AskOptions } from './ask.js';
import type { BoundariesOptions } from './boundaries.js';
import type { CampaignOptions } from './campaign.js';
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
  withEngine(withSettings(command('run', 'ask, evaluate and tell in this process until it is done')))
    .option('--out <dir>', 'where the table and the best structures go')
    .action(async (options: RunOptions) => (await import('./run.js')).runHere(options, io));
  command('status', 'how low it is, and whether it is done').action(
    async (options: { state: string; json: boolean }) =>
      (await import('./status.js')).tellStatus(options, io),
  );
  command('export', 'every evaluation as a table, the best structures as files')
    .option('--out <dir>', 'where (default: the table to standard output)')
    .option('--top <number>', 'so many structures of lowest energy', wholeNumber, 5)
    .addOption(
      new Option('--format <names...>', 'of the structures (default: all)').choices([
        'extxyz',
        'cif',
        'poscar',
        'lammps',
        'pymatgen',
      ]),
    )
    .option(
      '--index <numbers>',
      'the structures of these candidates, unrelaxed where not evaluated',
      wholeNumbers,
    )
    .action(async (options: ExportOptions) => (await import('./export.js')).exportSearch(options, io));
  addBoundaries(search, io);
  addCampaign(search, io);
}

const KINDS = ['symmetric-tilt', 'asymmetric-tilt', 'twist', 'mixed'];

function addBoundaries(search: Command, io: CliIo): void {
  withCrystal(search.command('boundaries'))
    .description('the boundaries of a crystal that can be searched: Σ, angles, planes')
    .requiredOption('--axis <u,v,w>', 'rotation axis', triple)
    .option('--max-sigma <number>', 'up to this Σ', wholeNumber, 29)
    .addOption(new Option('--kind <name>', 'of these only').choices(KINDS))
    .option('--json', 'as JSON', false)
    .action(async (options: BoundariesOptions) =>
      (await import('./boundaries.js')).listBoundaries(options, io),
    );
}

function addCampaign(search: Command, io: CliIo): void {
  withEngine(withCrystal(search.command('campaign')))
    .description(
      'the published campaign: learn from four [001] tilt boundaries, predict twelve, relax the best',
    )
    .option('--top <number>', 'candidates relaxed of each', wholeNumber, 20)
    .option('--seed <number>', 'of all that is random', wholeNumber, 0)
    .option('--exhaustive', 'relax all others too, to know what was missed', false)
    .option('--out <dir>', 'where the table goes')
    .option('--json', 'as JSON', false)
    .action(async (options: CampaignOptions) => (await import('./campaign.js')).campaign(options, io));
}

function addInit(command: (name: string, description: string) => Command, io: CliIo): void {
  const init = withEngine(withSettings(command('init', 'begin a search')))
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
    .option('--from <state>', 'an earlier search, for transfer and screening (again for more)', several, [])
    .option('--energy <column>', 'energies to replay; never shown to the method (default: by name)');
  withBoundary(init).action(async (options: InitOptions) => (await import('./init.js')).init(options, io));
}

function withBoundary(command: Command): Command {
  return withCrystal(command)
    .option('--other-structure <name>', 'the other crystal of a heterophase pair')
    .option('--other-element <symbols>', 'its elements', symbols)
    .option('--other-lattice <Å>', 'its lattice', numbers)
    .option('--other-crystal <file>', 'the other crystal from a CIF or POSCAR file')
    .option('--axis <u,v,w>', 'rotation axis', triple)
    .option('--sigma <number>', 'Σ of the coincidence lattice', wholeNumber)
    .option('--plane <h,k,l>', 'boundary plane', triple)
    .option('--other-plane <h,k,l>', 'the plane in the other grain (default: the equivalent one)', triple)
    .option('--strain-limit <share>', 'largest strain of a heterophase pair', positive, 0.05)
    .addOption(
      new Option('--candidates <preset>', 'rigid translations, or replicated, rattled and thinned out, too')
        .choices(['translations', 'full'])
        .default('translations'),
    )
    .option('--sample <number>', 'so many candidates, drawn with the seed (default: all)', wholeNumber)
    .option('--step <Å>', 'of the translations', positive)
    .option('--gaps <Å,Å,…>', 'between the grains', numbers)
    .option('--removed <number>', 'atoms taken out, at most', wholeNumber)
    .option('--replicate <x,z>', 'periods along x and z', numbers)
    .option('--rattle <Å>', 'displacement of the atoms at the boundary', positive)
    .option('--rattle-seeds <number>', 'so many rattles of each', wholeNumber)
    .addOption(new Option('--cell <kind>', 'one boundary or two').choices(['free-surfaces', 'periodic']))
    .option('--thickness <Å>', 'of each grain', positive)
    .option('--free-zone <Å>', 'atoms farther from the boundary do not move (default: all do)', positive)
    .option('--force <eV/Å>', 'at which a relaxation is done', positive);
}

function withCrystal(command: Command): Command {
  return command
    .option(
      '--structure <name>',
      'fcc, bcc, hcp, diamond, zincblende, wurtzite, rocksalt, fluorite, perovskite',
    )
    .option('--element <symbols>', 'Cu, or Mg,O', symbols)
    .option('--lattice <Å>', 'a, or a,c (default: the engine relaxes it)', numbers)
    .option('--crystal <file>', 'the crystal from a CIF or POSCAR file');
}

function withEngine(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'what gives the energies (default: eam for Cu)').choices([
        'eam',
        'lammps',
        'folder',
        'external',
        'table',
      ]),
    )
    .option('--potential <file>', 'of eam (default: mishin-cu-2001) or lammps (again for more)', several, [])
    .option(
      '--command <line>',
      'of LAMMPS, units metal: pair_style …, pair_coeff … (again for more)',
      several,
      [],
    )
    .option('--lammps <program>', 'which LAMMPS (default: KAIMEN_LAMMPS, or lmp)')
    .option('--folder <dir>', 'of --engine folder: where structures are put and energies awaited')
    .option('--calculation <words>', 'of --engine folder: what is calculated there')
    .option('--threads <number>', 'candidates at once (default: the processors)', wholeNumber);
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

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

function numbers(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!values.every(Number.isFinite))
    throw new InvalidArgumentError('It must be numbers with commas between.');
  return values;
}

function triple(text: string): number[] {
  const values = numbers(text);
  const fits = values.length === 3 && values.every(Number.isInteger) && values.some((v) => v !== 0);
  if (!fits) throw new InvalidArgumentError('It must be three whole numbers like 2,1,0.');
  return values;
}

function symbols(text: string): string[] {
  const parts = text.split(',');
  if (!parts.every((part) => /^[A-Z][a-z]?$/.test(part))) {
    throw new InvalidArgumentError('It must be symbols of elements like Cu or Mg,O.');
  }
  return parts;
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
