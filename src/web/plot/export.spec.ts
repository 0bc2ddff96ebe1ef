import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csvCell, tableToCsv } from './csv.js';
import { withPngText } from './png-text.js';

describe('csv', () => {
  it('does not hand formulas to a spreadsheet, but leaves numbers alone', () => {
    expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    expect(csvCell(-1.5)).toBe('-1.5');
    expect(csvCell(null)).toBe('');
    expect(csvCell(Number.NaN)).toBe('');
  });

  it('says first where the numbers come from, one line each', () => {
    const csv = tableToCsv({ columns: ['a', 'b'], rows: [[1, null]] }, ['two\nlines']);
    expect(csv).toBe('# two lines\na,b\n1,\n');
  });
});

it('withPngText puts a chunk with the right checksum behind the header', () => {
  const png = new Uint8Array(50).map((_, i) => i);
  const out = withPngText(png, 'Source', 'Mn L₃');
  const view = new DataView(out.buffer);
  const length = view.getUint32(33);
  const chunk = out.subarray(37, 41 + length);
  expect(new TextDecoder().decode(chunk)).toContain('iTXtSource');
  expect(view.getUint32(41 + length)).toBe(crc32(chunk));
  expect(out.subarray(45 + length)).toEqual(png.subarray(33));
});
