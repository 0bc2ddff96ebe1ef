import { dmText, isArray, type DmArray, type DmValue } from './dm-tree.js';
import { readDmNumbers } from './read-dm-array.js';

type DmJson = null | boolean | number | string | DmJson[] | { [key: string]: DmJson };

/** Arrays up to this many values are written out, longer ones are summarised. */
const SHORT_ARRAY = 64;

/**
 * Tags as JSON, nothing dropped: groups of unnamed tags become lists, repeated names get ` (2)`, ` (3)`, …; numbers
 * that JSON lacks (NaN, infinity, integers beyond 2^53) become texts; long arrays become `{type, count}`.
 */
export function dmToJson(value: DmValue): DmJson {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object') return value;
  if (isArray(value)) return arrayToJson(value);
  if (value.kind === 'struct') return value.values.map((v) => dmToJson(v));
  if (value.entries.length > 0 && value.entries.every((e) => e.name === '')) {
    return value.entries.map((e) => dmToJson(e.value));
  }
  return namedGroup(value.entries);
}

function arrayToJson(array: DmArray): DmJson {
  const text = dmText(array);
  if (text !== null) return text;
  if (array.fields.length > 1 || array.count > SHORT_ARRAY)
    return { type: array.fields.join(','), count: array.count };
  return Array.from(readDmNumbers(array), (v) => (Number.isFinite(v) ? v : String(v)));
}

function namedGroup(entries: readonly { name: string; value: DmValue }[]): DmJson {
  const seen = new Map<string, number>();
  return Object.fromEntries(
    entries.map(({ name, value }) => {
      const n = (seen.get(name) ?? 0) + 1;
      seen.set(name, n);
      return [n === 1 ? name : `${name} (${n})`, dmToJson(value)];
    }),
  );
}
