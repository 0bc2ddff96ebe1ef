/** Where and why a text is not the JSON that is taken here. */
export class StrictJsonError extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WHITE = /[ \t\r\n]*/y;
const WORDS: readonly (readonly [string, null | boolean])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * JSON as RFC 8259 has it, without its traps: a key twice in one object, `__proto__` as a key, numbers beyond the
 * range of a double, and nesting deeper than `maxDepth` are refused.
 *
 * @throws StrictJsonError
 */
export function parseStrictJson(text: string, maxDepth = 32): unknown {
  const reader = new Reader(text, maxDepth);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  value(depth: number): unknown {
    this.take(WHITE);
    const character = this.text[this.at];
    if (character === '{' || character === '[') {
      if (depth >= this.maxDepth) this.fail(`nested deeper than ${this.maxDepth}`);
      return character === '{' ? this.object(depth + 1) : this.array(depth + 1);
    }
    if (character === '"') return this.string();
    return this.wordOrNumber();
  }

  end(): void {
    this.take(WHITE);
    if (this.at < this.text.length) this.fail('text after the value');
  }

  private object(depth: number): Record<string, unknown> {
    const members = new Map<string, unknown>();
    this.list('}', () => {
      const key = this.string();
      if (key === '__proto__') this.fail('the key "__proto__" is not allowed');
      if (members.has(key)) this.fail(`the key ${JSON.stringify(key)} stands twice`);
      this.take(WHITE);
      if (this.text[this.at++] !== ':') this.fail('a colon is missing');
      members.set(key, this.value(depth));
    });
    return Object.fromEntries(members);
  }

  private array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.list(']', () => items.push(this.value(depth)));
    return items;
  }

  /** What stands between two brackets, separated by commas; `item` reads one. */
  private list(close: string, item: () => void): void {
    this.at++;
    this.take(WHITE);
    if (this.text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      this.take(WHITE);
      item();
      this.take(WHITE);
      const next = this.text[this.at++];
      if (next === close) return;
      if (next !== ',') this.fail(`a comma or "${close}" is missing`);
    }
  }

  private string(): string {
    const quoted = this.take(STRING);
    if (quoted === null) this.fail('a string is missing or not well-formed');
    return JSON.parse(quoted) as string;
  }

  private wordOrNumber(): unknown {
    for (const [word, meaning] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return meaning;
    }
    return this.number();
  }

  private number(): number {
    const digits = this.take(NUMBER);
    if (digits === null) this.fail('a value is missing');
    const number = Number(digits);
    if (!Number.isFinite(number)) this.fail(`${digits.slice(0, 20)} is beyond the range of numbers`);
    return number;
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return null;
    this.at = pattern.lastIndex;
    return match[0];
  }

  private fail(why: string): never {
    throw new StrictJsonError(`Not the JSON that is taken here, at character ${this.at}: ${why}.`);
  }
}
