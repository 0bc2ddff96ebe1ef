import { type ComponentType, useEffect, useState } from 'react';
import { problemOf } from './api.js';
import type { Problem } from './api-types.js';
import { ProblemCard } from './problem-card.js';

/** A page whose code comes when it is first shown, so that the first load stays small. */
export function lazyPage<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function LazyPage(props: P) {
    const [page, setPage] = useState<{ readonly shown: ComponentType<P> } | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    useEffect(() => {
      load().then(
        (shown) => setPage({ shown }),
        (error: unknown) => setProblem(problemOf(error)),
      );
    }, []);
    if (problem !== null) return <ProblemCard problem={problem} />;
    if (page === null) return <p className="note">Loading…</p>;
    return <page.shown {...props} />;
  };
}
