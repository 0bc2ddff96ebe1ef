import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../formats/text-bytes.js';
import { readSpectrumFile } from './read-spectrum-file.js';

const file = (columns: readonly string[], rows: string, more = '') =>
  utf8Bytes(
    `# XDI/1.0\n${columns.map((column, i) => `# Column.${i + 1}: ${column}\n`).join('')}${more}# ///\n${rows}\n`,
  );
const read = (...args: Parameters<typeof file>) => readSpectrumFile(file(...args), 'foil.xdi');
const ENERGIES = [100, 101, 102];
const rows = (...columns: number[][]) =>
  ENERGIES.map((energy, i) => [energy, ...columns.map((column) => column[i])].join(' ')).join('\n');

describe('XDI files as spectra', () => {
  it('gives µ in transmission, and that of the reference behind it', async () => {
    const columns = ['energy eV', 'i0', 'itrans', 'irefer'];
    const { scans, format } = await read(
      columns,
      rows([4, 4, 4], [4, 2, 1], [1, 1, 1]),
      '# Sample.name: Co foil\n',
    );
    expect([format, scans.map(({ scan }) => scan.title)]).toEqual([
      'xdi',
      ['Co foil', 'Co foil (reference)'],
    ]);
    // ln 1, ln 2, ln 4 and ln 4, ln 2, ln 1, to the digits of float32.
    expect([...scans[0].scan.counts]).toEqual(
      [0, Math.LN2, 2 * Math.LN2].map((v) => expect.closeTo(v, 6) as number),
    );
    expect([...scans[1].scan.counts]).toEqual(
      [2 * Math.LN2, Math.LN2, 0].map((v) => expect.closeTo(v, 6) as number),
    );
    expect(scans.map(({ signal }) => signal)).toEqual(['x-ray-absorption', 'x-ray-absorption']);
    expect(scans[0].warnings.map(({ code }) => code)).toEqual(['x-ray-absorption']);
    expect(scans[0].scan.energy).toEqual({ offsetEv: 100, scaleEv: 1, nChannels: 3 });
  });

  it('takes µ where the file has it, fluorescence as a ratio, and keV', async () => {
    const given = await read(['energy eV', 'mutrans', 'i0', 'itrans'], rows([1, 2, 3], [1, 1, 1], [1, 1, 1]));
    expect([...given.scans[0].scan.counts]).toEqual([1, 2, 3]);
    const fluorescence = await read(['energy keV', 'ifluor', 'i0'], '0.1 3 2\n0.101 5 2');
    expect([...fluorescence.scans[0].scan.counts]).toEqual([1.5, 2.5]);
    expect(fluorescence.scans[0].scan.energy.offsetEv).toBe(100);
  });

  it.each([
    [['energy eV', 'i0'], rows([1, 1, 1]), 'no-energy-axis'],
    [['angle degrees', 'mutrans'], rows([1, 1, 1]), 'no-energy-axis'],
    [['energy degrees', 'mutrans'], rows([1, 1, 1]), 'no-energy-axis'],
    [['energy eV', 'i0', 'itrans'], rows([1, -1, 1], [1, 1, 1]), 'non-finite-data'],
  ])('%j: refused', async (columns, data, code) => {
    await expect(read(columns, data)).rejects.toMatchObject({ code });
  });
});
