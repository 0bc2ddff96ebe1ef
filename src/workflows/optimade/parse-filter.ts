import type {
  ComparisonOperator,
  Constant,
  FilterLeaf,
  FilterNode,
  ItemTest,
  Operand,
  TextOperator,
} from './filter-ast.js';
import { type Token, tokensOf } from './filter-tokens.js';
import { OptimadeError } from './optimade-error.js';

/** What a filter may cost; beyond it, it is refused before anything is asked of the database. */
export const FILTER_LIMITS = { characters: 8192, depth: 64, values: 500 } as const;

/**
 * Reads a filter by the grammar of OPTIMADE 1.2 (appendix "The Filter Language EBNF Grammar").
 *
 * @throws OptimadeError filter-syntax, with the place; filter-too-large
 */
export function parseFilter(filter: string): FilterNode {
  if (filter.length > FILTER_LIMITS.characters) {
    throw tooLarge(`A filter has at most ${FILTER_LIMITS.characters} characters, this one ${filter.length}.`);
  }
  return new FilterParser(tokensOf(filter)).whole();
}

const tooLarge = (message: string): OptimadeError => new OptimadeError('filter-too-large', message);
const isBoolean = (operand: Operand): boolean =>
  'constant' in operand && typeof operand.constant === 'boolean';
const ITEM_END = 'a value';

class FilterParser {
  private index = 0;
  private depth = 0;
  private nValues = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): FilterNode {
    const node = this.chain('or');
    if (this.next.kind !== 'end') throw this.expected('AND, OR or the end');
    return node;
  }

  private chain(kind: 'or' | 'and'): FilterNode {
    const terms: FilterNode[] = [];
    do {
      terms.push(kind === 'or' ? this.chain('and') : this.phrase());
    } while (this.take('keyword', kind === 'or' ? 'OR' : 'AND'));
    return terms.length === 1 ? terms[0] : { kind, terms };
  }

  private phrase(): FilterNode {
    if (!this.take('keyword', 'NOT')) return this.positivePhrase();
    return { kind: 'not', term: this.positivePhrase() };
  }

  private positivePhrase(): FilterNode {
    if (!this.take('punctuation', '(')) return this.comparison();
    this.depth += 1;
    if (this.depth > FILTER_LIMITS.depth) {
      throw tooLarge(`Parentheses are at most ${FILTER_LIMITS.depth} levels deep.`);
    }
    const node = this.chain('or');
    if (!this.take('punctuation', ')')) throw this.expected('AND, OR or ")"');
    this.depth -= 1;
    return node;
  }

  private comparison(): FilterLeaf {
    const { at } = this.next;
    const constant = this.constant();
    if (constant !== null) return { at, kind: 'compare', ...this.comparedWith({ constant }) };
    const property = this.property();
    if (property === null) throw this.expected('a property, a value, NOT or "("');
    return { at, ...this.said(property) };
  }

  private comparedWith(left: Operand): { left: Operand; operator: ComparisonOperator; right: Operand } {
    const operator = this.operator();
    if (operator === null) throw this.expected('an operator');
    return { left, operator, right: this.comparable(operator, isBoolean(left)) };
  }

  /** What is said of a property that stands first. */
  private said(property: string): DistributiveOmit<FilterLeaf, 'at'> {
    if (this.next.kind === 'operator') return { kind: 'compare', ...this.comparedWith({ property }) };
    if (this.next.text === ':') return this.has(this.zipped(property));
    if (this.next.kind !== 'keyword') return { kind: 'truth', property };
    switch (this.next.text) {
      case 'IS':
        return { kind: 'known', property, known: this.known() };
      case 'HAS':
        return this.has([property]);
      case 'LENGTH':
        this.index += 1;
        return { kind: 'length', property, operator: this.operator() ?? '=', value: this.value() };
    }
    const operator = this.textOperator();
    if (operator === null) return { kind: 'truth', property };
    return { kind: 'match', property, operator, value: this.value() };
  }

  private known(): boolean {
    this.index += 1;
    if (this.take('keyword', 'KNOWN')) return true;
    if (this.take('keyword', 'UNKNOWN')) return false;
    throw this.expected('KNOWN or UNKNOWN');
  }

  private zipped(first: string): string[] {
    const properties = [first];
    while (this.take('punctuation', ':')) {
      const property = this.property();
      if (property === null) throw this.expected('a property');
      properties.push(property);
    }
    return properties;
  }

  private has(properties: readonly string[]): DistributiveOmit<FilterLeaf, 'at'> {
    if (!this.take('keyword', 'HAS')) throw this.expected('HAS');
    const quantity = this.quantity();
    const rows = [this.row(properties.length)];
    while (quantity !== null && this.take('punctuation', ',')) rows.push(this.row(properties.length));
    return { kind: 'has', properties, quantity: quantity ?? 'any', rows };
  }

  private quantity(): 'any' | 'all' | 'only' | null {
    if (this.take('keyword', 'ALL')) return 'all';
    if (this.take('keyword', 'ANY')) return 'any';
    return this.take('keyword', 'ONLY') ? 'only' : null;
  }

  /** Of zipped lists two or more tests; the grammar does not ask for as many as there are lists. */
  private row(nProperties: number): ItemTest[] {
    const row = [this.itemTest()];
    if (nProperties === 1) return row;
    if (this.next.text !== ':' || this.next.kind !== 'punctuation') throw this.expected('":" and a value');
    while (this.take('punctuation', ':')) row.push(this.itemTest());
    return row;
  }

  private itemTest(): ItemTest {
    const text = this.textOperator();
    if (text !== null) return { operator: text, value: this.value() };
    const operator = this.operator() ?? '=';
    return { operator, value: this.comparable(operator) };
  }

  private operator(): ComparisonOperator | null {
    return this.next.kind === 'operator' ? (this.advance().text as ComparisonOperator) : null;
  }

  private textOperator(): TextOperator | null {
    if (this.take('keyword', 'CONTAINS')) return 'CONTAINS';
    const operator = this.take('keyword', 'STARTS') ? 'STARTS' : this.take('keyword', 'ENDS') ? 'ENDS' : null;
    if (operator !== null) this.take('keyword', 'WITH');
    return operator;
  }

  /** TRUE and FALSE have no order. */
  private comparable(operator: ComparisonOperator, isUnordered = false): Operand {
    const { at } = this.next;
    const value = this.value();
    if (operator === '=' || operator === '!=' || !(isUnordered || isBoolean(value))) return value;
    throw new OptimadeError('filter-syntax', `At character ${at}: TRUE and FALSE have no order.`, { at });
  }

  private value(): Operand {
    const constant = this.constant();
    if (constant !== null) return { constant };
    const property = this.property();
    if (property === null) throw this.expected(ITEM_END);
    return { property };
  }

  private constant(): Constant | null {
    const { kind, text } = this.next;
    const isTruth = kind === 'keyword' && (text === 'TRUE' || text === 'FALSE');
    if (kind !== 'string' && kind !== 'number' && !isTruth) return null;
    this.index += 1;
    this.nValues += 1;
    if (this.nValues > FILTER_LIMITS.values) {
      throw tooLarge(`A filter has at most ${FILTER_LIMITS.values} values.`);
    }
    if (kind === 'string') return text;
    return kind === 'number' ? Number(text) : text === 'TRUE';
  }

  /** `a.b`, as `a . b` too. */
  private property(): string | null {
    if (this.next.kind !== 'name') return null;
    let name = this.advance().text;
    while (this.take('punctuation', '.')) {
      if (this.next.kind !== 'name') throw this.expected('the name of a property');
      name += `.${this.advance().text}`;
    }
    return name;
  }

  private get next(): Token {
    return this.tokens[this.index];
  }

  private advance(): Token {
    return this.tokens[this.index++];
  }

  private take(kind: Token['kind'], text: string): boolean {
    const isThere = this.next.kind === kind && this.next.text === text;
    if (isThere) this.index += 1;
    return isThere;
  }

  private expected(what: string): OptimadeError {
    const { kind, text, at } = this.next;
    const found = kind === 'end' ? 'the filter ends' : `stands ${JSON.stringify(text)}`;
    return new OptimadeError('filter-syntax', `At character ${at} ${found} instead of ${what}.`, { at });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
