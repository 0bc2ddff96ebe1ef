import type { Command } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import type { ImportFilesOptions } from './import-files.js';
import type { ListBoundariesOptions } from './list-boundaries.js';

const atService = (command: Command): Command =>
  command
    .option('--url <url>', 'the service (default: KAIMEN_URL, or the one on the data folder)')
    .option('--key <key>', 'a key of it (default: KAIMEN_KEY, which other users of this machine cannot see)');

/** `kaimen catalogue …`: on the catalogue of the running service. */
export function addCatalogueCommands(program: Command, context: ServiceContext): void {
  const catalogue = program.command('catalogue').description('boundaries that the service knows');
  addImport(catalogue, context);
  addList(catalogue, context);
}

function addImport(catalogue: Command, context: ServiceContext): void {
  atService(catalogue.command('import'))
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
    .option('--json', 'as JSON', false)
    .action(async (paths: string[], options: ImportFilesOptions) =>
      (await import('./import-files.js')).importFiles(paths, options, context),
    );
}

function addList(catalogue: Command, context: ServiceContext): void {
  atService(catalogue.command('list'))
    .description('list boundaries')
    .option('--sigma <list>', '5, or 5,9,13, or general')
    .option('--material <formula>', 'Cu')
    .option('--chemsys <elements>', 'exactly these: Al-O')
    .option('--elements <list>', 'at least these: Al,O')
    .option('--axis <uvw>', 'rotation axis, or an equivalent one: 0,0,1')
    .option('--plane <hkl>', 'on either side, or an equivalent one: 3,1,0')
    .option('--type <list>', 'symmetric-tilt, asymmetric-tilt, twist, mixed, …')
    .option('--method <text>', 'of a value that it has')
    .option('--text <text>', 'in label, material or method')
    .option('--min <list>', 'NAME:NUMBER, with commas between several: gb_energy_J_m2:0.2')
    .option('--max <list>', 'the same')
    .option('--sort <name>', 'a number, createdAt or label; - before it: descending')
    .option('--limit <number>', 'at most 200', Number, 50)
    .option('--json', 'as JSON', false)
    .action(async ({ axis, plane, ...options }: ListBoundariesOptions & { axis?: string; plane?: string }) =>
      (await import('./list-boundaries.js')).listBoundaries(
        { ...options, rotation_axis: axis, gb_plane: plane },
        context,
      ),
    );
}
