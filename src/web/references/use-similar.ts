import { useEffect, useState } from 'react';
import { problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { similarTo } from './reference-client.js';
import type { Similar, SimilarRequest } from './types.js';

interface Answer {
  readonly asked: string;
  readonly similar: Similar | null;
  readonly problem: Problem | null;
}

/**
 * Compares anew when the question changes or `turn` does. The last answer stays while the next one is on its way, marked
 * by `busy`.
 */
export function useSimilar(analysisId: string, request: SimilarRequest, turn: number) {
  const asked = JSON.stringify([analysisId, request, turn]);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    similarTo(analysisId, request, abort.signal).then(
      (similar) => setAnswer({ asked, similar, problem: null }),
      (error: unknown) => {
        if (!abort.signal.aborted) setAnswer({ asked, similar: null, problem: problemOf(error) });
      },
    );
    return () => abort.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `asked` is all of the question, by value
  }, [asked]);
  return {
    similar: answer?.similar ?? null,
    problem: answer?.problem ?? null,
    busy: answer?.asked !== asked,
  };
}
