import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../text-bytes.js';
import { parseTable } from './parse-table.js';

const codeOf = (text: string | Uint8Array) => {
  try {
    parseTable(typeof text === 'string' ? utf8Bytes(text) : text);
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('parseTable', () => {
  it.each([
    ['1.5,2\n3,4.25', ','],
    ['\ufeffE,I\r\n1.5,2\r\n3,4.25\r\n', ','],
    ['1.5\t2\n3\t4.25\t\n', '\t'],
    ['1,5\t2\n3\t4,25', '\t'],
    ['1,5;2\n3;4,25', ';'],
    ['1.5;2;\n3;4.25;', ';'],
    ['# a comment, with a comma\n 1.5   2\n3 4.25', ' '],
    ['1,5 2\n3 4,25', ' '],
    ['1.5, 2\n3, 4.25', ','],
    ['"E (eV)","I"\n"1.5","2"\n3,4.25', ','],
  ])('reads %j with the separator %j', (text, separator) => {
    const table = parseTable(utf8Bytes(text));
    expect([...table.values]).toEqual([1.5, 2, 3, 4.25]);
    expect([table.nRows, table.nColumns, table.separator]).toEqual([2, 2, separator]);
  });

  it('keeps header and comments, in Latin-1 too', () => {
    const latin1 = Uint8Array.from(
      [...'# \xb5m\ntitle line\nE (eV),a\n1,2\n3,4'].map((c) => c.charCodeAt(0)),
    );
    const table = parseTable(latin1);
    expect([table.header, table.comments]).toEqual([
      ['E (eV)', 'a'],
      ['µm', 'title line'],
    ]);
  });

  it.each([
    ['a,b\nc,d', 'unsupported-media-type'],
    ['', 'unsupported-media-type'],
    ['1,2\n3,4,5', 'inconsistent-file'],
    ['1,2\nx,y\n3,4', 'malformed-file'],
    ['1,2\n3,nan', 'read'],
    [`1,${'2'.repeat(1_000_001)}`, 'limits-exceeded'],
  ])('%#: answers with %s', (text, code) => expect(codeOf(text)).toBe(code));
});
