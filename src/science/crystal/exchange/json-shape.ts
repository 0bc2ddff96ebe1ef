import { CrystalError } from '../crystal-error.js';
import { MAX_CHARACTERS } from './read-text.js';

/** A JSON value with the path that led to it, for messages. */
export interface Located {
  readonly value: unknown;
  readonly path: string;
}

const refuse = (at: Located, expected: string): CrystalError =>
  new CrystalError('malformed-file', `${at.path}: ${expected} expected`, { path: at.path });

/** @throws CrystalError malformed-file, limits-exceeded */
export function parseJson(text: string): Located {
  if (text.length > MAX_CHARACTERS) {
    throw new CrystalError(
      'limits-exceeded',
      `${text.length} characters; at most ${MAX_CHARACTERS} are read`,
    );
  }
  try {
    return { value: JSON.parse(text) as unknown, path: '$' };
  } catch (cause) {
    throw new CrystalError('malformed-file', `no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** A property of an object; undefined where it is absent. */
export function property(at: Located, key: string): Located {
  if (typeof at.value !== 'object' || at.value === null || Array.isArray(at.value))
    throw refuse(at, 'an object');
  const value = Object.hasOwn(at.value, key) ? (at.value as Record<string, unknown>)[key] : undefined;
  return { value, path: `${at.path}.${key}` };
}

export function asNumber(at: Located): number {
  if (typeof at.value !== 'number' || !Number.isFinite(at.value)) throw refuse(at, 'a number');
  return at.value;
}

export function asText(at: Located): string {
  if (typeof at.value !== 'string') throw refuse(at, 'a text');
  return at.value;
}

export function asList(at: Located): Located[] {
  if (!Array.isArray(at.value)) throw refuse(at, 'a list');
  return at.value.map((value: unknown, i) => ({ value, path: `${at.path}[${i}]` }));
}

/** A list of this many numbers; of any length when null. */
export function asNumbers(at: Located, length: number | null): number[] {
  const numbers = asList(at).map(asNumber);
  if (length !== null && numbers.length !== length) throw refuse(at, `${length} numbers`);
  return numbers;
}
