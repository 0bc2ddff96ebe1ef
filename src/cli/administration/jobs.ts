import { dataOf, type Job } from '../../api-client/client.js';
import { listUpTo } from '../../api-client/list-up-to.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { printDone, printList, printRecord, timeText } from '../print.js';
import type { AskOptions } from '../service-options.js';

export interface ListJobsOptions extends AskOptions {
  readonly state?: Job['state'];
  readonly limit: number;
}

const standingOf = ({ state, progress, stage, problem }: Job): string | null => {
  if (problem !== null) return `${problem.detail} [${problem.code}]`;
  return state === 'running' ? `${Math.round(100 * progress)} % ${stage}` : null;
};

/** `kaimen jobs list` */
export async function listJobs(options: ListJobsOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { state, limit, json } = options;
  const jobs = await listUpTo(limit, (page) =>
    dataOf(api.GET('/api/v1/jobs', { params: { query: { ...page, state } } })),
  );
  const columns = {
    id: ({ id }: Job) => id,
    kind: ({ kind }: Job) => kind,
    state: (job: Job) => job.state,
    made: ({ createdAt }: Job) => timeText(createdAt),
    ended: ({ finishedAt }: Job) => timeText(finishedAt),
    'how it stands': standingOf,
  };
  printList(jobs, columns, { io: context.io, json });
}

/** `kaimen jobs show ID` */
export async function showJob(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const job = await dataOf(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } }));
  const facts = {
    ...{ id: job.id, [job.kind]: job.subjectId, state: job.state, 'how it stands': standingOf(job) },
    ...{ made: timeText(job.createdAt), begun: timeText(job.startedAt), ended: timeText(job.finishedAt) },
  };
  printRecord(job, facts, { io: context.io, json: options.json });
}

/** `kaimen jobs retry ID` */
export async function retryJob(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const job = await dataOf(api.POST('/api/v1/jobs/{id}/retry', { params: { path: { id } } }));
  const printing = { io: context.io, json: options.json };
  printDone(job, `Job ${job.id} does it once more. See it with: kaimen jobs show ${job.id}`, printing);
}

/** `kaimen jobs cancel ID` */
export async function cancelJob(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const job = await dataOf(api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } }));
  const printing = { io: context.io, json: options.json };
  printDone(job, `Job ${id} is ${job.finishedAt === null ? 'being cancelled' : job.state}.`, printing);
}
