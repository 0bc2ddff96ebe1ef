import { dataOf, type KaimenClient } from '../../api-client/client.js';
import { matchText, type Rule, runText } from '../../api-client/rule-text.js';
import type { components } from '../../api-client/schema.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { CliError, EXIT } from '../exit-codes.js';
import { printDone, printList, timeText } from '../print.js';
import { savedRecipe } from './recipe-choice.js';
import type { AskOptions } from '../service-options.js';

export interface AddRuleOptions extends AskOptions {
  readonly instrument?: string;
  readonly fileName?: string;
  readonly format?: string;
  readonly material?: string;
  readonly boundary?: boolean;
  readonly recipe?: string;
  readonly link: boolean;
  readonly search?: components['schemas']['SearchTemplateDto']['preset'];
  readonly budget?: number;
  readonly disabled: boolean;
}

/** `kaimen rules list` */
export async function listRules(options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { items } = await dataOf(api.GET('/api/v1/rules'));
  const columns = {
    id: ({ id }: Rule) => id,
    name: ({ name }: Rule) => name,
    state: stateOf,
    scans: ({ match }: Rule) => matchText(match),
    'what is done': ({ run }: Rule) => runText(run),
    runs: ({ counts }: Rule) => counts.nRuns,
    problems: ({ counts }: Rule) => counts.nProblems,
    last: ({ counts }: Rule) => timeText(counts.lastRunAt),
  };
  printList(items, columns, { io: context.io, json: options.json });
}

/** `kaimen rules add NAME` */
export async function addRule(name: string, options: AddRuleOptions, context: ServiceContext): Promise<void> {
  const { instrument, fileName, format, material, boundary, link, search, budget } = options;
  if (budget !== undefined && search === undefined)
    throw new CliError(EXIT.usage, 'invalid-parameter', '--budget is of a search: say which with --search');
  const match = { instrument, fileName, format, material, hasBoundary: boundary };
  const template = search === undefined ? null : { preset: search, budget };
  const run = { ...savedRecipe(options.recipe), link, search: template };
  const { api } = await connectService(options, context);
  const body = { name, enabled: !options.disabled, match, run } as components['schemas']['SaveRuleDto'];
  const rule = await dataOf(api.POST('/api/v1/rules', { body }));
  printDone(rule, `${sentenceOf(rule)} See what fits with: kaimen rules preview ${rule.id}`, {
    ...{ io: context.io, json: options.json },
  });
}

/** `kaimen rules enable|disable ID`: the rest of it stays. */
export async function setRule(
  id: string,
  enabled: boolean,
  options: AskOptions,
  context: ServiceContext,
): Promise<void> {
  const { api } = await connectService(options, context);
  const { name, match, run } = await ruleOf(api, id);
  const params = { path: { id } };
  const body = { name, enabled, match, run };
  const rule = await dataOf(api.PUT('/api/v1/rules/{id}', { params, body }));
  printDone(rule, sentenceOf(rule), { io: context.io, json: options.json });
}

/** `kaimen rules remove ID` */
export async function removeRule(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  await dataOf(api.DELETE('/api/v1/rules/{id}', { params: { path: { id } } }));
  const printing = { io: context.io, json: options.json };
  printDone({ id, removed: true }, `Rule ${id} is removed; what it began stays.`, printing);
}

/** `kaimen rules preview ID`: what of the datasets that are there fits. */
export async function previewRule(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const preview = await dataOf(api.POST('/api/v1/rules/{id}/preview', { params: { path: { id } } }));
  const { io } = context;
  if (options.json) return io.out(JSON.stringify(preview));
  const { datasets, nMatching, nChecked } = preview;
  const columns = {
    id: (dataset: (typeof datasets)[number]) => dataset.id,
    came: ({ createdAt }: (typeof datasets)[number]) => timeText(createdAt),
    file: ({ fileName }: (typeof datasets)[number]) => fileName,
  };
  printList(datasets, columns, { io, json: false });
  io.note(`${nMatching} of the ${nChecked} datasets that are there fit. Nothing was begun.`);
}

const ruleOf = (api: KaimenClient['api'], id: string): Promise<Rule> =>
  dataOf(api.GET('/api/v1/rules/{id}', { params: { path: { id } } }));

const stateOf = ({ enabled }: Rule): string => (enabled ? 'enabled' : 'disabled');

const sentenceOf = (rule: Rule): string =>
  `Rule ${rule.id} “${rule.name}” is ${stateOf(rule)}: scans ${matchText(rule.match)}: ${runText(rule.run)}.`;
