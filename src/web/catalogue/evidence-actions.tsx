import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import type { Evidence } from './types.js';

type Decision = 'accept' | 'reject';

/** What can be done from a state; nothing is final, the history keeps all of it. */
const ACTIONS: Readonly<Record<Evidence['state'], readonly (readonly [Decision, string])[]>> = {
  suggested: [
    ['accept', 'Accept'],
    ['reject', 'Reject'],
  ],
  accepted: [['reject', 'Take back']],
  assigned: [['reject', 'Take back']],
  rejected: [['accept', 'Accept after all']],
};

interface EvidenceActionsProps {
  readonly evidence: Pick<Evidence, 'id' | 'state'>;
  /** What is decided about, for those who hear the page. */
  readonly about: string;
  readonly onChange: () => void;
}

/** Decides about a piece of evidence, or takes the decision back. */
export function EvidenceActions({ evidence: { id, state }, about, onChange }: EvidenceActionsProps) {
  const { problem, run } = useAction();
  const decide = (decision: Decision): void =>
    run(() => postJson(`/catalogue/evidence/${id}/${decision}`).then(onChange));
  return (
    <span className="actions">
      {ACTIONS[state].map(([decision, text]) => (
        <button
          key={decision}
          type="button"
          className={text === 'Accept' ? undefined : 'quiet'}
          aria-label={`${text}: ${about}`}
          onClick={() => decide(decision)}
        >
          {text}
        </button>
      ))}
      {problem !== null && <ProblemCard problem={problem} />}
    </span>
  );
}
