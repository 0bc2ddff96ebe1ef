import { FormatError } from './format-error.js';
import { FORMAT_LIMITS } from './limits.js';

/** JSON as it stands in a file. */
export type FileJson = null | boolean | number | string | FileJson[] | { [key: string]: FileJson };

/**
 * JSON out of a file: Python's NaN and Infinity become null, since JSON has no word for them.
 *
 * @param what  how an error calls it
 * @throws FormatError malformed-file   no JSON, or with a key named __proto__
 * @throws FormatError limits-exceeded  longer than FORMAT_LIMITS.jsonBytes, nested deeper than jsonDepth
 */
export function parseFileJson(text: string, what: string): FileJson {
  if (text.length > FORMAT_LIMITS.jsonBytes) {
    throw new FormatError(
      'limits-exceeded',
      `${what} has ${text.length} characters; the limit is ${FORMAT_LIMITS.jsonBytes}.`,
    );
  }
  checkDepth(text, what);
  let hasForbiddenKey = false;
  const guard = (key: string, value: FileJson): FileJson => {
    hasForbiddenKey ||= key === '__proto__';
    return value;
  };
  try {
    const json = JSON.parse(withoutNaN(text), guard) as FileJson;
    if (!hasForbiddenKey) return json;
  } catch (cause) {
    throw new FormatError('malformed-file', `${what} is no JSON.`, { cause });
  }
  throw new FormatError('malformed-file', `${what} has a key named __proto__.`);
}

/** A text in quotes, or what stands outside of all texts. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const withoutNaN = (text: string): string =>
  /NaN|Infinity/.test(text) ? text.replace(TOKENS, (token) => (token[0] === '"' ? token : 'null')) : text;

function checkDepth(text: string, what: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > FORMAT_LIMITS.jsonDepth) {
      throw new FormatError('limits-exceeded', `${what} is nested deeper than ${FORMAT_LIMITS.jsonDepth}.`);
    }
  }
}

/** The value at a path of keys, undefined where there is none. */
export function jsonAt(json: FileJson | undefined, ...path: readonly string[]): FileJson | undefined {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** A finite number at a path, also one written as text (as Velox does); null otherwise. */
export function jsonNumber(json: FileJson | undefined, ...path: readonly string[]): number | null {
  const value = jsonAt(json, ...path);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A text at a path that is not blank, or null. */
export function jsonText(json: FileJson | undefined, ...path: readonly string[]): string | null {
  const value = jsonAt(json, ...path);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
