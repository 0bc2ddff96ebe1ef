import type { Job, JobEvent } from '../../workflows/ports/records.js';
import type { JobDto, JobEventDto } from './job.dto.js';

export const toJobDto = (job: Job): JobDto => ({
  id: job.id,
  kind: job.kind,
  subjectId: job.subjectId,
  state: job.state,
  progress: job.progress,
  stage: job.stage,
  problem: job.problem,
  createdAt: job.createdAt.toISOString(),
  startedAt: job.startedAt?.toISOString() ?? null,
  finishedAt: job.finishedAt?.toISOString() ?? null,
});

export const toJobEventDto = (event: JobEvent): JobEventDto => ({
  seq: event.seq,
  jobId: event.jobId,
  state: event.state,
  progress: event.progress,
  stage: event.stage,
  at: event.at.toISOString(),
});
