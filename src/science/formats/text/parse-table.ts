import { FormatError } from '../format-error.js';
import { textLines } from './text-lines.js';

/** A table of numbers, and what stood above it. `values` is row-major [nRows × nColumns]. */
export interface TextTable {
  readonly values: Float64Array;
  readonly nRows: number;
  readonly nColumns: number;
  /** Cells of the last line above the numbers, [] when there is none. */
  readonly header: readonly string[];
  /** Comment lines and lines above the header. */
  readonly comments: readonly string[];
  readonly separator: '\t' | ';' | ',' | ' ';
  readonly decimalComma: boolean;
}

/** A longer one is no number of an instrument. */
const MAX_NUMBER_CHARACTERS = 64;
const COMMENT = /^\s*(#|%|\/\/|!)/;

/**
 * Parses a text table: comma, semicolon, tab or blanks between the cells; decimal point, or decimal comma where the
 * comma does not separate cells; comment lines (#, %, !, //) and header lines above the numbers.
 *
 * @throws FormatError unsupported-media-type  there is no line of numbers
 * @throws FormatError malformed-file          a line among the numbers is not one
 * @throws FormatError inconsistent-file       the lines have different numbers of cells
 * @throws FormatError limits-exceeded         the file or one line is too long
 */
export function parseTable(bytes: Uint8Array): TextTable {
  const comments: string[] = [];
  const rows: { line: string; number: number }[] = [];
  textLines(bytes).forEach((line, i) => {
    if (COMMENT.test(line)) comments.push(line.replace(COMMENT, '').trim());
    else if (line.trim() !== '') rows.push({ line, number: i + 1 });
  });
  const { separator, decimalComma } = dialect(rows.map((row) => row.line));
  const cells = rows.map((row) => splitRow(row.line, separator));
  const numbers = cells.map((row) => numbersOf(row, decimalComma));
  const first = numbers.findIndex((row) => row !== null);
  if (first < 0) throw new FormatError('unsupported-media-type', 'A text file without a table of numbers.');
  comments.push(...rows.slice(0, Math.max(0, first - 1)).map((row) => row.line.trim()));
  const header = first > 0 ? cells[first - 1] : [];
  const data = numbers.slice(first).map((row, i) => {
    if (row === null)
      throw new FormatError('malformed-file', `Line ${rows[first + i].number} is not a line of numbers.`);
    return row;
  });
  return { ...pack(data), header, comments, separator, decimalComma };
}

function pack(rows: readonly number[][]): Pick<TextTable, 'values' | 'nRows' | 'nColumns'> {
  const nColumns = rows[0].length;
  const odd = rows.findIndex((row) => row.length !== nColumns);
  if (odd >= 0) {
    throw new FormatError(
      'inconsistent-file',
      `Row ${odd + 1} of the table has ${rows[odd].length} cells, the first has ${nColumns}.`,
    );
  }
  const values = new Float64Array(rows.length * nColumns);
  rows.forEach((row, i) => values.set(row, i * nColumns));
  return { values, nRows: rows.length, nColumns };
}

/** The separator is what the majority of the first lines could mean; a comma may also be the decimal mark. */
function dialect(lines: readonly string[]): Pick<TextTable, 'separator' | 'decimalComma'> {
  const sample = lines.slice(0, 200).filter((line) => /^[\s\d.,;eE+\-]+$/.test(line));
  const has = (text: string) => sample.length > 0 && sample.every((line) => line.trim().includes(text));
  const decimal = sample.some((line) => /\d,\d/.test(line));
  if (has('\t')) return { separator: '\t', decimalComma: decimal };
  if (has(';')) return { separator: ';', decimalComma: decimal };
  const blanks = sample.filter((line) => /\d\s+[-+\d]/.test(line.trim()));
  if (
    blanks.length === sample.length &&
    blanks.length > 0 &&
    !sample.some((line) => /,\s|,$/.test(line.trim()))
  ) {
    return { separator: ' ', decimalComma: decimal };
  }
  return { separator: has(',') ? ',' : ' ', decimalComma: false };
}

function splitRow(line: string, separator: TextTable['separator']): string[] {
  const cells =
    separator === ' ' ? line.trim().split(/\s+/) : line.split(separator).map((cell) => cell.trim());
  // A separator at the end of a line makes no cell.
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells.map((cell) => cell.replace(/^"(.*)"$/, '$1'));
}

function numbersOf(cells: readonly string[], decimalComma: boolean): number[] | null {
  const row: number[] = [];
  for (const cell of cells) {
    const value = numberOf(decimalComma ? cell.replace(',', '.') : cell);
    if (value === null) return null;
    row.push(value);
  }
  return row;
}

function numberOf(cell: string): number | null {
  if (cell.length > MAX_NUMBER_CHARACTERS) return null;
  if (/^[+-]?nan$/i.test(cell)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(cell)) return Infinity;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : null;
}
