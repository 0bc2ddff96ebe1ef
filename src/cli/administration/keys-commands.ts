import { type Command, InvalidArgumentError, Option } from 'commander';
import { ALL_SCOPES } from '../../workflows/manage-keys.js';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, wholeNumber } from '../service-options.js';
import type { CreateKeyOptions } from './keys.js';

/** `kaimen keys …` */
export function addKeyCommands(program: Command, context: ServiceContext): void {
  const keys = program.command('keys').description('API keys of the running service');
  const command = (name: string, description: string): Command =>
    askService(keys.command(name)).description(description);
  command('create', 'make a key; it is printed this once')
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('--scope <scopes...>', 'what it may do')
        .choices(ALL_SCOPES)
        .default(ALL_SCOPES.slice(0, -1)),
    )
    .option('--owner <name>', 'whose records it sees (default: yours)')
    .option('--expires <date>', 'when it ends, ISO 8601 (default: never)')
    .option('--instrument <name>', 'the one instrument whose files it may send (default: any)')
    .option('--requests-per-minute <n>', 'before it has to wait (default: as the service says)', wholeNumber)
    .option(
      '--upload-bytes-per-day <n>',
      'before it has to wait for the next day, UTC (default: no limit)',
      bytes,
    )
    .action(async (name: string, options: CreateKeyOptions) =>
      (await import('./keys.js')).createKey(name, options, context),
    );
  command('list', 'list them, without secrets').action(async (options: AskOptions) =>
    (await import('./keys.js')).listKeys(options, context),
  );
  command('revoke', 'revoke one')
    .argument('<id>', 'as kaimen keys list says it')
    .action(async (id: string, options: AskOptions) =>
      (await import('./keys.js')).revokeKey(id, options, context),
    );
}

function bytes(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of bytes.');
  return Number(text);
}
