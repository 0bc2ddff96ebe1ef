import { type Command, Option } from 'commander';
import { EVENT_TYPES } from '../../workflows/ports/webhooks.js';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, withLimit } from '../service-options.js';
import type { AddWebhookOptions } from './webhooks.js';

/** `kaimen webhooks …` */
export function addWebhookCommands(program: Command, context: ServiceContext): void {
  const webhooks = program.command('webhooks').description('whom the running service tells of what happens');
  askService(webhooks.command('list'))
    .description('list own webhooks')
    .action(async (options: AskOptions) => (await import('./webhooks.js')).listWebhooks(options, context));
  askService(webhooks.command('add'))
    .description('send events to an address from now on; its secret is printed this once')
    .argument('<url>', 'https, or an address of KAIMEN_WEBHOOK_ALLOW')
    .addOption(new Option('--types <events...>', 'only these (default: all)').choices(EVENT_TYPES))
    .option('--description <text>', 'for people')
    .action(async (url: string, options: AddWebhookOptions) =>
      (await import('./webhooks.js')).addWebhook(url, options, context),
    );
  const ofOne = (name: string, description: string): Command =>
    askService(webhooks.command(name))
      .description(description)
      .argument('<id>', 'as kaimen webhooks list says it');
  ofOne('ping', 'send a message, and say what comes back').action(async (id: string, options: AskOptions) =>
    (await import('./webhooks.js')).pingWebhook(id, options, context),
  );
  withLimit(ofOne('deliveries', 'what was sent, and what came back')).action(
    async (id: string, options: AskOptions & { limit: number }) =>
      (await import('./webhooks.js')).listDeliveries(id, options, context),
  );
  ofOne('rotate', 'another secret; for a day messages are signed with both').action(
    async (id: string, options: AskOptions) =>
      (await import('./webhooks.js')).rotateWebhook(id, options, context),
  );
  for (const enabled of [true, false])
    ofOne(
      enabled ? 'enable' : 'disable',
      enabled ? 'send again, also what waited when it was disabled' : 'send nothing until it is enabled',
    ).action(async (id: string, options: AskOptions) =>
      (await import('./webhooks.js')).setWebhook(id, enabled, options, context),
    );
  ofOne('remove', 'for good, with the record of its deliveries').action(
    async (id: string, options: AskOptions) =>
      (await import('./webhooks.js')).removeWebhook(id, options, context),
  );
}
