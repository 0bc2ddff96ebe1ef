import { CrystalError } from '../crystal-error.js';
import { malformed, readCount } from './read-text.js';

/** Kind of a per-atom column: real, integer, text, truth. */
export type ColumnType = 'R' | 'I' | 'S' | 'L';

export interface ColumnDescription {
  readonly name: string;
  readonly type: ColumnType;
  readonly width: number;
}

const PAIR =
  /\s*([^\s=]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\{([^}]*)\}|(\[[^\n]*?\](?=\s|$))|([^\s"']*)))?/y;
const MAX_PAIRS = 10_000;
const MAX_COMMENT_CHARACTERS = 100_000;

const unescape = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));

/**
 * The key=value pairs of an extxyz comment line, values as text. A key alone means true ('T').
 *
 * @param line counts from 1
 */
export function readPairs(text: string, line: number): Map<string, string> {
  const pairs = new Map<string, string>();
  const trimmed = text.trim();
  if (trimmed.length > MAX_COMMENT_CHARACTERS) {
    throw new CrystalError(
      'limits-exceeded',
      `line ${line}: ${trimmed.length} characters of key=value pairs`,
      { line },
    );
  }
  for (let at = 0; at < trimmed.length;) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(trimmed);
    if (match === null || pairs.size >= MAX_PAIRS)
      throw malformed(`key=value expected at character ${at + 1}`, line);
    const quoted = match[2] ?? match[3];
    const value = quoted === undefined ? (match[4] ?? match[5] ?? match[6] ?? 'T') : unescape(quoted);
    pairs.set(match[1], value);
    at = PAIR.lastIndex;
  }
  return pairs;
}

/** One pair as text; quoted where the value is more than one plain word. */
export function writePair(key: string, value: string): string {
  if (/^[^\s="'{}[\]\\,]+$/.test(value)) return `${key}=${value}`;
  return `${key}="${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

const isType = (text: string): text is ColumnType => /^[RISL]$/.test(text);

/** 'species:S:1:pos:R:3' */
export function readProperties(text: string, line: number): ColumnDescription[] {
  const parts = text.split(':');
  if (parts.length % 3 !== 0)
    throw malformed(`Properties '${text.slice(0, 80)}' is no list of name:type:width`, line);
  const columns: ColumnDescription[] = [];
  for (let i = 0; i < parts.length; i += 3) {
    const type = parts[i + 1];
    const width = readCount(parts[i + 2], `width of ${parts[i]}`, line);
    if (!isType(type) || width < 1 || width > 1000) {
      throw malformed(`column ${parts[i]} has type '${type}' and width ${width}`, line);
    }
    columns.push({ name: parts[i], type, width });
  }
  return columns;
}
