import { CrystalError } from '../crystal-error.js';
import { malformed, splitLines } from './read-text.js';

/** One value of a CIF, quotes taken off. `quoted`: '?' and '.' in quotes are text, not "unknown". */
export interface CifValue {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

/** One data block: every tag (lower case, '.' of newer dictionaries as '_') with its values; one value outside loops. */
export interface CifBlock {
  readonly name: string;
  readonly columns: ReadonlyMap<string, readonly CifValue[]>;
}

const MAX_VALUES = 20_000_000;

/** Cuts one line into words and quoted strings. A quote ends only where white space follows it. */
function lineTokens(text: string, line: number, into: CifValue[]): void {
  const pattern = /\s*(?:(#.*)|(['"])|(\S+))/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match?.[1] !== undefined || match === null) return;
    at = pattern.lastIndex;
    const quote = match[2];
    if (quote === undefined) {
      into.push({ text: match[3], quoted: false, line });
      continue;
    }
    let end = text.indexOf(quote, at);
    while (end >= 0 && end + 1 < text.length && !/\s/.test(text[end + 1])) end = text.indexOf(quote, end + 1);
    if (end < 0) throw malformed('a quote is not closed', line);
    into.push({ text: text.slice(at, end), quoted: true, line });
    at = end + 1;
  }
}

function tokens(text: string): CifValue[] {
  const lines = splitLines(text);
  const found: CifValue[] = [];
  for (let n = 0; n < lines.length; n++) {
    if (!lines[n].startsWith(';')) {
      lineTokens(lines[n], n + 1, found);
    } else {
      const start = n;
      const parts = [lines[n].slice(1)];
      for (n += 1; n < lines.length && !lines[n].startsWith(';'); n++) parts.push(lines[n]);
      if (n >= lines.length) throw malformed('a text field (;) is not closed', start + 1);
      found.push({ text: parts.join('\n'), quoted: true, line: start + 1 });
      lineTokens(lines[n].slice(1), n + 1, found);
    }
    if (found.length > MAX_VALUES)
      throw new CrystalError('limits-exceeded', `more than ${MAX_VALUES} values`);
  }
  return found;
}

const isTag = (value: CifValue | undefined): boolean =>
  value !== undefined && !value.quoted && value.text.startsWith('_');
const isKeyword = (value: CifValue): boolean =>
  !value.quoted && /^(data_|loop_$|save_|global_$|stop_$)/i.test(value.text);
const tagName = (value: CifValue): string => value.text.toLowerCase().replaceAll('.', '_');

class BlockReader {
  private at = 0;

  constructor(private readonly values: readonly CifValue[]) {}

  blocks(): CifBlock[] {
    const found: { name: string; columns: Map<string, CifValue[]> }[] = [];
    while (this.at < this.values.length) {
      const value = this.values[this.at++];
      if (/^data_/i.test(value.text) && !value.quoted) {
        found.push({ name: value.text.slice(5), columns: new Map() });
        continue;
      }
      const block = found.at(-1);
      if (block === undefined)
        throw malformed(`'${value.text}' stands before the first data_ block`, value.line);
      if (isTag(value)) this.item(value, block.columns);
      else if (!value.quoted && value.text.toLowerCase() === 'loop_') this.loop(value, block.columns);
      else throw malformed(`'${value.text.slice(0, 40)}' belongs to no tag`, value.line);
    }
    return found;
  }

  private item(tag: CifValue, columns: Map<string, CifValue[]>): void {
    const value = this.values[this.at++];
    if (value === undefined || isTag(value) || isKeyword(value)) {
      throw malformed(`${tag.text} has no value`, tag.line);
    }
    columns.set(tagName(tag), [value]);
  }

  private loop(start: CifValue, columns: Map<string, CifValue[]>): void {
    const loop: CifValue[][] = [];
    for (; isTag(this.values[this.at]); this.at++) {
      const column: CifValue[] = [];
      loop.push(column);
      columns.set(tagName(this.values[this.at]), column);
    }
    if (loop.length === 0) throw malformed('a loop_ without tags', start.line);
    let n = 0;
    for (; this.at < this.values.length; this.at++, n++) {
      const value = this.values[this.at];
      if (isTag(value) || isKeyword(value)) break;
      loop[n % loop.length].push(value);
    }
    if (n % loop.length !== 0) {
      throw malformed(`the loop_ has ${loop.length} tags but ${n} values: no whole rows`, start.line);
    }
  }
}

/** The data blocks of a CIF 1.1 text. Save frames are refused: only dictionaries have them. */
export function readCifBlocks(text: string): CifBlock[] {
  return new BlockReader(tokens(text)).blocks();
}
