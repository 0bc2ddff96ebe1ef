import { type Command, Option } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, wholeNumber } from '../service-options.js';
import type { AddRuleOptions } from './rules.js';

/** `kaimen rules …` */
export function addRuleCommands(program: Command, context: ServiceContext): void {
  const rules = program
    .command('rules')
    .description('what the running service does with scans as they arrive');
  askService(rules.command('list'))
    .description('list own rules, and how often they ran')
    .action(async (options: AskOptions) => (await import('./rules.js')).listRules(options, context));
  addAdd(rules, context);
  const ofOne = (name: string, description: string): Command =>
    askService(rules.command(name)).description(description).argument('<id>', 'as kaimen rules list says it');
  ofOne('preview', 'which of the datasets that are there fit; nothing is begun').action(
    async (id: string, options: AskOptions) => (await import('./rules.js')).previewRule(id, options, context),
  );
  for (const enabled of [true, false])
    ofOne(
      enabled ? 'enable' : 'disable',
      enabled ? 'from now on' : 'it begins nothing until it is enabled',
    ).action(async (id: string, options: AskOptions) =>
      (await import('./rules.js')).setRule(id, enabled, options, context),
    );
  ofOne('remove', 'for good, with the record of its runs').action(async (id: string, options: AskOptions) =>
    (await import('./rules.js')).removeRule(id, options, context),
  );
}

function addAdd(rules: Command, context: ServiceContext): void {
  askService(rules.command('add'))
    .description('analyse what arrives from now on; without a condition, all of it')
    .argument('<name>', 'what it is called')
    .option('--instrument <pattern>', 'sent by it: * any characters, ? one')
    .option('--file-name <pattern>', "'*.dm4', in quotes")
    .option('--format <name>', 'dm4')
    .option('--material <name>', 'of the sidecar, or of its boundary')
    .option('--boundary', 'only scans whose sidecar names the boundary')
    .option('--no-boundary', 'only those whose sidecar names none')
    .option('--recipe <id>', 'a saved recipe, or ID@VERSION (default: the default recipe)')
    .option('--no-link', 'do not tie what is found to the boundary of the sidecar')
    .addOption(new Option('--search <preset>', 'also search that boundary').choices(['translations', 'full']))
    .option('--budget <number>', 'evaluations of such a search at most', wholeNumber)
    .option('--disabled', 'it begins nothing until it is enabled', false)
    .action(async (name: string, options: AddRuleOptions) =>
      (await import('./rules.js')).addRule(name, options, context),
    );
}
