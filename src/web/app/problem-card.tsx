import type { ReactNode } from 'react';
import { CopyButton } from '../view/tabs/provenance-tab.js';
import { adviceFor } from './advice.js';
import type { Problem } from './api-types.js';

interface ProblemCardProps {
  readonly problem: Problem;
  /** To which file or analysis it happened. */
  readonly subject?: string;
  /** What was kept. */
  readonly kept?: string;
  readonly children?: ReactNode;
}

/** What happened, to what, what was kept, what to do; the code small and to be copied. */
export function ProblemCard({ problem, subject, kept, children }: ProblemCardProps) {
  const advice = adviceFor(problem);
  const report = `${problem.code}: ${problem.detail}${subject === undefined ? '' : ` (${subject})`}`;
  return (
    <section className="problem" role="alert">
      <h2>{problem.title}</h2>
      {subject !== undefined && <p className="wrap subject">{subject}</p>}
      <p className="wrap">{problem.detail}</p>
      {advice !== null && <p>{advice}</p>}
      {kept !== undefined && <p className="note">{kept}</p>}
      <p className="problem-foot">
        <code>{problem.code}</code>
        <CopyButton text={report} label="Copy the problem" />
        {children}
      </p>
    </section>
  );
}
