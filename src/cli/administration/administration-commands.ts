import type { Command } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, withLimit } from '../service-options.js';
import type { AuditOptions } from './audit.js';
import { addBatchCommands } from './batches-commands.js';
import { addJobCommands } from './jobs-commands.js';
import { addKeyCommands } from './keys-commands.js';
import { addRuleCommands } from './rules-commands.js';
import { addWebhookCommands } from './webhooks-commands.js';

/** What who runs a service, and who builds on it, does with it: keys, jobs, batches, rules, webhooks, instruments, the audit log. */
export function addAdministrationCommands(program: Command, context: ServiceContext): void {
  addKeyCommands(program, context);
  addJobCommands(program, context);
  addBatchCommands(program, context);
  addRuleCommands(program, context);
  addWebhookCommands(program, context);
  askService(
    program.command('instruments').description('microscopes that send to the service').command('list'),
  )
    .description('list them, with what waits there')
    .action(async (options: AskOptions) =>
      (await import('./instruments.js')).listInstruments(options, context),
    );
  withLimit(askService(program.command('audit')))
    .description('what was changed, who signed in and who was refused')
    .option('--since <time>', 'from this time on, ISO 8601')
    .option('--until <time>', 'before this time')
    .option('--actor <who>', 'by this one alone: key:ID, session or nobody')
    .option('--subject <id>', 'of this one alone')
    .option('--csv <file>', 'write all of it to a file')
    .action(async (options: AuditOptions) => (await import('./audit.js')).audit(options, context));
}
