import { dirname } from 'node:path';
import { type Batch, followBatch, nEnded } from '../../api-client/follow-batch.js';
import { dataOf, type KaimenClient } from '../../api-client/client.js';
import { listUpTo } from '../../api-client/list-up-to.js';
import type { ServiceContext } from '../connect-service.js';
import { CliError, EXIT } from '../exit-codes.js';
import { printDone } from '../print.js';
import { withBar } from '../progress-bar.js';
import { saveFile } from '../save-file.js';
import type { AskOptions } from '../service-options.js';
import { makeWritableFolder, removeEmpty } from '../writable-folder.js';

export interface FollowBatchOptions extends AskOptions {
  /** Does not wait for the end. */
  readonly detach: boolean;
  /** Where the table is written. */
  readonly table?: string;
}

interface AtService extends ServiceContext {
  readonly client: KaimenClient;
}

const LISTED = 20;

/** Tries where the table goes before anything is computed for it. */
export async function withTablePlace(table: string | undefined, work: () => Promise<void>): Promise<void> {
  const made = table === undefined ? [] : await makeWritableFolder(dirname(table), '--table');
  try {
    await work();
  } finally {
    await removeEmpty(made);
  }
}

/**
 * Follows a batch to its end, unless it is left alone; writes its table.
 *
 * @throws CliError batch-failed  some analyses failed or were cancelled
 */
export async function finishBatch(
  begun: Batch,
  { detach, table, json }: FollowBatchOptions,
  context: AtService,
): Promise<void> {
  const { io, client } = context;
  const { id } = begun;
  const batch = detach ? begun : await followed(begun, context);
  if (table !== undefined) {
    const params = { path: { id } };
    await saveFile(
      await dataOf(client.api.GET('/api/v1/batches/{id}/table.csv', { params, parseAs: 'stream' })),
      table,
    );
  }
  printDone(batch, sentenceOf(batch), { io, json });
  if (table !== undefined) io.note(`The table is in ${table}.`);
  if (detach) return;
  const { total, succeeded } = batch.counts;
  if (succeeded === total) return;
  await tellFailures(batch, context);
  throw new CliError(
    EXIT.rejected,
    'batch-failed',
    `${total - succeeded} of ${total} analyses did not succeed`,
    `When the reason is mended: kaimen batch retry ${id}`,
  );
}

function followed({ id }: Batch, { io, client }: AtService): Promise<Batch> {
  io.note(`Batch ${id} has begun; it goes on without this command, too: kaimen batch show ${id} --follow`);
  return withBar(io, 'batch', (bar) =>
    followBatch(client, id, (batch) => {
      const { total, failed } = batch.counts;
      const stage = `${nEnded(batch)} of ${total}${failed > 0 ? `, ${failed} failed` : ''}`;
      // Where nobody watches, a line a dataset would fill the log.
      bar(total === 0 ? 1 : nEnded(batch) / total, io.watched ? stage : `${total} analyses`);
    }),
  );
}

/** Which have failed, and why. */
export async function tellFailures({ id, counts }: Batch, { io, client }: AtService): Promise<void> {
  if (counts.failed === 0) return;
  const params = { path: { id }, query: { state: 'failed' as const } };
  const rows = await listUpTo(LISTED, (page) =>
    dataOf(
      client.api.GET('/api/v1/batches/{id}/rows', {
        params: { ...params, query: { ...params.query, ...page } },
      }),
    ),
  );
  for (const { fileName, problem } of rows)
    io.note(
      `failed: ${fileName}: ${problem === null ? 'no reason is known' : `${problem.detail} [${problem.code}]`}`,
    );
  if (counts.failed > rows.length) io.note(`… and ${counts.failed - rows.length} more, in the table`);
}

const sentenceOf = (batch: Batch): string => {
  const { total, succeeded, failed, cancelled, reused } = batch.counts;
  const its = `Batch ${batch.id} “${batch.name}”`;
  if (nEnded(batch) < total)
    return `${its} goes on: ${nEnded(batch)} of ${total} have ended. See the end with: kaimen batch show ${batch.id} --follow`;
  const others = [failed > 0 ? `${failed} failed` : '', cancelled > 0 ? `${cancelled} cancelled` : ''];
  const known = reused > 0 ? `${reused} of them known before` : '';
  const parts = [`${succeeded} of ${total} succeeded`, known, ...others].filter((part) => part !== '');
  return `${its}: ${parts.join(', ')}.`;
};
