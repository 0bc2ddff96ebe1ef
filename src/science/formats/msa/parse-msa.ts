import { FormatError } from '../format-error.js';
import { textLines } from '../text/text-lines.js';

/** One header line: `#KEYWORD -unit: value`. */
export interface MsaHeader {
  readonly keyword: string;
  /** Two letters after the keyword (`kV`), or ''. */
  readonly unit: string;
  readonly value: string;
}

/** A parsed file in the format's words; `x` is null for DATATYPE Y. */
export interface MsaFile {
  readonly headers: readonly MsaHeader[];
  readonly x: readonly number[] | null;
  readonly y: readonly number[];
}

/**
 * Parses an EMSA/MAS spectral data file (ISO 22029): one spectrum.
 *
 * ```
 * #KEYWORD[-unit] : value          header, TITLE and COMMENT may repeat
 * #SPECTRUM    : …
 * 1.0, 2.0, …                      DATATYPE Y: values; XY: pairs; NCOLUMNS of them a line
 * #ENDOFDATA   : …
 * ```
 * Tolerated, because real files have it: tabs before the colon, `21.` as a count, trailing commas, `2.0 E-06`, more
 * points than NPOINTS says.
 *
 * @throws FormatError truncated-file     no #SPECTRUM or no #ENDOFDATA
 * @throws FormatError inconsistent-file  fewer points than NPOINTS, or a pair is cut
 * @throws FormatError malformed-file     something that is no number among the data
 * @throws FormatError limits-exceeded    a line is too long
 * Source: ISO 22029:2022; Egerton et al., EMSA/MAS standard file format 1.0 (1991).
 * Checked: test/integration/real-files.spec.ts.
 */
export function parseMsa(bytes: Uint8Array): MsaFile {
  const lines = textLines(bytes);
  const begin = lines.findIndex((line) => /^\s*#SPECTRUM\b/i.test(line));
  const end = lines.findIndex((line, i) => i > begin && /^\s*#ENDOFDATA\b/i.test(line));
  if (begin < 0 || end < 0) {
    const missing = begin < 0 ? '#SPECTRUM' : '#ENDOFDATA';
    throw new FormatError('truncated-file', `The line ${missing} is missing: the file is not whole.`);
  }
  const headers = lines.slice(0, begin).flatMap((line) => headerOf(line) ?? []);
  const numbers = lines.slice(begin + 1, end).flatMap((line, i) => numbersOf(line, begin + 2 + i));
  return { headers, ...columns(headers, numbers) };
}

/** The values of a keyword, in order; TITLE and COMMENT may have several. */
export const msaValues = (file: MsaFile, keyword: string): string[] =>
  file.headers
    .filter((header) => header.keyword === keyword && header.value !== '')
    .map((header) => header.value);

/** The last value of a keyword, or null. */
export const msaText = (file: MsaFile, keyword: string): string | null =>
  msaValues(file, keyword).at(-1) ?? null;

/** The last value of a keyword as a number, null when it is absent or no number. */
export function msaNumber(file: MsaFile, keyword: string): number | null {
  const text = msaText(file, keyword);
  if (text === null) return null;
  const value = Number(joinExponents(text));
  return Number.isNaN(value) && !/^nan$/i.test(text) ? null : value;
}

function headerOf(line: string): MsaHeader | null {
  const parts = /^\s*#([^:]{0,100}):(.*)$/.exec(line);
  if (!parts) return null;
  const [, keyword, unit] = /^(.*?)\s*(?:-(\w{1,3}))?\s*$/.exec(parts[1]) ?? [];
  return { keyword: keyword.trim().toUpperCase(), unit: unit ?? '', value: parts[2].trim() };
}

function columns(headers: readonly MsaHeader[], numbers: readonly number[]): Pick<MsaFile, 'x' | 'y'> {
  const last = (keyword: string) => headers.findLast((header) => header.keyword === keyword)?.value ?? '';
  const isXy = last('DATATYPE').toUpperCase() === 'XY';
  if (isXy && numbers.length % 2 !== 0) {
    throw new FormatError(
      'inconsistent-file',
      `DATATYPE XY with an odd number (${numbers.length}) of numbers.`,
    );
  }
  const y = isXy ? numbers.filter((_, i) => i % 2 === 1) : numbers;
  const nPoints = Number(last('NPOINTS') || y.length);
  if (!(y.length >= nPoints) || y.length === 0) {
    throw new FormatError(
      'inconsistent-file',
      `NPOINTS is ${last('NPOINTS')}, but the file has ${y.length} points.`,
    );
  }
  return { x: isXy ? numbers.filter((_, i) => i % 2 === 0) : null, y };
}

const joinExponents = (text: string): string => text.replace(/(\d\.?)\s+(E[+-]?\d)/gi, '$1$2');

function numbersOf(line: string, lineNumber: number): number[] {
  if (line.startsWith('#')) return [];
  const cells = joinExponents(line)
    .split(/[\s,;]+/)
    .filter((cell) => cell !== '');
  return cells.map((cell) => {
    if (/^[+-]?nan$/i.test(cell)) return NaN;
    if (/^[+-]?inf(inity)?$/i.test(cell)) return Infinity;
    const value = Number(cell);
    if (Number.isNaN(value))
      throw new FormatError('malformed-file', `Line ${lineNumber}: "${cell.slice(0, 40)}" is no number.`);
    return value;
  });
}
