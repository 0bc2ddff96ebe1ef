import { EnergeticsError } from '../energetics-error.js';

/** Larger tables than this are no potential. */
const COUNT_AT_MOST = 2_000_000;

/** Lines of a potential's file, read in order; every error tells its line. */
export class NumberLines {
  private readonly lines: readonly string[];
  private next = 0;

  constructor(
    text: string,
    private readonly name: string,
  ) {
    this.lines = text.split(/\r\n|\n|\r/);
  }

  /** The next line's words. */
  words(what: string): string[] {
    if (this.next >= this.lines.length) throw this.error(`the file ends before ${what}`);
    return this.lines[this.next++].trim().split(/\s+/);
  }

  /** The next line as it is. */
  line(what: string): string {
    if (this.next >= this.lines.length) throw this.error(`the file ends before ${what}`);
    return this.lines[this.next++];
  }

  /** `count` numbers, from as many lines as they take; a line is not shared with what follows. */
  values(count: number, what: string): Float64Array {
    const values = new Float64Array(count);
    let n = 0;
    while (n < count) {
      const words = this.words(`${count} numbers of ${what}`);
      if (words.length === 1 && words[0] === '') continue;
      if (n + words.length > count) throw this.error(`more than ${count} numbers of ${what}`);
      for (const word of words) values[n++] = this.number(word, what);
    }
    return values;
  }

  /** How many words are left. */
  countLeft(): number {
    let n = 0;
    for (let k = this.next; k < this.lines.length; k++) n += this.lines[k].match(/\S+/g)?.length ?? 0;
    return n;
  }

  /** Fortran's 1.5D-03 is a number too. */
  number(word: string | undefined, what: string): number {
    const value = word === undefined || word === '' ? NaN : Number(word.replace(/[dD]/, 'e'));
    if (!Number.isFinite(value)) throw this.error(`${what}: '${(word ?? '').slice(0, 40)}' is no number`);
    return value;
  }

  /** A whole number of points, at least 5: fewer carry no spline. */
  count(word: string | undefined, what: string): number {
    const value = this.number(word, what);
    if (!Number.isInteger(value) || value < 5 || value > COUNT_AT_MOST) {
      throw this.error(`${what} must be a whole number from 5 to ${COUNT_AT_MOST}, not ${value}`);
    }
    return value;
  }

  positive(word: string | undefined, what: string): number {
    const value = this.number(word, what);
    if (!(value > 0)) throw this.error(`${what} must be above 0, not ${value}`);
    return value;
  }

  /** An error at the line read last. */
  error(message: string): EnergeticsError {
    const line = this.next;
    return new EnergeticsError('potential-unreadable', `${this.name}, line ${line}: ${message}`, { line });
  }
}

/** What follows CITATION: in the comment that LAMMPS's own files carry; null where there is none. */
export function citationIn(comment: string): string | null {
  const found = /CITATION:\s*(.+?)(?:\s+[A-Z]{4,}:|$)/.exec(comment.trim());
  return found === null ? null : found[1].trim();
}
