import { FormatError } from './format-error.js';

/** More rows are no table but a mistake. */
const MAX_ROWS = 2_000_000;

export interface CsvRow {
  /** From 1, in the text. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

export interface CsvRows {
  readonly header: readonly string[];
  /** All lines below the header but empty ones at the end; they may have more or fewer cells than it. */
  readonly rows: readonly CsvRow[];
}

/**
 * Splits a CSV with a header: tab, semicolon or comma between the cells, whichever the header holds first in this order;
 * cells may be quoted; with semicolons or tabs a decimal comma is read as a point. Lines that begin with # above the
 * header, and empty lines at the end, do not count.
 *
 * @throws FormatError malformed-file  no header, a column without a name or two of one name, no rows
 */
export function csvRows(text: string): CsvRows {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop();
  const above = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (above < 0) throw new FormatError('malformed-file', 'The table is empty.');
  const separator = ['\t', ';', ','].find((s) => lines[above].includes(s)) ?? ',';
  const header = cellsOf(lines[above], separator);
  checkHeader(header);
  const nRows = lines.length - above - 1;
  if (nRows < 1) throw new FormatError('malformed-file', 'The table has no rows below its header.');
  if (nRows > MAX_ROWS)
    throw new FormatError('malformed-file', `The table has ${nRows} rows; up to ${MAX_ROWS} are read.`);
  const rows = lines.slice(above + 1).map((line, i) => {
    const cells = cellsOf(line, separator);
    return { line: above + i + 2, cells: separator === ',' ? cells : cells.map(withPoint) };
  });
  return { header, rows };
}

function checkHeader(header: readonly string[]): void {
  if (header.every((name) => name !== '' && Number.isFinite(Number(name)))) {
    throw new FormatError('malformed-file', 'The first line must hold the names of the columns.');
  }
  const seen = new Set(['']);
  const twice = header.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new FormatError(
      'malformed-file',
      twice === '' ? 'A column has no name.' : `Two columns are called ${twice}.`,
    );
  }
}

const withPoint = (cell: string): string =>
  /^[+-]?\d+,\d+(e[+-]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell;

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted && c === '"' && line[i + 1] === '"') cell += line[i++];
    else if (c === '"') quoted = !quoted;
    else if (c === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += c;
  }
  return [...cells, cell.trim()];
}
