import type { Job } from '../app/api-types.js';
import { JobProgress } from '../app/job-progress.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import type { ImportSummary } from './types.js';

interface ImportJobProps {
  readonly shown: ImportSummary & { readonly jobId: string };
  readonly onEnd: () => void;
}

/** An import that is worked on. */
export function ImportJob({ shown, onEnd }: ImportJobProps) {
  const { data: job, problem } = useResource<Job>(`/jobs/${shown.jobId}`);
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (job === null) return <p role="status">Looking how far it is…</p>;
  const title = `${shown.state === 'reading' ? 'Reading' : 'Taking in'} ${shown.fileName}`;
  return <JobProgress job={job} title={title} onEnd={onEnd} />;
}

export const isWorkedOn = (shown: ImportSummary): shown is ImportJobProps['shown'] =>
  shown.jobId !== null && (shown.state === 'reading' || shown.state === 'committing');
