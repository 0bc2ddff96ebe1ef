import { type Batch, nEnded } from '../../api-client/follow-batch.js';
import { dataOf } from '../../api-client/client.js';
import { listUpTo } from '../../api-client/list-up-to.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { CliError, EXIT } from '../exit-codes.js';
import { printDone, printList, printRecord, timeText } from '../print.js';
import type { AskOptions } from '../service-options.js';
import { finishBatch, type FollowBatchOptions, tellFailures, withTablePlace } from './finish-batch.js';
import { chosenRecipe } from './recipe-choice.js';

export interface StartBatchOptions extends FollowBatchOptions {
  readonly recipe?: string;
  readonly name?: string;
  readonly dataset?: string[];
  readonly all: boolean;
  readonly fileName?: string;
  readonly since?: string;
  readonly format?: string;
  readonly instrument?: string;
  readonly session?: string;
}

/** `kaimen batch start`: one recipe on many datasets. It goes on when this command is ended. */
export async function startBatch(options: StartBatchOptions, context: ServiceContext): Promise<void> {
  const chosen = chosenDatasets(options);
  const recipe = await chosenRecipe(options.recipe);
  const client = await connectService(options, context);
  const body = { ...recipe, name: options.name, ...chosen };
  await withTablePlace(options.table, async () => {
    const batch = await dataOf(client.api.POST('/api/v1/batches', { body }));
    await finishBatch(batch, options, { ...context, client });
  });
}

/** @throws CliError invalid-parameter  nothing, or too much is said: all datasets are analysed only when asked for */
function chosenDatasets({ dataset, all, fileName: name, since, ...rest }: StartBatchOptions) {
  const { format, instrument, session } = rest;
  const filter = { name, uploadedSince: since, format, instrument, session };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if ([dataset !== undefined, all, isFiltered].filter(Boolean).length !== 1)
    throw new CliError(
      EXIT.usage,
      'invalid-parameter',
      'On which datasets?',
      'Name them with --dataset, or say what fits (--file-name, --since, --format, --instrument, --session), or --all.',
    );
  return dataset === undefined ? { filter } : { datasetIds: dataset };
}

/** `kaimen batch list` */
export async function listBatches(
  options: AskOptions & { readonly limit: number },
  context: ServiceContext,
): Promise<void> {
  const { api } = await connectService(options, context);
  const { limit, json } = options;
  const batches = await listUpTo(limit, (page) =>
    dataOf(api.GET('/api/v1/batches', { params: { query: page } })),
  );
  const columns = {
    id: ({ id }: Batch) => id,
    name: ({ name }: Batch) => name,
    begun: ({ createdAt }: Batch) => timeText(createdAt),
    ended: (batch: Batch) => `${nEnded(batch)} of ${batch.counts.total}`,
    succeeded: ({ counts }: Batch) => counts.succeeded,
    failed: ({ counts }: Batch) => counts.failed,
    cancelled: ({ counts }: Batch) => counts.cancelled,
    'known before': ({ counts }: Batch) => counts.reused,
  };
  printList(batches, columns, { io: context.io, json });
}

/** `kaimen batch show ID`: how it stands; with --follow to its end. */
export async function showBatch(
  id: string,
  options: FollowBatchOptions & { readonly follow: boolean },
  context: ServiceContext,
): Promise<void> {
  const client = await connectService(options, context);
  const batch = await dataOf(client.api.GET('/api/v1/batches/{id}', { params: { path: { id } } }));
  if (options.follow || options.table !== undefined)
    return withTablePlace(options.table, () =>
      finishBatch(batch, { ...options, detach: !options.follow }, { ...context, client }),
    );
  const { counts, savedRecipe } = batch;
  const saved = savedRecipe === null ? null : `${savedRecipe.id}@${savedRecipe.version}`;
  const facts = {
    ...{ id, name: batch.name, begun: timeText(batch.createdAt), 'saved recipe': saved },
    ...{ ended: `${nEnded(batch)} of ${counts.total}`, succeeded: counts.succeeded, failed: counts.failed },
    ...{ cancelled: counts.cancelled, 'known before': counts.reused },
  };
  printRecord(batch, facts, { io: context.io, json: options.json });
  await tellFailures(batch, { ...context, client });
}

/** `kaimen batch cancel ID` */
export async function cancelBatch(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const batch = await dataOf(api.POST('/api/v1/batches/{id}/cancel', { params: { path: { id } } }));
  const { cancelled, total } = batch.counts;
  const printing = { io: context.io, json: options.json };
  printDone(batch, `Batch ${id} is cancelled: ${cancelled} of ${total} were not computed.`, printing);
}

/** `kaimen batch retry ID`: what failed or was cancelled, once more. */
export async function retryBatch(
  id: string,
  options: FollowBatchOptions,
  context: ServiceContext,
): Promise<void> {
  const client = await connectService(options, context);
  await withTablePlace(options.table, async () => {
    const batch = await dataOf(client.api.POST('/api/v1/batches/{id}/retry', { params: { path: { id } } }));
    await finishBatch(batch, options, { ...context, client });
  });
}
