import type { Command } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import type { BackupContext, BackupOptions, RestoreOptions } from './backup.js';
import { askService, type AskOptions, wholeNumber } from '../service-options.js';

/** `kaimen storage …`, `kaimen backup` and `kaimen restore` */
export function addStorageCommands(program: Command, context: ServiceContext & BackupContext): void {
  addBackup(program, context);
  const storage = program.command('storage').description('the files that the service keeps');
  const command = (name: string, description: string): Command =>
    askService(storage.command(name)).description(description);
  command('show', 'how much is stored, and how much of it nothing points to any more').action(
    async (options: AskOptions) => (await import('./show-storage.js')).showStorage(options, context),
  );
  command('sweep', 'remove now what nothing points to any more (as the service does every hour)')
    .option('--dry-run', 'only say what would be removed', false)
    .action(async (options: AskOptions & { dryRun: boolean }) =>
      (await import('./show-storage.js')).sweepStorage(options, context),
    );
  storage
    .command('verify')
    .description('read every file that is stored, and list what is damaged or missing')
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) =>
      (await import('./backup.js')).verifyStorage(options, context),
    );
}

function addBackup(program: Command, context: BackupContext): void {
  program
    .command('backup')
    .description('save database and files of KAIMEN_DATA (and DATABASE_URL); the service may run meanwhile')
    .argument('<folder>', 'where to: files that are there already are not copied again')
    .option('--keep <number>', 'then remove all but so many backups of the folder', wholeNumber)
    .option('--quick', 'believe files that are there by their size, without reading them', false)
    .option('--json', 'as JSON', false)
    .action(async (folder: string, options: BackupOptions) =>
      (await import('./backup.js')).backup(folder, options, context),
    );
  program
    .command('restore')
    .description('restore a backup into an empty KAIMEN_DATA (and an empty DATABASE_URL); checks all of it')
    .argument('<folder>', 'what kaimen backup wrote')
    .option('--at <name>', 'which backup of the folder (default: the newest)')
    .option('--check', 'only say whether the backup is whole', false)
    .option('--json', 'as JSON', false)
    .action(async (folder: string, options: RestoreOptions) =>
      (await import('./backup.js')).restore(folder, options, context),
    );
}
