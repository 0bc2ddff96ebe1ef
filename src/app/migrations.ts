import { FirstTables1795384800000 } from '../../migrations/1795384800000-first-tables.js';
import { Searches1795392000000 } from '../../migrations/1795392000000-searches.js';
import { References1795400000000 } from '../../migrations/1795400000000-references.js';
import { RecipesAndBatches1795406400000 } from '../../migrations/1795406400000-recipes-and-batches.js';
import { Catalogue1795410000000 } from '../../migrations/1795410000000-catalogue.js';
import { Sidecars1795420000000 } from '../../migrations/1795420000000-sidecars.js';
import { ImportJobs1795430000000 } from '../../migrations/1795430000000-import-jobs.js';
import { Uploads1795432000000 } from '../../migrations/1795432000000-uploads.js';
import { Pipelines1795440000000 } from '../../migrations/1795440000000-pipelines.js';
import { Administration1795450000000 } from '../../migrations/1795450000000-administration.js';
import { KeptAnswers1795460000000 } from '../../migrations/1795460000000-kept-answers.js';
import { Watchers1795470000000 } from '../../migrations/1795470000000-watchers.js';
import { WebhookPause1795480000000 } from '../../migrations/1795480000000-webhook-pause.js';

/** All that change the tables, oldest first. */
export const MIGRATIONS = [
  FirstTables1795384800000,
  Searches1795392000000,
  References1795400000000,
  RecipesAndBatches1795406400000,
  Catalogue1795410000000,
  Sidecars1795420000000,
  ImportJobs1795430000000,
  Uploads1795432000000,
  Pipelines1795440000000,
  Administration1795450000000,
  KeptAnswers1795460000000,
  Watchers1795470000000,
  WebhookPause1795480000000,
];
