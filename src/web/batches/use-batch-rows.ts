import { useCallback, useEffect, useState } from 'react';
import { getJson, problemOf } from '../app/api.js';
import { hasEnded, type Page, type Problem } from '../app/api-types.js';
import type { BatchRow } from './batch-types.js';

const PAGE = 500;
const REFRESH_MS = 2_000;

interface Part extends Page<BatchRow> {
  /** Cursor that leads to it; null for the first. */
  readonly cursor: string | null;
}

const isSettled = (part: Part): boolean => part.items.every((row) => hasEnded(row.state));

async function fetchPart(id: string, cursor: string | null, signal: AbortSignal): Promise<Part> {
  const from = cursor === null ? '' : `&cursor=${cursor}`;
  const page = await getJson<Page<BatchRow>>(`/batches/${id}/rows?limit=${PAGE}${from}`, signal);
  return { ...page, cursor };
}

interface Listener {
  readonly onRows: (rows: readonly BatchRow[]) => void;
  readonly onProblem: (problem: Problem | null) => void;
}

/** All rows, part by part, then again and again those parts in which some row has not ended. */
async function follow(id: string, signal: AbortSignal, { onRows, onProblem }: Listener): Promise<void> {
  const parts: Part[] = [];
  for (let cursor: string | null = null, isMore = true; isMore; isMore = cursor !== null) {
    const part: Part = await fetchPart(id, cursor, signal);
    parts.push(part);
    onRows(parts.flatMap(({ items }) => items));
    cursor = part.nextCursor;
  }
  while (!parts.every(isSettled)) {
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
    signal.throwIfAborted();
    if (document.hidden) continue;
    try {
      for (const [i, part] of parts.entries())
        if (!isSettled(part)) parts[i] = await fetchPart(id, part.cursor, signal);
      onProblem(null);
    } catch (error) {
      // The work goes on without this page, so it looks again; what is here stays.
      signal.throwIfAborted();
      onProblem(problemOf(error));
    }
    onRows(parts.flatMap(({ items }) => items));
  }
}

/** The rows of a batch, kept fresh until all have ended; `reload` begins anew. */
export function useBatchRows(id: string) {
  const [rows, setRows] = useState<readonly BatchRow[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    follow(id, abort.signal, { onRows: setRows, onProblem: setProblem }).catch((error: unknown) => {
      if (!abort.signal.aborted) setProblem(problemOf(error));
    });
    return () => abort.abort();
  }, [id, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { rows, problem, reload };
}
