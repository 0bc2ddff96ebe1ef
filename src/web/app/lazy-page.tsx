import type { ComponentType } from 'react';
import { useLazy } from '../view/use-lazy.js';
import { ProblemCard } from './problem-card.js';

/** A part of a page that is nothing until its code has come. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function LazyPart(props: P) {
    const { part } = useLazy(load);
    return part === null ? null : <part.Shown {...props} />;
  };
}

/** A page whose code comes when it is first shown, so that the first load stays small. */
export function lazyPage<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function LazyPage(props: P) {
    const { part, failure } = useLazy(load);
    if (failure !== null)
      return (
        <ProblemCard problem={{ code: 'page-error', status: 0, title: 'The page failed', detail: failure }} />
      );
    if (part === null) return <p className="note">Loading…</p>;
    return <part.Shown {...props} />;
  };
}
