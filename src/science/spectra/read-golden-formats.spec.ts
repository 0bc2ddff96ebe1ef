import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSpectrumFile } from './read-spectrum-file.js';
import { energyAt } from './spectrum-image.js';

// Files of test/golden/make-format-golden.py: values count up in the order (position, energy) or (y, x, energy).
const read = (name: string) => readSpectrumFile(readFileSync(`test/golden/formats/${name}`), name);
const upTo = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);
const axes = (scan: { navigation: readonly { name: string; unit: string; size: number }[] }) =>
  scan.navigation.map(({ name, unit, size }) => `${name} ${size} ${unit}`);

describe('EMD of Velox', () => {
  it('reads a line as (x, E), one scan an energy window', async () => {
    const { format, formatVersion, scans, skipped } = await read('velox-line.emd');
    expect([format, formatVersion, scans.length]).toEqual(['velox', '11', 2]);
    const [first, second] = scans.map(({ scan }) => scan);
    expect([Array.from(first.counts), Array.from(second.counts)]).toEqual([upTo(80), upTo(80, 1000)]);
    expect([first.energy, second.energy]).toEqual([
      { offsetEv: -20, scaleEv: 0.5, nChannels: 16 },
      { offsetEv: 500, scaleEv: 0.25, nChannels: 16 },
    ]);
    expect([axes(first), first.navigation[0].scale]).toEqual([['x 5 nm'], expect.closeTo(0.5, 12)]);
    expect(first.acquisition).toMatchObject({
      beamEnergyKev: 300,
      convergenceSemiAngleMrad: expect.closeTo(25.1, 9) as number,
      probeCurrentNa: expect.closeTo(0.15, 9) as number,
      dwellTimeS: 0.002,
      exposureS: null,
      microscope: 'Titan',
      date: '2020-10-29T13:16:16.000Z',
    });
    expect(skipped.map(({ title }) => title)).toEqual(['Image aa', 'SpectrumImage bb']);
    expect(JSON.stringify(first.originalMetadata)).toContain('"dispersion":0.5');
  });

  it('turns a map from (x, E, y) to rows of x', async () => {
    const [{ scan }] = (await read('velox-map.emd')).scans;
    expect(Array.from(scan.counts)).toEqual(upTo(48));
    expect(axes(scan)).toEqual(['y 2 nm', 'x 3 nm']);
    expect(scan.navigation.map(({ offset, scale }) => [offset, scale])).toEqual([
      [expect.closeTo(1, 9), expect.closeTo(2, 9)],
      [0, expect.closeTo(0.5, 9)],
    ]);
  });
});

describe('EMD of Berkeley', () => {
  it.each(['ncem-0.2.emd', 'ncem-1.0.emd'])(
    '%s: energy first or last, all coordinates or two',
    async (name) => {
      const { format, formatVersion, scans } = await read(name);
      const [{ scan, warnings }] = scans;
      expect([format, formatVersion]).toEqual(['emd', name.slice(5, 8)]);
      expect(Array.from(scan.counts)).toEqual(upTo(80));
      expect(scan.energy).toEqual({ offsetEv: 500, scaleEv: 0.25, nChannels: 16 });
      expect([scan.navigation, warnings]).toEqual([
        [{ name: 'x', unit: 'nm', offset: 0, scale: 0.5, size: 5 }],
        [],
      ]);
      expect(scan.acquisition).toMatchObject({
        beamEnergyKev: 200,
        microscope: 'TEAM 0.5',
        specimen: 'SrTiO3',
      });
    },
  );
});

describe('Nion Swift', () => {
  it.each([
    ['line.ndata1', 'float32'],
    ['line.ndata', 'int16'],
    ['numpy-export.zip', 'float64'],
    ['line.nhdf', 'float32'],
    ['library.h5', 'float32'],
  ])('%s: meV become eV, V kV, rad mrad', async (name, dtype) => {
    const { format, formatVersion, scans } = await read(name);
    const [read1] = scans;
    const { scan } = read1;
    expect([format, formatVersion, read1.dtype, read1.signal]).toEqual(['nion', '1', dtype, 'energy-loss']);
    expect([scan.title, Array.from(scan.counts)]).toEqual(['Spectra along a line', upTo(80)]);
    expect(scan.energy).toEqual({ offsetEv: -20, scaleEv: 0.25, nChannels: 16 });
    expect(scan.navigation).toEqual([{ name: 'x', unit: 'nm', offset: -1, scale: 0.5, size: 5 }]);
    expect(scan.acquisition).toMatchObject({
      beamEnergyKev: 60,
      convergenceSemiAngleMrad: 30,
      collectionSemiAngleMrad: 25,
      exposureS: 0.1,
      probeCurrentNa: null,
      spectrometer: 'EELS camera',
      date: '2020-05-01T12:00:00',
    });
  });

  it.each(['float32', 'float64', 'int64', 'uint32', 'uint8'])(
    'an array of %s alone has the energies of its name',
    async (dtype) => {
      const [{ scan, dtype: found, warnings }] = (await read(`${dtype}_-1eV_to_3eV.npy`)).scans;
      expect([found, Array.from(scan.counts)]).toEqual([dtype, upTo(80)]);
      expect([scan.energy.offsetEv, scan.energy.scaleEv]).toEqual([-1, 0.25]);
      expect(warnings.map(({ code }) => code)).toEqual(['energies-from-name', 'uncalibrated-position']);
    },
  );

  it('refuses an array without energies, and one of complex numbers', async () => {
    const bytes = readFileSync('test/golden/formats/float32_-1eV_to_3eV.npy');
    await expect(readSpectrumFile(bytes, 'plain.npy')).rejects.toMatchObject({ code: 'no-energy-axis' });
    await expect(read('complex.npy')).rejects.toMatchObject({ code: 'unsupported-data-type' });
  });
});

describe('NeXus', () => {
  it('reads NXspectrum of NXem, energies in keV', async () => {
    const { format, formatVersion, scans } = await read('nxem.nxs');
    const [{ scan }] = scans;
    expect([format, formatVersion, scans.length, scan.title]).toEqual(['nexus', 'NXem', 1, 'Spectrum image']);
    expect(Array.from(scan.counts)).toEqual(upTo(48));
    expect([energyAt(scan.energy, 0), energyAt(scan.energy, 7)]).toEqual([
      expect.closeTo(400, 9),
      expect.closeTo(407, 9),
    ]);
    expect(axes(scan)).toEqual(['y 2 nm', 'x 3 nm']);
    expect(scan.acquisition).toMatchObject({
      beamEnergyKev: 200,
      collectionSemiAngleMrad: null,
      date: '2024-03-04T20:17:00+01:00',
    });
  });

  it('reads signal=1 and axes="a:b" of old files', async () => {
    const [{ scan }] = (await read('old-nxdata.nxs')).scans;
    expect(Array.from(scan.counts)).toEqual(upTo(80));
    expect(scan.energy).toEqual({ offsetEv: 500, scaleEv: 0.25, nChannels: 16 });
    expect(scan.navigation).toEqual([{ name: 'position', unit: 'nm', offset: 0, scale: 2, size: 5 }]);
  });
});
