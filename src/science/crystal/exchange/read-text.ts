import { CrystalError } from '../crystal-error.js';
import { isElement } from '../elements.js';

/** Characters of one file at most: a million atoms of extxyz with forces. */
export const MAX_CHARACTERS = 256 * 2 ** 20;

/** Lines of a text, whichever way they end. */
export function splitLines(text: string): string[] {
  if (text.length > MAX_CHARACTERS) {
    throw new CrystalError(
      'limits-exceeded',
      `${text.length} characters; at most ${MAX_CHARACTERS} are read`,
    );
  }
  return text.split(/\r\n|\n|\r/);
}

/** Words of a line, by white space. */
export function splitWords(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** @param line counts from 1 */
export function malformed(message: string, line: number): CrystalError {
  return new CrystalError('malformed-file', `line ${line}: ${message}`, { line });
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eEdD][+-]?\d+)?$/;

/** A decimal number, also with Fortran's D exponent; nothing else ('nan', '', '1,5') passes. */
export function readNumber(word: string | undefined, what: string, line: number): number {
  const value = word !== undefined && NUMBER.test(word) ? Number(word.replace(/[dD]/, 'e')) : NaN;
  if (!Number.isFinite(value)) throw malformed(`${what}: '${word ?? ''}' is no number`, line);
  return value;
}

/** A whole number ≥ 0. */
export function readCount(word: string | undefined, what: string, line: number): number {
  if (word === undefined || !/^\d{1,15}$/.test(word))
    throw malformed(`${what}: '${word ?? ''}' is no count`, line);
  return Number(word);
}

/** Three numbers from `words`, starting at `from`. */
export function readVector(words: readonly string[], from: number, line: number): [number, number, number] {
  return [
    readNumber(words[from], 'x', line),
    readNumber(words[from + 1], 'y', line),
    readNumber(words[from + 2], 'z', line),
  ];
}

/** @throws CrystalError unknown-element */
export function readElement(symbol: string | undefined, line: number): string {
  if (symbol === undefined || !isElement(symbol)) {
    throw new CrystalError('unknown-element', `line ${line}: '${symbol ?? ''}' is no element`, {
      line,
      symbol,
    });
  }
  return symbol;
}
