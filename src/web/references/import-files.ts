import { problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import type { Reference } from './types.js';

/** What became of one file. */
export interface ImportRow {
  readonly fileName: string;
  readonly state: 'waiting' | 'sending' | 'kept' | 'refused' | 'stopped';
  readonly reference: Reference | null;
  readonly problem: Problem | null;
}

interface ImportHandlers {
  readonly send: (file: File) => Promise<Reference>;
  /** All rows, after each change. */
  readonly onRows: (rows: readonly ImportRow[]) => void;
  /** No file is begun once it is aborted. */
  readonly signal: AbortSignal;
}

/** Sends files one after another; a refusal stops none of the others. */
export async function importFiles(
  files: readonly File[],
  { send, onRows, signal }: ImportHandlers,
): Promise<void> {
  const rows: ImportRow[] = files.map(({ name }) => ({
    fileName: name,
    state: 'waiting',
    reference: null,
    problem: null,
  }));
  const change = (at: number, row: Partial<ImportRow>): void => {
    rows[at] = { ...rows[at], ...row };
    onRows([...rows]);
  };
  onRows([...rows]);
  for (const [at, file] of files.entries()) {
    if (signal.aborted) {
      change(at, { state: 'stopped' });
      continue;
    }
    change(at, { state: 'sending' });
    try {
      change(at, { state: 'kept', reference: await send(file) });
    } catch (error) {
      change(at, { state: 'refused', problem: problemOf(error) });
    }
  }
}

export const countOf = (rows: readonly ImportRow[], state: ImportRow['state']): number =>
  rows.filter((row) => row.state === state).length;

/** One line for all. */
export function summaryOf(rows: readonly ImportRow[]): string {
  const open = countOf(rows, 'waiting') + countOf(rows, 'sending');
  const [kept, refused, stopped] = (['kept', 'refused', 'stopped'] as const).map((state) =>
    countOf(rows, state),
  );
  return [
    `${kept} of ${rows.length} kept`,
    refused > 0 ? `${refused} refused` : '',
    stopped > 0 ? `${stopped} not sent` : '',
    open > 0 ? `${open} to go` : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}
