import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { startDeliveries } from '../jobs/webhooks/delivery-loop.js';
import { HttpWebhookSender } from '../jobs/webhooks/http-webhook-sender.js';
import { PostgresAnalysisRepository } from '../storage/postgres/postgres-datasets.js';
import { PostgresRecipeRepository } from '../storage/postgres/postgres-recipes.js';
import { PostgresReferenceRepository } from '../storage/postgres/postgres-references.js';
import { PostgresRuleRepository } from '../storage/postgres/postgres-rules.js';
import { PostgresWebhookRepository } from '../storage/postgres/postgres-webhooks.js';
import { DeliverWebhooks } from '../workflows/pipelines/deliver-webhooks.js';
import { RunRules } from '../workflows/pipelines/run-rules.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import type { SearchComputation } from '../workflows/ports/search-computation.js';
import type { SearchRepository } from '../workflows/ports/search-repositories.js';
import { ChooseRecipe } from '../workflows/recipes/choose-recipe.js';
import { SubmitSearch } from '../workflows/searches/submit-search.js';
import type { Closers } from './closers.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { every } from './every.js';
import { SystemClock, TimeOrderedIds } from './system-clock.js';

const RULES_MS = 5000;
const FORGET_MS = 3_600_000;

/** What of a process pipelines stand on. */
export interface PipelineContext {
  readonly config: Config;
  readonly db: DataSource;
  readonly boss: PgBoss;
  readonly jobs: JobRepository;
  readonly searches: SearchRepository;
  readonly computation: SearchComputation;
  readonly log: Log;
}

export const webhookSender = ({ webhookAllow }: Config): HttpWebhookSender =>
  new HttpWebhookSender({ exceptions: webhookAllow });

export function ruleRunner({ db, boss, jobs, searches, computation }: PipelineContext): RunRules {
  const [clock, ids, recipes] = [new SystemClock(), new TimeOrderedIds(), new PostgresRecipeRepository(db)];
  return new RunRules({
    ...{ rules: new PostgresRuleRepository(db, boss), recipes, jobs, clock, ids },
    chooseRecipe: new ChooseRecipe(recipes, new PostgresReferenceRepository(db)),
    analyses: new PostgresAnalysisRepository(db, boss),
    submitSearch: new SubmitSearch({ searches, computation, clock, ids }),
  });
}

/** Looks for datasets that rules have missed, and sends events to webhooks. */
export function startPipelines(
  { config, db, log }: PipelineContext,
  rules: RunRules,
  closers: Closers,
): void {
  const webhooks = new PostgresWebhookRepository(db);
  const sender = webhookSender(config);
  const deliver = new DeliverWebhooks({ webhooks, sender, clock: new SystemClock(), random: Math.random });
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
