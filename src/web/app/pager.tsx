import { useState } from 'react';

/** The way to the part that was shown of a list, for those who come back to it; while the page is open. */
const WAYS = new Map<string, readonly string[]>();

/** Which part of a list is shown, and the way there; a list with a name is found again where it was left. */
export function useCursor(name?: string) {
  const [cursors, setState] = useState<readonly string[]>(name === undefined ? [] : (WAYS.get(name) ?? []));
  const setCursors = (way: readonly string[]): void => {
    if (name !== undefined) WAYS.set(name, way);
    setState(way);
  };
  const cursor = cursors.at(-1);
  return {
    /** From 0. */
    page: cursors.length,
    /** To follow the query of the list. */
    query: cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`,
    newer: cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1)),
    older: (next: string) => setCursors([...cursors, next]),
  };
}

interface PagerProps {
  readonly cursor: ReturnType<typeof useCursor>;
  /** Null at the end of the list. */
  readonly next: string | null;
  /** What lies before and behind; lists by date say Newer and Older. */
  readonly words?: readonly [string, string];
}

/** Nothing where the list has one part only. */
export function Pager({ cursor, next, words = ['Newer', 'Older'] }: PagerProps) {
  const { newer, older } = cursor;
  if (newer === null && next === null) return null;
  return (
    <nav className="bar" aria-label="Pages of the list">
      <button type="button" disabled={newer === null} onClick={newer ?? undefined}>
        {words[0]}
      </button>
      <button type="button" disabled={next === null} onClick={next === null ? undefined : () => older(next)}>
        {words[1]}
      </button>
    </nav>
  );
}
