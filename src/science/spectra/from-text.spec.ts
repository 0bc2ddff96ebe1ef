import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../formats/text-bytes.js';
import { describeScan } from './scan-statistics.js';
import { readSpectrumFile } from './read-spectrum-file.js';

const read = async (text: string, name = 'spectrum.csv') =>
  (await readSpectrumFile(utf8Bytes(text), name)).scans[0];
const codeOf = async (text: string, name?: string) =>
  read(text, name).then(
    () => 'read',
    (error: { code?: string }) => error.code,
  );
const codes = (warnings: readonly { code: string }[]) => warnings.map((w) => w.code);

describe('text tables as spectra', () => {
  it('takes a matrix for a line scan: rows are energies, columns positions', async () => {
    const { scan, warnings } = await read('Energy loss [eV],0 nm,0.5 nm,1 nm\n500,1,2,3\n500.5,4,5,6\n');
    expect([...scan.counts]).toEqual([1, 4, 2, 5, 3, 6]);
    expect(scan.energy).toEqual({ offsetEv: 500, scaleEv: 0.5, nChannels: 2 });
    expect(scan.navigation).toEqual([{ name: 'x', unit: 'nm', offset: 0, scale: 0.5, size: 3 }]);
    expect([scan.title, warnings]).toEqual(['spectrum', []]);
  });

  it('takes uneven positions for a plain index, and says so; other headers are names', async () => {
    const uneven = await read('E (eV),0 nm,5 nm,20 nm\n500,1,2,3\n501,4,5,6\n');
    expect(uneven.scan.navigation).toEqual([{ name: 'x', unit: '', offset: 0, scale: 1, size: 3 }]);
    expect(codes(uneven.warnings)).toEqual(['uncalibrated-position']);
    const named = await read('E (eV),a,b,c\n500,1,2,3\n501,4,5,6\n');
    expect([named.scan.navigation, named.warnings]).toEqual([uneven.scan.navigation, []]);
  });

  it('takes the unit from the header, and says when it had to assume eV', async () => {
    expect((await read('E (keV),I\n0.5,1\n0.75,2')).scan.energy).toEqual({
      offsetEv: 500,
      scaleEv: 250,
      nChannels: 2,
    });
    expect(codes((await read('500,1\n501,2')).warnings)).toEqual(['energy-unit-assumed']);
    expect(await codeOf('Wavelength (nm),I\n500,1\n501,2')).toBe('no-energy-axis');
  });

  it('resamples uneven energies onto the median step; a straight line stays one', async () => {
    const { scan, warnings } = await read('E (eV),I\n0,0\n1,1\n2,2\n4,4\n5,5\n6,6\n');
    expect(scan.energy).toEqual({ offsetEv: 0, scaleEv: 1, nChannels: 7 });
    expect([...scan.counts]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(codes(warnings)).toEqual(['non-uniform-axis']);
  });

  it('turns descending energies and sorts those of a shaky hand', async () => {
    const turned = await read('E (eV),I\n3,30\n2,20\n1,10');
    expect([[...turned.scan.counts], turned.scan.energy.offsetEv]).toEqual([[10, 20, 30], 1]);
    const shaky = await read('E (eV),I\n0,0\n1,1\n3,3\n2,2\n2,4\n4,4\n5,5');
    expect([...shaky.scan.counts]).toEqual([0, 1, 3, 3, 4, 5]);
    expect(codes(shaky.warnings)).toEqual(['energies-sorted']);
    expect(
      await codeOf(`E (eV),I\n${[0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 9].map((e) => `${e},1`).join('\n')}`),
    ).toBe('invalid-calibration');
  });

  it.each([
    ['1\t2\t3\n', 'a.txt', 'no-energy-axis'],
    ['1\n2\n3\n', 'a.txt', 'no-energy-axis'],
    ['E (eV),I\n1,2\n2,nan', 'a.csv', 'non-finite-data'],
    ['E (eV),I\n1,2\n1,3', 'a.csv', 'invalid-calibration'],
    ['1,2\n2,3', 'a.dm4', 'unsupported-media-type'],
  ])('refuses %j named %s with %s', async (text, name, code) => expect(await codeOf(text, name)).toBe(code));

  it.each([
    ['digits', `1${'1'.repeat(900_000)}x,2`, 'a.csv'],
    ['blanks in a keyword', `#FORMAT : x\n#${' '.repeat(900_000)}x:1\n#SPECTRUM :\n1\n#ENDOFDATA :`, 'a.msa'],
    ['brackets', `${'('.repeat(900_000)},I\n1,2\n2,3`, 'a.csv'],
    ['signs', `${'-'.repeat(900_000)},I\n1,2\n2,3`, 'a.csv'],
  ])('does not fall into a long line of %s', async (_, text, name) => {
    const start = performance.now();
    await codeOf(text, name);
    // Well under a second; a pattern that backtracks takes hours.
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('reads rows of intensities by the energies of the first row, or of the file name', async () => {
    const energies = Array.from({ length: 10 }, (_, i) => 500 + i);
    const rows = await read(`${energies.join(',')}\n${'1,'.repeat(10)}\n${'2,'.repeat(10)}\n`);
    expect(rows.scan.energy).toEqual({ offsetEv: 500, scaleEv: 1, nChannels: 10 });
    expect([rows.scan.nPixels, rows.scan.counts[0], rows.scan.counts[10]]).toEqual([2, 1, 2]);
    expect(codes(rows.warnings)).toEqual(['energy-unit-assumed', 'table-turned'].reverse());
    const named = await read('1\t2\t3\t5\n', 'a_m1eV_to_3eV.txt');
    expect([[...named.scan.counts], named.scan.energy.offsetEv, named.scan.energy.scaleEv]).toEqual([
      [1, 2, 3, 5],
      -1,
      1,
    ]);
    expect(codes(named.warnings)).toEqual(['energies-from-name']);
  });

  it('takes meV', async () =>
    expect((await read('E (meV),I\n500,1\n750,2')).scan.energy).toEqual({
      offsetEv: 0.5,
      scaleEv: 0.25,
      nChannels: 2,
    }));

  it('describes a scan', async () => {
    const scan = await read('E (eV),I\n-1,2\n0,5\n1,-3');
    expect(describeScan(scan)).toEqual({ sum: 4, first: 2, max: 5, zeroLossInRange: true });
    expect(describeScan(await read('E (eV),I\n0,2\n1,5')).zeroLossInRange).toBe(false);
  });
});
