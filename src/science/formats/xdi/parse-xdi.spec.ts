import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../text-bytes.js';
import { parseXdi } from './parse-xdi.js';

const HEAD =
  '# XDI/1.0 GSE/1.0\n# Column.1: energy eV || PV:a\n#Column.2:  I0\n# Mono.name: Si(111)\n# ///\n# a note: of two\n#-----\n# energy i0\n';
const codeOf = (text: string) => {
  try {
    parseXdi(utf8Bytes(text));
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('parseXdi', () => {
  it('reads fields, columns, comments and numbers', () => {
    const file = parseXdi(utf8Bytes(`${HEAD} 7100.0  1.5e3\n\n 7101 -2 \r\n`));
    expect(file).toMatchObject({ version: '1.0', nRows: 2, comments: ['a note: of two', 'energy i0'] });
    expect(file.columns).toEqual([
      { name: 'energy', units: 'eV' },
      { name: 'i0', units: '' },
    ]);
    expect([...file.values]).toEqual([7100, 1500, 7101, -2]);
    expect(file.fields['Mono.name']).toBe('Si(111)');
  });

  it.each([
    [HEAD, 'truncated-file'],
    [`${HEAD}1 2\n3`, 'inconsistent-file'],
    [`${HEAD}1\n3`, 'inconsistent-file'],
    [`${HEAD}1 two`, 'malformed-file'],
    [`${HEAD}1 nan`, 'read'],
    [`${HEAD}1 ${'2'.repeat(1_000_001)}`, 'limits-exceeded'],
    [`# XDI/1.0\n${'# A.b: c\n'.repeat(1001)}1 2`, 'limits-exceeded'],
  ])('%#: answers with %s', (text, code) => expect(codeOf(text)).toBe(code));
});
