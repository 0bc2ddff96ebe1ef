import type { FilterNode, ItemTest, Operand } from '../../src/workflows/optimade/filter-ast.js';
import type { MemoryStructure } from '../../src/workflows/testing/memory-optimade.js';

/**
 * What a filter says of a structure, written from the specification alone: on the tree as it was read, without the
 * check of types, without SQL. Null is "unknown". For filters whose types are right.
 */
export function saysOf(node: FilterNode, row: Readonly<Record<string, unknown>>): boolean | null {
  if ('terms' in node) {
    // Kleene's logic with 0, 1/2, 1: AND is the least, OR the greatest.
    const truths = node.terms.map((term) => ({ true: 1, false: 0, null: 0.5 })[String(saysOf(term, row))]!);
    const truth = node.kind === 'and' ? Math.min(...truths) : Math.max(...truths);
    return truth === 0.5 ? null : truth === 1;
  }
  if ('term' in node) {
    const truth = saysOf(node.term, row);
    return truth === null ? null : !truth;
  }
  switch (node.kind) {
    case 'compare': {
      const [left, right] = [valueOf(node.left, row), valueOf(node.right, row)];
      return left === null || right === null ? null : holds(left, node.operator, right);
    }
    case 'known':
      return ((row[node.property] ?? null) !== null) === node.known;
    case 'match': {
      const value = row[node.property] ?? null;
      return value === null ? null : holds(value, node.operator, valueOf(node.value, row));
    }
    case 'length': {
      const value = (row[node.property] ?? null) as unknown[] | null;
      return value === null ? null : holds(value.length, node.operator, valueOf(node.value, row));
    }
    case 'has': {
      const items = (row[node.properties[0]] ?? null) as unknown[] | null;
      if (items === null) return null;
      const tests = node.rows.map(([test]) => test);
      const passes = (item: unknown, { operator, value }: ItemTest): boolean =>
        holds(item, operator, valueOf(value, row));
      if (node.quantity === 'all') return tests.every((test) => items.some((item) => passes(item, test)));
      const failing = items.filter((item) => !tests.some((test) => passes(item, test)));
      return node.quantity === 'only' ? failing.length === 0 : failing.length < items.length;
    }
    case 'truth':
      return null;
  }
}

/** A structure by the names that clients use, with the prefix `exmpl`. */
export function rowOf({ columns, species, structureBlob }: MemoryStructure): Record<string, unknown> {
  const own = Object.entries(columns).map(([key, value]) => [`_exmpl_${key}`, value] as const);
  const hasSites = structureBlob !== null;
  return {
    ...Object.fromEntries(own),
    ...columns,
    type: 'structures',
    species,
    'references.id': [],
    // As many items as there are; which ones does not matter to HAS.
    species_at_sites: hasSites ? sitesOf(species!, Number(columns.nsites)) : null,
    cartesian_site_positions: hasSites ? new Array(Number(columns.nsites)).fill(0) : null,
    lattice_vectors: hasSites ? [0, 0, 0] : null,
  };
}

const sitesOf = (species: readonly string[], nSites: number): string[] =>
  Array.from({ length: nSites }, (_, i) => species[Math.min(i, species.length - 1)]);

const valueOf = (operand: Operand, row: Readonly<Record<string, unknown>>): unknown =>
  'constant' in operand ? operand.constant : (row[operand.property] ?? null);

function holds(left: unknown, operator: string, right: unknown): boolean {
  if (left instanceof Date || right instanceof Date) {
    return holds(microseconds(left), operator, microseconds(right));
  }
  if (typeof left === 'string') return textHolds(Buffer.from(left), operator, Buffer.from(String(right)));
  const [a, b] = [left as number, right as number];
  return { '=': a === b, '!=': a !== b, '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[operator]!;
}

/** Since 1970; as exact as a double is until the year 2255. */
function microseconds(time: unknown): number {
  if (time instanceof Date) return time.getTime() * 1000;
  const [, seconds, fraction, zone] = /^([^.+Z]*)(\.\d+)?(.*)$/.exec(String(time))!;
  return Date.parse(`${seconds}${zone}`) * 1000 + Math.round(Number(`0${fraction ?? ''}`) * 1e6);
}

/** On the bytes of UTF-8, whose order is that of code points. */
function textHolds(left: Buffer, operator: string, right: Buffer): boolean {
  if (operator === 'CONTAINS') return left.includes(right);
  if (operator === 'STARTS') return left.subarray(0, right.length).equals(right);
  if (operator === 'ENDS') return right.length === 0 || left.subarray(-right.length).equals(right);
  return holds(Buffer.compare(left, right), operator, 0);
}
