import { Argument, type Command, Option } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, atService } from '../service-options.js';
import type { ImportFilesOptions } from './import-files.js';
import type { ListBoundariesOptions } from './list-boundaries.js';
import type { CorrelateOptions } from './correlate.js';
import type { DownloadTableOptions } from './download-table.js';
import { addFilterOptions, type FilterOptions, toFilterQuery } from './filter-options.js';

const TABLES = ['boundaries', 'structures', 'properties', 'evidence', 'analyses'] as const;
const FORMATS = ['csv', 'ndjson', 'json', 'parquet'] as const;

type ListOptions = FilterOptions & AskOptions & Pick<ListBoundariesOptions, 'sort' | 'limit'>;

/** `kaimen catalogue …`: on the catalogue of the running service. */
export function addCatalogueCommands(program: Command, context: ServiceContext): void {
  const catalogue = program.command('catalogue').description('boundaries that the service knows');
  addImport(catalogue, context);
  addList(catalogue, context);
  addTable(catalogue, context);
  addCorrelate(catalogue, context);
}

function addImport(catalogue: Command, context: ServiceContext): void {
  askService(catalogue.command('import'))
    .description('take tables, lists or structures into the catalogue: all of them or nothing')
    .argument(
      '<files...>',
      'one table or list; several structures of one format; tables that belong together',
    )
    .option('--format <name>', 'instead of telling it from the content')
    .option('--material <name>', "'fcc Cu', 'UO2'")
    .option('--lattice <lengths>', 'a, or a,c (Å)')
    .option('--sigma <number>', 'Σ', Number)
    .option('--axis <uvw>', 'rotation axis: 0,0,1')
    .option('--plane <hkl>', 'boundary plane of grain A: 3,1,0')
    .option('--plane-b <hkl>', 'of grain B')
    .option('--method <text>', 'how values were found: "EAM Mishin 2001"')
    .option('--method-kind <kind>', 'experiment, dft, machine-learned-potential, empirical-potential')
    .option('--citation <text>', 'where they were published')
    .option('--elements <symbols>', 'of the atom types of a LAMMPS file in turn: Al,O')
    .option('--normal <axis>', 'which axis of a structure file stands on the boundary: x, y or z')
    .option('--dry-run', 'only show what would come in', false)
    .option('--leave-out-problems', 'take in the rest where rows cannot be read', false)
    .action(async (paths: string[], options: ImportFilesOptions) =>
      (await import('./import-files.js')).importFiles(paths, options, context),
    );
}

function addList(catalogue: Command, context: ServiceContext): void {
  askService(addFilterOptions(catalogue.command('list')))
    .description('list boundaries')
    .option('--sort <name>', 'a number, createdAt or label; - before it: descending')
    .option('--limit <number>', 'at most 200', Number, 50)
    .action(async ({ sort, limit, url, key, json, ...filter }: ListOptions) =>
      (await import('./list-boundaries.js')).listBoundaries(
        { ...toFilterQuery(filter), sort, limit, url, key, json },
        context,
      ),
    );
}

function addTable(catalogue: Command, context: ServiceContext): void {
  atService(addFilterOptions(catalogue.command('table')))
    .description('write a flat table to a file: one row a record, one value a cell')
    .addArgument(new Argument('<resource>', 'of what').choices(TABLES))
    .requiredOption('--out <file>', 'where to write')
    .addOption(new Option('--format <name>', 'default: as the name of the file ends').choices(FORMATS))
    .option('--columns <names>', 'only these, and id: label,sigma,gb_energy_J_m2')
    .action(async (resource: (typeof TABLES)[number], options: DownloadTableOptions) =>
      (await import('./download-table.js')).downloadTable(resource, options, context),
    );
}

function addCorrelate(catalogue: Command, context: ServiceContext): void {
  askService(addFilterOptions(catalogue.command('correlate')))
    .description('what goes with what, over all boundaries and within groups of them')
    .requiredOption('--x <names>', 'columns: gb_energy_J_m2,excess_volume_angstrom')
    .option('--y <names>', 'columns that each is paired with (default: all pairs of --x)')
    .option('--control <names>', 'taken off both: partial correlations')
    .option('--statistic <name>', 'pearson, spearman or kendall (default: spearman)')
    .option('--adjust <name>', 'of p for many pairs: bh, holm, bonferroni or none (default: bh)')
    .option('--group-by <names>', 'material, sigma, kind, energy_method, …, or none (default: material)')
    .option('--ci <level>', 'confidence of intervals (default: 0.95)', Number)
    .option('--bootstrap <samples>', 'an interval from samples, too: BCa:5000')
    .option('--seed <number>', 'that they are drawn with (default: 1)', Number)
    .action(async (options: CorrelateOptions) =>
      (await import('./correlate.js')).correlate(options, context),
    );
}
