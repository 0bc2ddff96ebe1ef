import { describe, expect, it } from 'vitest';
import { csvCell } from './csv-safety.js';

describe('csvCell', () => {
  it.each(['=HYPERLINK("http://x","y")', '+1+2', '-2+3', '@SUM(A1)', '\tx', '\rx', '\0x'])(
    'keeps a spreadsheet from running %j',
    (text) => expect(csvCell(text).replace(/^"/, '').startsWith("'")).toBe(true),
  );
  it.each([
    [-1.5, '-1.5'],
    [0, '0'],
    [1e-21, '1e-21'],
    [null, ''],
    [NaN, ''],
    [Infinity, ''],
    ['O-K', 'O-K'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
  ])('writes %j as %j', (value, cell) => expect(csvCell(value)).toBe(cell));
});
