import { useState } from 'react';
import { problemOf } from './api.js';
import type { Problem } from './api-types.js';

/** One thing that is done at a time, and what went wrong with the last one. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (what: () => Promise<void>): void => {
    setBusy(true);
    setProblem(null);
    what()
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run };
}
