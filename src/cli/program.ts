import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { addAdministrationCommands } from './administration/administration-commands.js';
import type { DemoOptions } from './demo/demo.js';
import { EXIT } from './exit-codes.js';
import type { InterpretOptions } from './interpret.js';
import type { CliIo } from './io.js';
import type { PackageInfo } from './package-root.js';
import type { ImportReferencesOptions } from './import-references.js';
import type { SimilarCommandOptions } from './similar.js';
import type { VerifyOptions } from './verify.js';
import { addAgentCommands } from '../agent/commands/agent-commands.js';
import { addCatalogueCommands } from './catalogue/catalogue-commands.js';
import { addExplain } from './explain/explain-command.js';
import { addModelCommands } from './models/model-commands.js';
import { addSearchCommands } from './search/search-commands.js';
import { askService, wholeNumber } from './service-options.js';
import type { MaintenanceLaunchers } from './storage/launchers.js';
import { addStorageCommands } from './storage/storage-commands.js';

/** What only the wiring can give: these start the service, and come from `app/`. */
export interface Launchers {
  /** Resolves when the service has stopped. */
  readonly serve: () => Promise<void>;
  readonly worker: () => Promise<void>;
  readonly writeOpenApi: (path: string) => Promise<void>;
  readonly maintenance: MaintenanceLaunchers;
  /** The data folder that the environment names, or the default one. */
  readonly dataDir: () => Promise<string>;
}

export interface CliContext {
  readonly io: CliIo;
  readonly pkg: PackageInfo;
  readonly launchers: Launchers;
}

/**
 * Runs one command line. A command's file is loaded when the command is called: an `ask` must not wait for the rest.
 *
 * @param args  without node and script
 * @returns the code to exit with
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const program = createProgram(context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { reportError } = await import('./report-error.js');
    return reportError(error, context.io, args.includes('--json'));
  }
}

function createProgram(context: CliContext): Command {
  const { io, pkg } = context;
  const program = new Command('kaimen')
    .description('From a STEM-EELS line scan to structure, with doubt stated.')
    .version(pkg.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand(false)
    .showHelpAfterError('(kaimen --help lists what there is)')
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.note(text.trimEnd()),
    })
    .exitOverride();
  addFileCommands(program, context);
  addRecipeCommands(program, context);
  addSimilar(program, context);
  addExplain(program, io, pkg.version);
  addReferences(program, context);
  addCatalogueCommands(program, { io, dataDir: context.launchers.dataDir });
  addServiceCommands(program, context);
  addAgent(program, context);
  addDemo(program, context);
  addAdministrationCommands(program, { io, dataDir: context.launchers.dataDir });
  addStorageCommands(program, { io, ...context.launchers });
  addModelCommands(program, context);
  addSearchCommands(program, io);
  return program;
}

function addFileCommands(program: Command, { io, pkg }: CliContext): void {
  program
    .command('inspect')
    .description('say what a file holds')
    .argument('<file>', '.dm3, .dm4, .hspy, .hdf5, .emd, .ndata1, .nhdf, .nxs, .msa, .xdi, .csv, .tsv, .txt')
    .option('--json', 'as JSON', false)
    .action(async (file: string, options: { json: boolean }) =>
      (await import('./inspect.js')).inspect(file, options, io),
    );
  program
    .command('interpret')
    .description(
      'run the recipe on files, without the service; writes result.json, report.html, CSV, .hspy, .nxs and .msa',
    )
    .argument('<files...>', 'scans; several get a folder each')
    .requiredOption('--out <dir>', 'where to write')
    .option(
      '--low-loss <file>',
      'low loss taken over the same positions (default: the simultaneous one of the file)',
    )
    .option('--recipe <file>', 'recipe as JSON; what it leaves out is filled with defaults')
    .option('--scan <index>', 'which scan of the file (default: the first core loss)', wholeNumber)
    .option(
      '--models <names>',
      'networks to ask: auto, none, or names with commas (default: as the recipe says)',
    )
    .option('--json', 'print JSON, one line a file', false)
    .action(async (files: string[], options: InterpretOptions) =>
      (await import('./interpret.js')).interpret(files, options, pkg, io),
    );
}

function addSimilar(program: Command, { io }: CliContext): void {
  program
    .command('similar')
    .description('which spectra of a folder a spectrum is most like')
    .argument('<file>', 'the spectrum; the mean of a scan')
    .requiredOption('--library <dir>', 'folder of spectra, with those below it (EELSDB exports as they are)')
    .option('--range <from,to>', 'only this part is compared, eV', energyRange)
    .option('--scan <index>', 'which scan of the file (default: the first)', wholeNumber)
    .option('--max-shift <eV>', 'how far energies may be off', wholeNumber, 10)
    .option('--limit <number>', 'how many are listed', wholeNumber, 10)
    .option('--json', 'as JSON', false)
    .action(async (file: string, options: SimilarCommandOptions) =>
      (await import('./similar.js')).similar(file, options, io),
    );
}

function addRecipeCommands(program: Command, { io, pkg, launchers }: CliContext): void {
  program
    .command('verify')
    .description(
      'compute a result again from its record, and compare: bytes of an analysis, numbers of a search',
    )
    .argument('<result>', 'result.json, or the ID of an analysis or a search in the service')
    .option(
      '--file <files...>',
      'of a result.json: the files it was computed from, found by their checksums; of a search: its potentials',
    )
    .option('--url <url>', 'of an ID: the service (default: KAIMEN_URL, or the one on the data folder)')
    .option('--key <key>', 'of an ID: a key of it (default: KAIMEN_KEY)')
    .option('--json', 'as JSON', false)
    .action(async (result: string, options: VerifyOptions) =>
      (await import('./verify.js')).verify(result, options, pkg, { io, dataDir: launchers.dataDir }),
    );
  program
    .command('recipe')
    .description('about recipes')
    .command('schema')
    .description('print the JSON Schema of a recipe, with defaults, ranges and help')
    .action(async () => {
      const { RECIPE_SCHEMA } = await import('../workflows/recipes/recipe-schema.js');
      io.out(JSON.stringify(RECIPE_SCHEMA, null, 2));
    });
}

function addReferences(program: Command, { io, launchers }: CliContext): void {
  const context = { io, dataDir: launchers.dataDir };
  const references = program.command('references').description('spectra that the service compares with');
  askService(references.command('import'))
    .description('keep the spectra of files in the service')
    .argument('<paths...>', 'files (.msa, .xdi, .csv, .tsv), or folders with those below them')
    .option('--source <text>', 'who measured them, where they were published')
    .option('--licence <text>', 'under which they may be used')
    .action(async (paths: string[], options: ImportReferencesOptions) =>
      (await import('./import-references.js')).importReferences(paths, options, context),
    );
}

function addServiceCommands(program: Command, { launchers }: CliContext): void {
  program
    .command('serve')
    .description('run the service: API, page and worker')
    .action(() => launchers.serve());
  program
    .command('worker')
    .description('run a worker only (needs DATABASE_URL)')
    .action(() => launchers.worker());
  program
    .command('openapi')
    .description('write the API description')
    .option('--out <file>', 'where to write', 'openapi.json')
    .action((options: { out: string }) => launchers.writeOpenApi(options.out));
}

/** Without an address: the service that runs on the data folder, as for every other command. */
function addAgent(program: Command, { io, pkg, launchers }: CliContext): void {
  addAgentCommands(program, {
    io,
    version: pkg.version,
    find: async (options) => {
      const { connectService } = await import('./connect-service.js');
      const { baseUrl, apiKey } = await connectService(options, { io, dataDir: launchers.dataDir });
      return apiKey === undefined ? null : { url: baseUrl, key: apiKey };
    },
  });
}

function addDemo(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('send a scan with known truth (or your files) through the service and show what it finds')
    .argument('[files...]', 'your scans; none: the scan with known truth')
    .option('--out <dir>', 'where to write', '.kaimen/demo/out')
    .option('--low-loss <file>', 'low loss taken over the same positions')
    .option('--seed <number>', 'seed of the scan with known truth', wholeNumber, 1)
    .option(
      '--full',
      'then search boundaries, link the scan to one, correlate their properties, ask by OPTIMADE',
      false,
    )
    .action(async (files: string[], options: DemoOptions) =>
      (await import('./demo/demo.js')).demo(files, options, context),
    );
}

function energyRange(text: string): [number, number] {
  const [from, to] = text.split(',').map(Number);
  if (!(to > from)) throw new InvalidArgumentError('It must be two energies in eV: 520,560.');
  return [from, to];
}
