import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOfBytes } from '../../../science/formats/text-bytes.js';
import type { Cell, ColumnType, FlatTable } from './flat-table.js';
import { writeCsv } from './write-csv.js';

const table = (columns: readonly [string, ColumnType][], rows: readonly (readonly Cell[])[]): FlatTable => ({
  columns: columns.map(([name, type]) => ({ name, type, unit: '', description: '', provenance: '' })),
  blocks: (async function* () {
    for (const row of rows) yield [row];
  })(),
});

async function csvOf(given: FlatTable): Promise<string> {
  let text = '';
  for await (const piece of writeCsv(given)) text += textOfBytes(piece);
  return text;
}

/** A reader of RFC 4180, strict: anything that its grammar has no place for is an error. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, at]: [string[], number] = [[], 0];
  while (at < text.length) {
    const match = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n)/y;
    match.lastIndex = at;
    const found = match.exec(text);
    if (found === null) throw new Error(`no field at ${at}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    at = match.lastIndex;
    if (found[3] === '\n') {
      rows.push(row);
      row = [];
    }
  }
  expect(row).toEqual([]);
  return rows;
}

describe('writeCsv', () => {
  it('writes a header, LF, empty cells, ISO times', async () => {
    const rows: Cell[][] = [
      ['a, "b"', 0.1, 3, true, new Date('2026-03-01T10:00:00.123Z')],
      [null, -1e-21, null, false, null],
    ];
    const columns: [string, ColumnType][] = [
      ['label', 'string'],
      ['gb_energy_J_m2', 'number'],
      ['sigma', 'integer'],
      ['is_public', 'boolean'],
      ['created_at', 'timestamp'],
    ];
    expect(await csvOf(table(columns, rows))).toBe(
      'label,gb_energy_J_m2,sigma,is_public,created_at\n"a, ""b""",0.1,3,true,2026-03-01T10:00:00.123Z\n,-1e-21,,false,\n',
    );
  });

  it('any text and number comes back; what a spreadsheet would run gets an apostrophe', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'Σ', '=', ' ') }),
    );
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const row = fc.tuple(fc.option(text), fc.option(number));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
        const [head, ...back] = readCsv(await csvOf(table([['a', 'string'], ['b', 'number']], rows)));
        expect(head).toEqual(['a', 'b']);
        expect(back).toHaveLength(rows.length);
        rows.forEach(([words, value], i) => {
          const isGuarded = /^[=+\-@\t\r\0]/.test(words ?? '');
          expect(back[i][0]).toBe(`${isGuarded ? "'" : ''}${words ?? ''}`);
          expect(back[i][1] === '' ? null : Number(back[i][1])).toBe(value === 0 ? 0 : value);
        });
      }),
      { seed: 1, numRuns: 300 },
    ); // prettier-ignore
  });
});
