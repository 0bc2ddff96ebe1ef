import { csvCell } from '../../science/formats/csv-safety.js';
import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';

/** One column of a CSV export; the name carries the unit in brackets where there is one. */
export interface CsvColumn {
  readonly name: string;
  readonly cells: ArrayLike<string | number | null>;
}

export const withUnit = (name: string, unit: string): string => (unit === '' ? name : `${name} [${unit}]`);

/**
 * A table as CSV (RFC 4180, CRLF) after lines that begin with '#': what made it, and from which files. Readers skip
 * those by one option (pandas `comment='#'`, numpy `comments`).
 */
export function csvTable(result: InterpretationResult, nRows: number, columns: readonly CsvColumn[]): string {
  const lines = [...provenanceLines(result), columns.map((column) => csvCell(column.name)).join(',')];
  for (let row = 0; row < nRows; row++) {
    lines.push(columns.map((column) => csvCell(column.cells[row] ?? null)).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function provenanceLines({ provenance }: InterpretationResult): string[] {
  const { software, recipe, inputs } = provenance;
  return [
    `# ${software.name} ${software.version}; recipe ${oneLine(recipe.name)}; seed ${recipe.seed}`,
    ...inputs.map(
      (input) =>
        `# ${input.role}: ${oneLine(input.name)}; scan ${input.scanIndex}; sha256 ${input.sha256 ?? 'none'}`,
    ),
  ];
}

/** A file name or title is the user's: it must not end the comment it stands in. */
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, ' ');
