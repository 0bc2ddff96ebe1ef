import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FindRecords } from '../../workflows/find-records.js';
import type { Job } from '../../workflows/ports/records.js';
import { JobRepository } from '../../workflows/ports/repositories.js';
import { lastEventId, type NextEvents, OpenStreams } from '../requests/event-stream.js';
import { toJobEventDto } from './job.mapper.js';

const ENDED: readonly Job['state'][] = ['succeeded', 'failed', 'cancelled'];

/** Events of a job as server-sent events: from the beginning or after the last one seen, until the job has ended. */
@Injectable()
export class JobEventStreams implements BeforeApplicationShutdown {
  private readonly streams: OpenStreams;

  constructor(
    @Inject(FindRecords) private readonly records: FindRecords,
    @Inject(JobRepository) private readonly jobs: JobRepository,
  ) {
    this.streams = new OpenStreams((ids) => this.newest(ids));
  }

  /** Ends all streams, so that the server can close. Clients resume where they were. */
  beforeApplicationShutdown(): void {
    this.streams.endAll();
  }

  async send(request: Request, response: Response, job: { ownerId: string; id: string }): Promise<void> {
    const afterSeq = lastEventId(request) ?? 0;
    const { state } = await this.records.job(job.ownerId, job.id);
    const missed = await this.jobs.eventsAfter(job.ownerId, job.id, afterSeq);
    // A browser reconnects whenever a stream ends; 204 tells it that there is nothing more to come.
    if (ENDED.includes(state) && missed.length === 0) return void response.status(204).end();
    const next = (seq: number): Promise<NextEvents> => this.next(job, seq);
    await this.streams.send(response, { key: job.id, ownerId: job.ownerId, afterId: afterSeq, next });
  }

  /** That a job was removed is news, too. */
  private async newest(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = await this.jobs.lastSeqs(ids);
    return new Map(ids.map((id) => [id, known.get(id) ?? Infinity]));
  }

  private async next({ ownerId, id }: { ownerId: string; id: string }, seq: number): Promise<NextEvents> {
    const found = await this.jobs.eventsAfter(ownerId, id, seq);
    const events = found.map((event) => ({ id: event.seq, type: 'job', data: toJobEventDto(event) }));
    const isOver = found.some(({ state }) => ENDED.includes(state));
    return { events, isEnd: isOver || (found.length === 0 && (await this.jobs.find(ownerId, id)) === null) };
  }
}
