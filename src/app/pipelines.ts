import { startDeliveries } from '../jobs/webhooks/delivery-loop.js';
import { HttpWebhookSender } from '../jobs/webhooks/http-webhook-sender.js';
import { DeliverWebhooks } from '../workflows/pipelines/deliver-webhooks.js';
import { RunRules } from '../workflows/pipelines/run-rules.js';
import type { SearchComputation } from '../workflows/ports/search-computation.js';
import { ChooseRecipe } from '../workflows/recipes/choose-recipe.js';
import { SubmitSearch } from '../workflows/searches/submit-search.js';
import type { Closers } from './closers.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { every } from './every.js';
import type { Repositories } from './repositories.js';

const RULES_MS = 5000;
const FORGET_MS = 3_600_000;

/** What of a process pipelines stand on. */
export interface PipelineContext extends Repositories {
  readonly config: Config;
  readonly computation: SearchComputation;
  readonly log: Log;
}

export const webhookSender = ({ webhookAllow }: Config): HttpWebhookSender =>
  new HttpWebhookSender({ exceptions: webhookAllow });

export function ruleRunner(context: PipelineContext): RunRules {
  const { rules, recipes, references, analyses, jobs, searches, computation, clock, ids } = context;
  return new RunRules({
    ...{ rules, recipes, analyses, jobs, clock, ids },
    chooseRecipe: new ChooseRecipe(recipes, references),
    submitSearch: new SubmitSearch({ searches, computation, clock, ids }),
  });
}

/** Looks for datasets that rules have missed, and sends events to webhooks. */
export function startPipelines(
  { config, webhooks, clock, log }: PipelineContext,
  rules: RunRules,
  closers: Closers,
): void {
  const sender = webhookSender(config);
  const deliver = new DeliverWebhooks({ webhooks, sender, clock, random: Math.random });
  closers.add(
    'the pass of rules',
    every(RULES_MS, log, () => rules.runDue()),
  );
  closers.add(
    'forgetting old events',
    every(FORGET_MS, log, () => deliver.forget()),
  );
  closers.add('sending to webhooks', startDeliveries(deliver, log));
}
