/**
 * JSON of which there is only one for a value: keys sorted by their UTF-16 units, no white space, numbers in their
 * shortest round-trip form, as RFC 8785 asks. Numbers that are none (NaN) become null.
 */
export function canonicalJson(value: unknown): string {
  if (!isTree(value)) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    // Numbers, by far the most of a result, without a text for each.
    return value.some(isTree) ? `[${value.map(canonicalJson).join(',')}]` : JSON.stringify(value);
  }
  const members = membersOf(value).map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

const membersOf = (value: object): [string, unknown][] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Levels that are written member by member, lists of numbers in one: as deep as the curve that a network tells of one position. */
const LEVELS = 6;
/** Pieces are at least so long: each is written by itself. */
const PIECE_LENGTH = 2 ** 16;

/**
 * The same text in pieces, so that not all of a large value's text is ever in memory.
 *
 * Checked: joined they are `canonicalJson` (canonical-json.spec.ts).
 */
export function* canonicalParts(value: unknown): Generator<string> {
  let piece = '';
  for (const part of partsOf(value, LEVELS)) {
    piece += part;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* partsOf(value: unknown, levels: number): Generator<string> {
  if (levels === 0 || !isTree(value) || (Array.isArray(value) && !value.some(isTree))) {
    yield canonicalJson(value);
    return;
  }
  const isList = Array.isArray(value);
  let before = isList ? '[' : '{';
  const members = isList ? (value as unknown[]).entries() : membersOf(value);
  for (const [key, member] of members) {
    yield isList ? before : `${before}${JSON.stringify(key)}:`;
    yield* partsOf(member, levels - 1);
    before = ',';
  }
  yield `${before === ',' ? '' : before}${isList ? ']' : '}'}`;
}
