import { OptimadeError } from './optimade-error.js';

export interface Token {
  readonly kind: 'keyword' | 'name' | 'number' | 'string' | 'operator' | 'punctuation' | 'end';
  /** As written; of a string what it stands for. */
  readonly text: string;
  /** Counted in characters from 1. */
  readonly at: number;
}

/** Space between tokens is optional: a name is lower case and ends where an upper-case keyword begins (`NOTa`). */
const SPACE = /[ \t\n\r\v\f]*/y;
const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['keyword', /AND|OR|NOT|IS|KNOWN|UNKNOWN|CONTAINS|STARTS|ENDS|WITH|LENGTH|HAS|ALL|ANY|ONLY|TRUE|FALSE/y],
  ['name', /[a-z_][a-z_0-9]*/y],
  ['number', /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y],
  // No control characters but white space; two escapes.
  ['string', /"(?:[^"\\\p{Cc}]|[\t\n\r\v\f]|\\["\\])*"/uy],
  ['operator', /<=|>=|!=|[<>=]/y],
  ['punctuation', /[().,:]/y],
];

/** @throws OptimadeError filter-syntax  with the place */
export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  let index = lengthAt(SPACE, filter, 0);
  while (index < filter.length) {
    const token = tokenAt(filter, index);
    if (token === null) throw syntaxError(filter, index);
    tokens.push({ ...token, at: index + 1 });
    index += token.length;
    index += lengthAt(SPACE, filter, index);
  }
  tokens.push({ kind: 'end', text: '', at: filter.length + 1 });
  return tokens;
}

function tokenAt(filter: string, index: number): (Omit<Token, 'at'> & { length: number }) | null {
  for (const [kind, pattern] of KINDS) {
    const length = lengthAt(pattern, filter, index);
    if (length === 0) continue;
    const text = filter.slice(index, index + length);
    return { kind, length, text: kind === 'string' ? unescaped(text) : text };
  }
  return null;
}

function lengthAt(pattern: RegExp, filter: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(filter)?.[0].length ?? 0;
}

const unescaped = (quoted: string): string => quoted.slice(1, -1).replace(/\\(["\\])/g, '$1');

function syntaxError(filter: string, index: number): OptimadeError {
  const found = String.fromCodePoint(filter.codePointAt(index)!);
  const hint =
    found === '"'
      ? 'a string that does not end, or holds a control character or an escape other than \\" and \\\\'
      : `${JSON.stringify(found)}, which begins nothing that a filter knows`;
  return new OptimadeError('filter-syntax', `At character ${index + 1} stands ${hint}.`, { at: index + 1 });
}
