import { type CsvRows, csvRows } from '../../science/formats/csv-rows.js';
import { FormatError } from '../../science/formats/format-error.js';
import { WorkflowError } from '../workflow-error.js';

/**
 * The cells of a CSV with a header, see `csvRows`; each row as long as the header.
 *
 * @throws WorkflowError malformed-file
 */
export function splitCsv(text: string): { header: readonly string[]; rows: (readonly string[])[] } {
  const { header, rows } = rowsOf(text);
  const odd = rows.find(({ cells }) => cells.length !== header.length);
  if (odd !== undefined) {
    throw new WorkflowError(
      'malformed-file',
      `Line ${odd.line} has ${odd.cells.length} cells, the header has ${header.length}.`,
    );
  }
  return { header, rows: rows.map(({ cells }) => cells) };
}

function rowsOf(text: string): CsvRows {
  try {
    return csvRows(text);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new WorkflowError('malformed-file', cause.message, { cause });
  }
}
