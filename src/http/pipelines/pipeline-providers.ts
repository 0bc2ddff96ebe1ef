import type { FactoryProvider, Provider } from '@nestjs/common';
import { ManageRules } from '../../workflows/pipelines/manage-rules.js';
import { ManageWebhooks } from '../../workflows/pipelines/manage-webhooks.js';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { DatasetRepository } from '../../workflows/ports/repositories.js';
import { RuleRepository } from '../../workflows/ports/rules.js';
import { WebhookRepository, WebhookSender } from '../../workflows/ports/webhooks.js';
import { ChooseRecipe } from '../../workflows/recipes/choose-recipe.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { RuleRunsController } from './rule-runs.controller.js';
import { RulesController } from './rules.controller.js';
import { WebhooksController } from './webhooks.controller.js';

export const PIPELINE_CONTROLLERS = [
  RulesController,
  RuleRunsController,
  WebhooksController,
  EventsController,
];

const WORKFLOWS: FactoryProvider[] = [
  {
    provide: ManageRules,
    inject: [RuleRepository, DatasetRepository, ChooseRecipe, Clock, Ids],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      rules: RuleRepository,
      datasets: DatasetRepository,
      chooseRecipe: ChooseRecipe,
      clock: Clock,
      ids: Ids,
    ) => new ManageRules({ rules, datasets, chooseRecipe, clock, ids }),
  },
  {
    provide: ManageWebhooks,
    inject: [WebhookRepository, WebhookSender, Clock, Ids],
    useFactory: (webhooks: WebhookRepository, sender: WebhookSender, clock: Clock, ids: Ids) =>
      new ManageWebhooks({ webhooks, sender, clock, ids }),
  },
];

export const PIPELINE_PROVIDERS: Provider[] = [...WORKFLOWS, EventStreams];
