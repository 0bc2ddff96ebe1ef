import type { Command } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, withLimit } from '../service-options.js';
import type { StartBatchOptions } from './batches.js';
import type { FollowBatchOptions } from './finish-batch.js';

/** `kaimen batch …` */
export function addBatchCommands(program: Command, context: ServiceContext): void {
  const batch = program.command('batch').description('one recipe on many datasets of the running service');
  addStart(batch, context);
  withLimit(askService(batch.command('list')))
    .description('list own batches')
    .action(async (options: AskOptions & { limit: number }) =>
      (await import('./batches.js')).listBatches(options, context),
    );
  const ofOne = (name: string, description: string): Command =>
    askService(batch.command(name)).description(description).argument('<id>', 'as kaimen batch list says it');
  withTable(ofOne('show', 'how one stands, and what of it failed'))
    .option('--follow', 'until it has ended', false)
    .action(async (id: string, options: FollowBatchOptions & { follow: boolean }) =>
      (await import('./batches.js')).showBatch(id, options, context),
    );
  withTable(withDetach(ofOne('retry', 'do again what failed or was cancelled'))).action(
    async (id: string, options: FollowBatchOptions) =>
      (await import('./batches.js')).retryBatch(id, options, context),
  );
  ofOne('cancel', 'end what it still computes').action(async (id: string, options: AskOptions) =>
    (await import('./batches.js')).cancelBatch(id, options, context),
  );
}

function addStart(batch: Command, context: ServiceContext): void {
  withTable(withDetach(askService(batch.command('start'))))
    .description('analyse datasets that are there with one recipe, and follow it to its end')
    .option('--recipe <recipe>', 'a file, or ID or ID@VERSION of a saved one (default: the default recipe)')
    .option('--name <text>', 'what the batch is called')
    .option('--dataset <ids...>', 'these')
    .option('--file-name <pattern>', "'*.dm4', in quotes: * any characters, ? one")
    .option('--since <time>', 'uploaded at or after it, ISO 8601')
    .option('--format <name>', 'dm4')
    .option('--instrument <pattern>', 'sent by it')
    .option('--session <name>', 'of this session at the instrument')
    .option('--all', 'every dataset that was read', false)
    .action(async (options: StartBatchOptions) =>
      (await import('./batches.js')).startBatch(options, context),
    );
}

const withDetach = (command: Command): Command =>
  command.option('--detach', 'end at once; the batch goes on', false);

const withTable = (command: Command): Command => command.option('--table <file>', 'write its table as CSV');
