import { useEffect, useState } from 'react';
import { formatDuration } from '../plot/format.js';
import { postJson, problemOf } from './api.js';
import { hasEnded, type Job, type Problem } from './api-types.js';
import { jobEnd } from './follow.js';
import { ProblemCard } from './problem-card.js';
import { useNow } from './use-now.js';

/** The job as it stands now; starts from what is known and follows the events. */
function useJob(start: Job, onEnd: (job: Job) => void, onProblem: (problem: Problem) => void): Job {
  const [job, setJob] = useState(start);
  useEffect(
    () => {
      const left = new AbortController();
      jobEnd(start, setJob, left.signal).then(onEnd, (error: unknown) => {
        if (!left.signal.aborted) onProblem(problemOf(error));
      });
      return () => left.abort();
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one following a job; onEnd only reloads
    [start.id],
  );
  return job.id === start.id ? job : start;
}

/** Below this share an estimate of what is left would be a guess. */
const MIN_SHARE = 0.08;

function timeText(job: Job, now: number): string {
  if (job.startedAt === null) return 'waiting for a worker';
  const elapsed = Math.max(0, (now - Date.parse(job.startedAt)) / 1000);
  if (job.progress < MIN_SHARE) return `${formatDuration(elapsed)} so far`;
  return `${formatDuration(elapsed)} so far, about ${formatDuration((elapsed * (1 - job.progress)) / job.progress)} left`;
}

interface JobProgressProps {
  readonly job: Job;
  readonly title: string;
  readonly onEnd: (job: Job) => void;
}

/** What it is doing, how far, how long yet; it can be cancelled, and leaving the page does not stop it. */
export function JobProgress({ job: start, title, onEnd }: JobProgressProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const job = useJob(start, onEnd, setProblem);
  const now = useNow(500, !hasEnded(job.state));
  const percent = Math.round(100 * job.progress);
  const cancel = (): void => {
    postJson(`/jobs/${job.id}/cancel`).catch((error: unknown) => setProblem(problemOf(error)));
  };
  return (
    <section className="panel progress" aria-live="polite">
      <header>
        <h2>{title}</h2>
        <button type="button" onClick={cancel} disabled={hasEnded(job.state)}>
          Cancel
        </button>
      </header>
      <p>{job.stage === '' ? job.state : job.stage}</p>
      <progress value={job.progress} max={1} aria-label={title} />
      <p className="note">
        {percent} %, {timeText(job, now)}. You can leave this page; the work goes on.
      </p>
      {problem !== null && <ProblemCard problem={problem} />}
    </section>
  );
}
