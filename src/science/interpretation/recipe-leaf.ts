import { TABLE_ELEMENTS } from '../edges/edge-table.js';

/** A piece of a JSON Schema (draft 2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** `null` where the value will do; otherwise what it must be, to follow "must be". */
export type Check = (value: unknown) => string | null;

/**
 * One field of a recipe: how it is checked, the same rule as JSON Schema, and what it does in one line.
 * The schema accepts whatever the check accepts; what a schema cannot say (`lo < hi`) only the check refuses.
 * Checked: resolve-recipe.spec.ts compares both on random documents, with a validator that is not ours.
 */
export interface Leaf {
  readonly help: string;
  readonly check: Check;
  readonly schema: JsonSchema;
}

export const isLeaf = (rule: object): rule is Leaf => typeof (rule as Partial<Leaf>).check === 'function';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number from min to max, both included. */
export function number(min: number, max: number, help: string): Leaf {
  const check: Check = (value) =>
    typeof value === 'number' && value >= min && value <= max ? null : `a number from ${min} to ${max}`;
  return { help, check, schema: { type: 'number', minimum: min, maximum: max } };
}

/** A whole number from min to max, both included. */
export function integer(min: number, max: number, help: string): Leaf {
  const check: Check = (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? null
      : `an integer from ${min} to ${max}`;
  return { help, check, schema: { type: 'integer', minimum: min, maximum: max } };
}

export function boolean(help: string): Leaf {
  const check: Check = (value) => (typeof value === 'boolean' ? null : 'true or false');
  return { help, check, schema: { type: 'boolean' } };
}

/** One of these words. */
export function oneOf(words: readonly string[], help: string): Leaf {
  const check: Check = (value) =>
    typeof value === 'string' && words.includes(value) ? null : words.map((w) => `"${w}"`).join(' or ');
  return { help, check, schema: { enum: words } };
}

/** What any of the leaves accepts, such as a word or a number; their own help is not used. */
export function either(leaves: readonly Leaf[], help: string): Leaf {
  const check: Check = (value) => {
    const wanted = leaves.map((leaf) => leaf.check(value));
    return wanted.includes(null) ? null : wanted.join(', or ');
  };
  return { help, check, schema: { anyOf: leaves.map((leaf) => leaf.schema) } };
}

/** A text of 1 to maxLength UTF-16 units. */
export function text(maxLength: number, help: string): Leaf {
  const check: Check = (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= maxLength
      ? null
      : `a text of 1 to ${maxLength} characters`;
  return { help, check, schema: { type: 'string', minLength: 1, maxLength } };
}

/** Null, or symbols of elements of the edge table. */
export function elements(help: string): Leaf {
  const check: Check = (value) =>
    value === null ||
    (Array.isArray(value) && value.length > 0 && value.every((e) => TABLE_ELEMENTS.includes(e as string)))
      ? null
      : 'null or a list of symbols of elements that the edge table knows (Li to U)';
  const list = { type: 'array', minItems: 1, items: { enum: TABLE_ELEMENTS } };
  return { help, check, schema: { anyOf: [{ type: 'null' }, list] } };
}

const EDGE_ID = '^[A-Z][a-z]?_[K-O]\\d?$';
const edgeId = new RegExp(EDGE_ID);

/** [lo, hi), lo < hi. */
export const isWindow = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1];

/** An object of edge id to [lo, hi), eV, lo < hi. */
export function windowsByEdge(help: string): Leaf {
  const check: Check = (value) =>
    isObject(value) && Object.entries(value).every(([id, w]) => edgeId.test(id) && isWindow(w))
      ? null
      : 'an object of edge id (such as "O_K") to [lo, hi] in eV';
  const window = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 };
  const schema = { type: 'object', propertyNames: { pattern: EDGE_ID }, additionalProperties: window };
  return { help, check, schema };
}

/** Null, or what the leaf accepts. */
export function orNull(leaf: Leaf, help: string): Leaf {
  const check: Check = (value) => {
    const wanted = value === null ? null : leaf.check(value);
    return wanted === null ? null : `null or ${wanted}`;
  };
  return { help, check, schema: { anyOf: [{ type: 'null' }, leaf.schema] } };
}

const CROSS_SECTION_NUMBERS = ['beamEnergyKev', 'collectionMrad', 'deltaEv', 'barn', 'stdBarn'];
const MAX_CROSS_SECTIONS = 200;

const isCrossSection = (row: unknown): boolean =>
  isObject(row) &&
  Object.keys(row).length === CROSS_SECTION_NUMBERS.length + 1 &&
  typeof row.edge === 'string' &&
  edgeId.test(row.edge) &&
  CROSS_SECTION_NUMBERS.every((name) => typeof row[name] === 'number' && row[name] > 0);

/** Rows of partial cross-sections, each with its conditions and its doubt. */
export function crossSectionRows(help: string): Leaf {
  const check: Check = (value) =>
    Array.isArray(value) && value.length <= MAX_CROSS_SECTIONS && value.every(isCrossSection)
      ? null
      : `a list of at most ${MAX_CROSS_SECTIONS} rows of edge (such as "O_K"), ${CROSS_SECTION_NUMBERS.join(', ')}, all above 0`;
  const row = {
    type: 'object',
    properties: {
      edge: { type: 'string', pattern: EDGE_ID },
      ...Object.fromEntries(
        CROSS_SECTION_NUMBERS.map((name) => [name, { type: 'number', exclusiveMinimum: 0 }]),
      ),
    },
    required: ['edge', ...CROSS_SECTION_NUMBERS],
    additionalProperties: false,
  };
  return { help, check, schema: { type: 'array', maxItems: MAX_CROSS_SECTIONS, items: row } };
}

const MAX_MODELS = 20;
const MODEL_NAME = '^[a-z0-9][a-z0-9-]{0,63}(@\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})?$';
const modelName = new RegExp(MODEL_NAME);

/** A list of names of networks, 'task' or 'task@version', each once; it may be empty. */
export function namesOfModels(help: string): Leaf {
  const check: Check = (value) =>
    Array.isArray(value) &&
    value.length <= MAX_MODELS &&
    new Set(value).size === value.length &&
    value.every((name) => typeof name === 'string' && modelName.test(name))
      ? null
      : `a list of at most ${MAX_MODELS} different names such as "mn-l23-valence" or "mn-l23-valence@1.0.0"`;
  const items = { type: 'string', pattern: MODEL_NAME };
  return { help, check, schema: { type: 'array', maxItems: MAX_MODELS, uniqueItems: true, items } };
}

/** [lo, hi), eV, lo < hi. */
export function windowEv(help: string): Leaf {
  const check: Check = (value) => (isWindow(value) ? null : '[lo, hi] in eV, lo < hi');
  return { help, check, schema: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } };
}

const MAX_ANCHORS = 20;

const isAnchor = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length === 2 &&
  Number.isFinite(value.measuredEv) &&
  Number.isFinite(value.trueEv);

/** None, or two and more features of an energy axis. */
export function anchors(help: string): Leaf {
  const check: Check = (value) =>
    Array.isArray(value) && value.length !== 1 && value.length <= MAX_ANCHORS && value.every(isAnchor)
      ? null
      : `an empty list, or 2 to ${MAX_ANCHORS} of {measuredEv, trueEv}`;
  const anchor = {
    type: 'object',
    properties: { measuredEv: { type: 'number' }, trueEv: { type: 'number' } },
    required: ['measuredEv', 'trueEv'],
    additionalProperties: false,
  };
  const list = { type: 'array', items: anchor };
  return {
    help,
    check,
    schema: {
      anyOf: [
        { ...list, maxItems: 0 },
        { ...list, minItems: 2, maxItems: MAX_ANCHORS },
      ],
    },
  };
}
