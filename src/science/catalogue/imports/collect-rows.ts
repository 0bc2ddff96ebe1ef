import { ScienceError } from '../../units/science-error.js';
import type { BoundaryDraft } from '../catalogue-records.js';
import type { ImportFormat, ImportRequest, ImportRowProblem, ReadRows } from './import-types.js';

/**
 * Reads rows one by one: the drafts of a row, or the reason why there are none. A row half understood gives nothing.
 *
 * @param problems  of the files as a whole
 */
export function collectRows<Row>(
  { format, onProgress }: Pick<ImportRequest, 'onProgress'> & { readonly format: ImportFormat },
  rows: readonly Row[],
  read: (row: Row, number: number) => readonly BoundaryDraft[],
  problems: readonly string[] = [],
): ReadRows {
  const drafts: BoundaryDraft[] = [];
  const found: ImportRowProblem[] = problems.map((message) => ({ row: null, message }));
  rows.forEach((row, i) => {
    try {
      for (const draft of read(row, i + 1)) drafts.push(draft);
    } catch (error) {
      if (!(error instanceof ScienceError)) throw error;
      found.push({ row: i + 1, message: error.message });
    }
    onProgress?.((i + 1) / rows.length);
  });
  return { format, nRows: rows.length, drafts, problems: found };
}
