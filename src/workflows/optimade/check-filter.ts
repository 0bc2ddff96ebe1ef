import type { CheckedFilter, CheckedItemTest } from './checked-filter.js';
import type {
  ComparisonOperator,
  Constant,
  FilterLeaf,
  FilterNode,
  ItemTest,
  Operand,
} from './filter-ast.js';
import { OptimadeError } from './optimade-error.js';
import { type Property, type PropertyKey, propertyOf } from './properties.js';
import { resolveProperty } from './resolve-property.js';
import { utcMicroseconds } from './rfc3339.js';

type Leaf<K extends FilterLeaf['kind']> = Extract<FilterLeaf, { kind: K }>;

const UNKNOWN: CheckedFilter = { kind: 'constant', value: null };
const MIRRORED = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

export interface CheckResult {
  readonly where: CheckedFilter;
  /** Properties of other databases, which are never known here. */
  readonly foreign: readonly string[];
}

/**
 * Checks names and types.
 *
 * @param prefix  of this database
 * @throws OptimadeError unknown-property, invalid-timestamp (400); type-mismatch, not-supported (501)
 */
export function checkFilter(filter: FilterNode, prefix: string): CheckResult {
  const checker = new FilterChecker(prefix);
  return { where: checker.check(filter), foreign: [...checker.foreign] };
}

class FilterChecker {
  readonly foreign = new Set<string>();

  constructor(private readonly prefix: string) {}

  check(node: FilterNode): CheckedFilter {
    if ('terms' in node) return { kind: node.kind, terms: node.terms.map((term) => this.check(term)) };
    if ('term' in node) return { kind: 'not', term: this.check(node.term) };
    switch (node.kind) {
      case 'compare':
        return this.compare(node);
      case 'match':
        return this.match(node);
      case 'known':
        return this.known(node);
      case 'has':
        return this.has(node);
      case 'length':
        return this.length(node);
      case 'truth':
        return this.truth(node);
    }
  }

  private compare({ left, operator, right, at }: Leaf<'compare'>): CheckedFilter {
    if ('constant' in left) {
      if ('constant' in right) throw unsupported(at, 'two values cannot be compared');
      return this.comparedTo(right.property, MIRRORED[operator], left.constant, at);
    }
    const name = left.property;
    if ('constant' in right) return this.comparedTo(name, operator, right.constant, at);
    this.resolve(name, at);
    this.resolve(right.property, at);
    throw unsupported(at, 'two properties cannot be compared');
  }

  private comparedTo(name: string, operator: ComparisonOperator, value: Constant, at: number): CheckedFilter {
    const key = this.resolve(name, at);
    if (key === null) return UNKNOWN;
    const { type } = propertyOf(key);
    if (type === 'list') throw mismatch(at, `${name} is a list: ask with HAS or LENGTH`);
    if (type === 'integer' || type === 'float') {
      return { kind: 'compare', key, operator, value: asNumber(value, name, at) };
    }
    const text = asText(value, name, at);
    return { kind: 'compare', key, operator, value: type === 'timestamp' ? asTime(text, at) : text };
  }

  private match({ property, operator, value, at }: Leaf<'match'>): CheckedFilter {
    const key = this.resolve(property, at);
    const constant = this.constant(value, at);
    if (key === null) return UNKNOWN;
    if (propertyOf(key).type !== 'string')
      throw mismatch(at, `${property} is no string: ${operator} asks of strings`);
    return { kind: 'match', key, operator, value: asText(constant, property, at) };
  }

  private known({ property, known, at }: Leaf<'known'>): CheckedFilter {
    const key = this.resolve(property, at);
    return key === null ? { kind: 'constant', value: !known } : { kind: 'known', key, known };
  }

  private has({ properties, quantity, rows, at }: Leaf<'has'>): CheckedFilter {
    const keys = properties.map((name) => this.resolve(name, at));
    if (properties.length > 1) throw unsupported(at, 'lists cannot be asked in step (a:b HAS …)');
    const [key, name] = [keys[0]!, properties[0]];
    const constants = rows.map(([test]) => ({ ...test, value: this.constant(test.value, at) }));
    if (keys[0] === null) return UNKNOWN;
    const { type, items } = propertyOf(key);
    if (type !== 'list') throw mismatch(at, `${name} is no list`);
    if (items === null) throw unsupported(at, `the items of ${name} cannot be asked for with HAS`);
    return {
      kind: 'has',
      key,
      quantity,
      tests: constants.map((test) => itemTest(test, items, { name, at })),
    };
  }

  private length({ property, operator, value, at }: Leaf<'length'>): CheckedFilter {
    const key = this.resolve(property, at);
    const constant = this.constant(value, at);
    if (key === null) return UNKNOWN;
    if (propertyOf(key).type !== 'list') throw mismatch(at, `${property} is no list and has no LENGTH`);
    return { kind: 'length', key, operator, value: asNumber(constant, `the LENGTH of ${property}`, at) };
  }

  private truth({ property, at }: Leaf<'truth'>): CheckedFilter {
    if (this.resolve(property, at) === null) return UNKNOWN;
    throw mismatch(at, `${property} is neither true nor false`);
  }

  /** What is never known here needs no types: it is null, as a property of another database. */
  private resolve(name: string, at: number): PropertyKey | null {
    const key = resolveProperty(name, this.prefix, { at });
    if (key === null) this.foreign.add(name);
    return key === null || propertyOf(key).source === 'none' ? null : key;
  }

  private constant(value: Operand, at: number): Constant {
    if ('constant' in value) return value.constant;
    this.resolve(value.property, at);
    throw unsupported(at, 'a property cannot be compared with another one');
  }
}

interface Place {
  readonly name: string;
  readonly at: number;
}

function itemTest(
  { operator, value }: Omit<ItemTest, 'value'> & { value: Constant },
  items: NonNullable<Property['items']>,
  { name, at }: Place,
): CheckedItemTest {
  const isOfText = operator === 'CONTAINS' || operator === 'STARTS' || operator === 'ENDS';
  if (isOfText && items !== 'string')
    throw mismatch(at, `${name} has no strings: ${operator} asks of strings`);
  const what = `an item of ${name}`;
  return { operator, value: items === 'string' ? asText(value, what, at) : asNumber(value, what, at) };
}

function asNumber(value: Constant, name: string, at: number): number {
  if (typeof value === 'number') return value;
  throw mismatch(at, `${name} is a number, ${JSON.stringify(value)} is not`);
}

function asText(value: Constant, name: string, at: number): string {
  if (typeof value === 'string') return value;
  throw mismatch(at, `${name} is a string, ${JSON.stringify(value)} is not`);
}

function asTime(text: string, at: number): string {
  const time = utcMicroseconds(text);
  if (time !== null) return time;
  const detail = `At character ${at}: ${JSON.stringify(text)} is not a time as 2026-01-01T00:00:00Z.`;
  throw new OptimadeError('invalid-timestamp', detail, { at });
}

const mismatch = (at: number, what: string): OptimadeError =>
  new OptimadeError('type-mismatch', `At character ${at}: ${what}.`, { at });
const unsupported = (at: number, what: string): OptimadeError =>
  new OptimadeError('not-supported', `At character ${at}: ${what}.`, { at });
