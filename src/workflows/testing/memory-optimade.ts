import type { CheckedFilter, CheckedItemTest, CheckedLeaf } from '../optimade/checked-filter.js';
import type { ComparisonOperator, TextOperator } from '../optimade/filter-ast.js';
import { type PropertyKey, propertyOf } from '../optimade/properties.js';
import {
  type ColumnValue,
  type OptimadeEntry,
  type OptimadePage,
  type OptimadeQuery,
  OptimadeStructures,
  type SortKey,
} from '../ports/optimade.js';

export interface MemoryStructure extends OptimadeEntry {
  readonly ownerId: string | null;
  readonly isPublic: boolean;
}

/** Null: unknown. */
type Truth = boolean | null;

export class MemoryOptimadeStructures extends OptimadeStructures {
  readonly structures: MemoryStructure[] = [];

  async query({ where, sort, offset, limit, visibleTo }: OptimadeQuery): Promise<OptimadePage> {
    const visible = this.structures.filter(
      ({ isPublic, ownerId }) => isPublic || (visibleTo !== null && ownerId === visibleTo),
    );
    const matching = visible.filter((one) => where === null || truthOf(where, one) === true);
    const sorted = matching.sort((a, b) => orderOf(sort, a, b));
    return {
      entries: sorted.slice(offset, offset + limit),
      nReturned: matching.length,
      nAvailable: visible.length,
    };
  }
}

function truthOf(filter: CheckedFilter, entry: OptimadeEntry): Truth {
  if ('term' in filter) return not(truthOf(filter.term, entry));
  if (!('terms' in filter)) return truthOfLeaf(filter, entry);
  // The one that decides by itself: false of AND, true of OR.
  const decisive = filter.kind === 'or';
  const truths = filter.terms.map((term) => truthOf(term, entry));
  if (truths.includes(decisive)) return decisive;
  return truths.includes(null) ? null : !decisive;
}

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

function truthOfLeaf(leaf: CheckedLeaf, entry: OptimadeEntry): Truth {
  if (leaf.kind === 'constant') return leaf.value;
  const value = valueOf(leaf.key, entry);
  if (leaf.kind === 'known') return (value !== null) === leaf.known;
  if (value === null) return null;
  switch (leaf.kind) {
    case 'compare':
    case 'match':
      return passes(value, leaf);
    case 'length':
      return passes(lengthOf(leaf.key, entry), leaf);
    case 'has':
      return hasItems(value as readonly (string | number)[], leaf);
  }
}

function hasItems(
  items: readonly (string | number)[],
  { quantity, tests }: Extract<CheckedLeaf, { kind: 'has' }>,
): boolean {
  if (quantity === 'all') return tests.every((test) => items.some((item) => passes(item, test)));
  const passesOne = (item: string | number): boolean => tests.some((test) => passes(item, test));
  return quantity === 'any' ? items.some(passesOne) : items.every(passesOne);
}

function valueOf(key: PropertyKey, entry: OptimadeEntry): ColumnValue {
  const { source, type } = propertyOf(key);
  if (key === 'type') return 'structures';
  if (key === 'species') return entry.species;
  if (key === 'species_at_sites') return entry.structureBlob === null ? null : entry.species;
  if (source === 'sites') return entry.structureBlob;
  if (source === 'related') return [];
  const value = entry.columns[key as keyof OptimadeEntry['columns']];
  return type === 'timestamp' && value instanceof Date ? value.toISOString().replace('Z', '000Z') : value;
}

function lengthOf(key: PropertyKey, entry: OptimadeEntry): number {
  if (key === 'lattice_vectors') return 3;
  if (propertyOf(key).source === 'sites') return Number(entry.columns.nsites);
  return (valueOf(key, entry) as readonly unknown[]).length;
}

function passes(left: unknown, { operator, value }: CheckedItemTest): boolean {
  if (operator === 'CONTAINS') return String(left).includes(String(value));
  if (operator === 'STARTS') return String(left).startsWith(String(value));
  if (operator === 'ENDS') return String(left).endsWith(String(value));
  return isSo(inOrder(left as string | number, value), operator);
}

function isSo(order: number, operator: Exclude<ComparisonOperator, TextOperator>): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Numbers by size, strings by code points. */
function inOrder(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [[...String(a)], [...String(b)]];
  const at = left.findIndex((one, i) => one !== right[i]);
  if (at === -1) return left.length - right.length;
  return (left[at].codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

function orderOf(sort: readonly SortKey[], a: OptimadeEntry, b: OptimadeEntry): number {
  for (const { key, isDescending } of sort) {
    const [left, right] = [valueOf(key, a), valueOf(key, b)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
      continue;
    }
    const order = inOrder(left as string | number, right as string | number);
    if (order !== 0) return isDescending ? -order : order;
  }
  return inOrder(a.columns.id, b.columns.id);
}
