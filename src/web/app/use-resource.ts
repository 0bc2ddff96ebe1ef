import { useCallback, useEffect, useRef, useState } from 'react';
import { getJson, problemOf } from './api.js';
import type { Problem } from './api-types.js';

export interface Resource<T> {
  readonly data: T | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
}

/** GET of a path, again on `reload`; an answer for a path that is no longer wanted is dropped. */
export function useResource<T>(path: string | null): Resource<T> {
  const [answer, setAnswer] = useState<{ path: string; data: T | null; problem: Problem | null } | null>(
    null,
  );
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    getJson<T>(path, abort.signal).then(
      (data) => setAnswer({ path, data, problem: null }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setAnswer((old) => ({
            path,
            data: old?.path === path ? old.data : null,
            problem: problemOf(error),
          }));
      },
    );
    return () => abort.abort();
  }, [path, turn]);
  const current = answer !== null && answer.path === path ? answer : null;
  return { data: current?.data ?? null, problem: current?.problem ?? null, reload };
}

/** Calls again and again while `active`, not while the page is hidden. */
export function useInterval(callback: () => void, ms: number, active: boolean): void {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, ms);
    return () => clearInterval(timer);
  }, [ms, active]);
}
