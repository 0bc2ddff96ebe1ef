import type { Command } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import type { StorageOptions } from './show-storage.js';

/** `kaimen storage …` */
export function addStorageCommands(program: Command, context: ServiceContext): void {
  const storage = program.command('storage').description('the files that the service keeps');
  const command = (name: string, description: string): Command =>
    storage
      .command(name)
      .description(description)
      .option('--url <url>', 'the service (default: KAIMEN_URL, or the one on the data folder)')
      .option('--key <key>', 'a key of it with the scope admin (default: KAIMEN_KEY)')
      .option('--json', 'as JSON', false);
  command('show', 'how much is stored, and how much of it nothing points to any more').action(
    async (options: StorageOptions) => (await import('./show-storage.js')).showStorage(options, context),
  );
  command('sweep', 'remove now what nothing points to any more (as the service does every hour)')
    .option('--dry-run', 'only say what would be removed', false)
    .action(async (options: StorageOptions & { dryRun: boolean }) =>
      (await import('./show-storage.js')).sweepStorage(options, context),
    );
}
