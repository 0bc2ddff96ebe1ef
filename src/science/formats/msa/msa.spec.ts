import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../text-bytes.js';
import { msaNumber, msaText, msaValues, parseMsa } from './parse-msa.js';
import { writeMsa } from './write-msa.js';

const file = (data: string, headers = '#NPOINTS     : 3.\n#DATATYPE    : Y', end = '\n#ENDOFDATA   : ') =>
  utf8Bytes(`#FORMAT\t     : EMSA/MAS Spectral Data File\n${headers}\n#SPECTRUM    : x\n${data}${end}`);
const codeOf = (bytes: Uint8Array) => {
  try {
    parseMsa(bytes);
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('parseMsa', () => {
  it.each([['1\n2\n3'], ['1,\r\n2,\r\n3,'], ['1, 2,\n3'], [' 1   2 3 '], ['1.0 E+00, 20e-1, 3.']])(
    'reads Y data written as %j',
    (data) => expect([...parseMsa(file(data)).y]).toEqual([1, 2, 3]),
  );

  it('reads XY data, one or two pairs a line', () => {
    const headers = '#NPOINTS : 3\n#NCOLUMNS : 2\n#DATATYPE : XY';
    const { x, y } = parseMsa(file('10, 1, 20, 2\n30, 3', headers));
    expect([x, y]).toEqual([
      [10, 20, 30],
      [1, 2, 3],
    ]);
  });

  it('keeps headers: units, repeated titles, texts with a colon, user keywords', () => {
    const read = parseMsa(
      file(
        '1',
        '#TITLE : a: b\n#TITLE : c\n#BEAMKV   -kV: 120.0\n#DATE : \n##ALPHA-1    : 3.1\n#TAUWIND : 2.0 E-06',
      ),
    );
    expect(msaValues(read, 'TITLE')).toEqual(['a: b', 'c']);
    expect(msaNumber(read, 'BEAMKV')).toBe(120);
    expect(msaNumber(read, 'TAUWIND')).toBe(2e-6);
    expect(msaText(read, 'DATE')).toBeNull();
    expect(read.headers.map((h) => `${h.keyword}|${h.unit}`)).toContain('BEAMKV|kV');
    expect(read.headers.map((h) => h.keyword)).toContain('#ALPHA');
  });

  it.each([
    ['fewer points than NPOINTS', file('1\n2'), 'inconsistent-file'],
    ['more points than NPOINTS', file('1\n2\n3\n4'), 'read'],
    ['no end', file('1\n2\n3', undefined, ''), 'truncated-file'],
    ['a word among the data', file('1\ntwo\n3'), 'malformed-file'],
    ['no data', file(''), 'inconsistent-file'],
    ['half a pair', file('1\n2\n3', '#DATATYPE : XY'), 'inconsistent-file'],
    ['an endless line', utf8Bytes(`#TITLE : ${'A'.repeat(1_000_001)}`), 'limits-exceeded'],
  ])('%s', (_, bytes, code) => expect(codeOf(bytes)).toBe(code));

  it('is the inverse of writeMsa, to the last digit', () => {
    const values = [0.1, -1e-12, 12345.678901234567];
    const read = parseMsa(
      writeMsa({
        title: 'Al: Sigma 5\r\n#X',
        offset: -20.5,
        xPerChannel: 0.1,
        values,
        headers: { 'BEAMKV   -kV': 300 },
      }),
    );
    expect(read.y).toEqual(values);
    expect([msaNumber(read, 'OFFSET'), msaNumber(read, 'XPERCHAN'), msaNumber(read, 'BEAMKV')]).toEqual([
      -20.5, 0.1, 300,
    ]);
    expect(msaText(read, 'TITLE')).toBe('Al - Sigma 5 #X');
  });
});
