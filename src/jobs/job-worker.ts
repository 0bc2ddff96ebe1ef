import type { PgBoss } from 'pg-boss';
import { checkHandlers, type JobHandler, TASK_KINDS, type TaskKind } from './job-handler.js';

interface Payload {
  readonly subjectId: string;
}

export interface JobWorkerOptions {
  /** Tasks of a kind that run at once in this process. */
  readonly concurrency: Readonly<Record<TaskKind, number>>;
}

/** A worker that stops gives its job back; another, or this one at its next start, takes it. */
class ShuttingDown extends Error {}

/** A process whose heart has not beaten for this long is dead, and its jobs are given to others. */
const HEARTBEAT_S = 10;
const RETRIES = 15;

/**
 * Queues for all kinds; every process that sends or takes jobs calls it at its start.
 *
 * @param expireInSeconds  longest that a task may run before it is given to another worker; at most a day
 */
export async function declareQueues(
  boss: PgBoss,
  expireInSeconds: Readonly<Record<TaskKind, number>>,
): Promise<void> {
  const options = {
    heartbeatSeconds: HEARTBEAT_S,
    retryLimit: RETRIES,
    retryDelay: 1,
    retentionSeconds: 90 * 86_400,
    notify: true,
  };
  for (const kind of TASK_KINDS) {
    const ofKind = { ...options, expireInSeconds: expireInSeconds[kind] };
    await boss.createQueue(kind, ofKind);
    await boss.updateQueue(kind, ofKind);
  }
}

/** Takes jobs from the queue and has them done, each by the handler of its kind. */
export class JobWorker {
  private readonly shutdown = new AbortController();

  constructor(
    private readonly boss: PgBoss,
    private readonly handlers: readonly JobHandler[],
    private readonly options: JobWorkerOptions,
  ) {
    checkHandlers(handlers);
  }

  async start(): Promise<void> {
    for (const handler of this.handlers) {
      for (let i = 0; i < this.options.concurrency[handler.kind]; i++) await this.take(handler);
    }
  }

  /** One job of a kind after another. */
  private async take(handler: JobHandler): Promise<void> {
    const options = {
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 0.5,
      heartbeatRefreshSeconds: 2,
    };
    const taker: string = await this.boss.work<Payload>(handler.kind, options, async ([job]) => {
      // Another may wait: without it, the queue is looked at only each 0.5 s, however short the jobs are.
      this.boss.notifyWorker(taker);
      await handler.run(job.data.subjectId, AbortSignal.any([this.shutdown.signal, job.signal]));
    });
  }

  /** Running jobs go back to the queue. */
  async stop(): Promise<void> {
    this.shutdown.abort(new ShuttingDown('the worker stops'));
    for (const { kind } of this.handlers) await this.boss.offWork(kind, { wait: true });
  }
}
