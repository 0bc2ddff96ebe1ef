import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FindRecords } from '../../workflows/find-records.js';
import type { Job, JobEvent } from '../../workflows/ports/records.js';
import { JobRepository } from '../../workflows/ports/repositories.js';
import { HttpProblem } from '../problems/http-problem.js';
import { toJobEventDto } from './job.mapper.js';

/** How often new events are looked for, and how often a comment shows that the connection lives. */
export const STREAM_TIMING = { pollMs: 100, keepAliveMs: 15_000 };

const ENDED: readonly Job['state'][] = ['succeeded', 'failed', 'cancelled'];

/** Events of a job as server-sent events: from the beginning or after the last one seen, until the job has ended. */
@Injectable()
export class JobEventStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();

  constructor(
    @Inject(FindRecords) private readonly records: FindRecords,
    @Inject(JobRepository) private readonly jobs: JobRepository,
  ) {}

  /** Ends all streams, so that the server can close. Clients resume where they were. */
  beforeApplicationShutdown(): void {
    for (const stream of this.open) stream.abort();
  }

  async send(request: Request, response: Response, job: { ownerId: string; id: string }): Promise<void> {
    const afterSeq = lastEventId(request);
    const { state } = await this.records.job(job.ownerId, job.id);
    const missed = await this.jobs.eventsAfter(job.ownerId, job.id, afterSeq);
    // A browser reconnects whenever a stream ends; 204 tells it that there is nothing more to come.
    if (ENDED.includes(state) && missed.length === 0) return void response.status(204).end();
    const stream = new AbortController();
    this.open.add(stream);
    response.on('close', () => stream.abort());
    begin(response);
    await this.follow(response, { ...job, afterSeq }, stream.signal).finally(() => this.open.delete(stream));
    response.end();
  }

  private async follow(
    response: Response,
    { ownerId, id, afterSeq }: { ownerId: string; id: string; afterSeq: number },
    signal: AbortSignal,
  ): Promise<void> {
    let seen = afterSeq;
    let writtenAt = Date.now();
    while (!signal.aborted) {
      const events = await this.jobs.eventsAfter(ownerId, id, seen);
      for (const event of events) response.write(formatEvent(event));
      seen = events.at(-1)?.seq ?? seen;
      if (events.some(({ state }) => ENDED.includes(state))) return;
      if (events.length > 0) writtenAt = Date.now();
      else if ((await this.jobs.find(ownerId, id)) === null) return;
      if (Date.now() - writtenAt >= STREAM_TIMING.keepAliveMs - STREAM_TIMING.pollMs) {
        response.write(': still here\n\n');
        writtenAt = Date.now();
      }
      await pause(STREAM_TIMING.pollMs, signal);
    }
  }
}

/** The id of the last event a client saw: the header a browser sends by itself; 0 without it. */
function lastEventId(request: Request): number {
  const given = request.get('Last-Event-ID') ?? '0';
  if (!/^\d{1,15}$/.test(given)) {
    throw new HttpProblem('invalid-parameter', 'Last-Event-ID is not the id of an event.');
  }
  return Number(given);
}

function begin(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.write('retry: 1000\n\n');
}

const formatEvent = (event: JobEvent): string =>
  `id: ${event.seq}\nevent: job\ndata: ${JSON.stringify(toJobEventDto(event))}\n\n`;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
