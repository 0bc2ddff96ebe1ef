import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { JobRepository } from '../../workflows/ports/repositories.js';
import { HttpOptions } from '../http-options.js';
import { HttpProblem } from '../problems/http-problem.js';

const QUEUES = 'kaimen:queues-jobs';

/** A handler that takes work in: it is refused while the queue is full. What was taken in before goes on. */
export const QueuesJobs = (): MethodDecorator => SetMetadata(QUEUES, true);

/** Somebody who waits so long finds a job or two gone. */
const COME_AGAIN_S = 10;

@Injectable()
export class QueueRoomGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(JobRepository) private readonly jobs: JobRepository,
    private readonly options: HttpOptions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const queues = this.reflector.get<boolean | undefined>(QUEUES, context.getHandler()) ?? false;
    const { maxQueuedJobs } = this.options;
    if (!queues || (await this.jobs.countQueued(maxQueuedJobs)) < maxQueuedJobs) return true;
    const detail = `${maxQueuedJobs} jobs wait already, as many as are kept here; nothing was taken, come again later.`;
    throw new HttpProblem('overloaded', detail, { headers: { 'Retry-After': String(COME_AGAIN_S) } });
  }
}
