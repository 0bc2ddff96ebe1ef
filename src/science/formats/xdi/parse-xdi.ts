import { FormatError } from '../format-error.js';
import { textLines } from '../text/text-lines.js';

/** One column: `Column.2: i0 counts || PV` has the name i0, the units counts. */
export interface XdiColumn {
  readonly name: string;
  readonly units: string;
}

/** A parsed file in the format's words. `values` is row-major [nRows × columns.length]. */
export interface XdiFile {
  /** `1.0` of `# XDI/1.0`. */
  readonly version: string;
  /** `Namespace.key` to value, in the order of the file; of a repeated one the last. */
  readonly fields: Readonly<Record<string, string>>;
  readonly comments: readonly string[];
  readonly columns: readonly XdiColumn[];
  readonly values: Float64Array;
  readonly nRows: number;
}

/** True when the text begins as an XDI file does. */
export const isXdi = (text: string): boolean => /^\ufeff?[#;%]\s*XDI\/\d/.test(text);

const MAX_FIELDS = 1000;

/**
 * Parses an XAS Data Interchange file: one scan of X-ray absorption.
 *
 * ```
 * # XDI/1.0 <applications>
 * # Column.1: energy eV
 * # Namespace.key: value
 * # ///
 * # comments
 * # ---------
 * # energy i0 itrans            labels
 * 7519.0  161255.7  353515.1    one row a point, blanks between the cells
 * ```
 * Tolerated, because real files have it: no `///`, no line of dashes, no blank after `#`, a second unit after `||`.
 *
 * @throws FormatError truncated-file         no line of numbers
 * @throws FormatError malformed-file         something among the numbers is none
 * @throws FormatError inconsistent-file      rows of different length, or more columns named than there are
 * @throws FormatError limits-exceeded        a line is too long, more than 1000 fields
 * Source: XDI specification 1.0 (XAS Data Interchange working group). Checked: test/integration/real-files.spec.ts.
 */
export function parseXdi(bytes: Uint8Array): XdiFile {
  const lines = textLines(bytes);
  const version = /XDI\/(\d+(?:\.\d+)*)/.exec(lines[0] ?? '')?.[1] ?? '';
  const header = lines.filter((line, i) => i > 0 && isComment(line)).map(withoutMark);
  const rows = lines.flatMap((line, i) =>
    isComment(line) || line.trim() === '' ? [] : [numbersOf(line, i + 1)],
  );
  if (rows.length === 0)
    throw new FormatError('truncated-file', 'The file ends before its first line of numbers.');
  const odd = rows.findIndex((row) => row.length !== rows[0].length);
  if (odd >= 0) {
    throw new FormatError(
      'inconsistent-file',
      `Row ${odd + 1} has ${rows[odd].length} numbers, the first has ${rows[0].length}.`,
    );
  }
  const { fields, comments } = splitHeader(header);
  const values = new Float64Array(rows.length * rows[0].length);
  rows.forEach((row, i) => values.set(row, i * row.length));
  return {
    version,
    fields,
    comments,
    columns: columnsOf(fields, rows[0].length),
    values,
    nRows: rows.length,
  };
}

const isComment = (line: string): boolean => /^\s*[#;%]/.test(line);
const withoutMark = (line: string): string => line.replace(/^\s*[#;%]+/, '').trim();

/** Fields end at `///`, or at the dashes where that line is missing; what follows is comment. */
function splitHeader(header: readonly string[]): Pick<XdiFile, 'fields' | 'comments'> {
  const end = header.findIndex((line) => /^(\/{3,}|-{3,})/.test(line));
  const fieldLines = end < 0 ? header : header.slice(0, end);
  const entries = fieldLines.flatMap((line) => {
    const parts = /^([A-Za-z_]\w{0,60}\.[\w.-]{1,60})\s*:\s*(.*)$/.exec(line);
    return parts ? [[parts[1], parts[2].trim()] as const] : [];
  });
  if (entries.length > MAX_FIELDS)
    throw new FormatError(
      'limits-exceeded',
      `${entries.length} header fields; up to ${MAX_FIELDS} are read.`,
    );
  const comments = end < 0 ? [] : header.slice(end + 1).filter((line) => !/^(-{3,}|\/{3,}|)$/.test(line));
  return { fields: Object.fromEntries(entries), comments };
}

function columnsOf(fields: Readonly<Record<string, string>>, nColumns: number): XdiColumn[] {
  const named = Object.entries(fields).flatMap(([key, value]) => {
    const order = /^column\.(\d{1,3})$/i.exec(key)?.[1];
    return order === undefined ? [] : [{ order: Number(order), value }];
  });
  const beyond = named.find(({ order }) => order < 1 || order > nColumns);
  if (beyond) {
    throw new FormatError(
      'inconsistent-file',
      `Column ${beyond.order} is named, but the rows have ${nColumns} numbers.`,
    );
  }
  return Array.from({ length: nColumns }, (_, i) => {
    const value = named.findLast(({ order }) => order === i + 1)?.value ?? '';
    const [name, ...units] = value.split('||')[0].trim().split(/\s+/);
    return { name: name.toLowerCase(), units: units.join(' ') };
  });
}

function numbersOf(line: string, lineNumber: number): number[] {
  return line
    .trim()
    .split(/[\s,]+/)
    .map((cell) => {
      const value = /^[+-]?nan$/i.test(cell) ? NaN : Number(cell.replace(/[dD]/, 'e'));
      if (cell !== '' && (!Number.isNaN(value) || /nan/i.test(cell))) return value;
      throw new FormatError('malformed-file', `Line ${lineNumber}: "${cell.slice(0, 40)}" is no number.`);
    });
}
