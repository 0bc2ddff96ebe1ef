import { describe, expect, it } from 'vitest';
import { parseDm } from '../formats/dm/parse-dm.js';
import { writeDm4, type DmAxis, type DmImage } from '../formats/dm/write-dm4.js';
import { fromDm } from './from-dm.js';

const eV: DmAxis = { origin: -1000, scale: 0.5, units: 'eV' };
const nm: DmAxis = { origin: 0, scale: 0.25, units: 'nm' };
const ramp = (n: number) => Float32Array.from({ length: n }, (_, i) => i + 1);
const base: DmImage = {
  name: 'scan',
  data: ramp(24),
  shape: [4, 6],
  axes: [nm, eV],
  brightness: { scale: 1, units: '' },
  tags: {},
};
const read = (image: Partial<DmImage>, ...others: DmImage[]) =>
  fromDm(parseDm(writeDm4([{ ...base, ...image }, ...others], { thumbnail: true })));
const codeOf = (image: Partial<DmImage>) => {
  try {
    read(image);
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('fromDm', () => {
  it('reads a line scan: energy fastest, offset = −origin·scale', () => {
    const { scan } = read({}).scans[0];
    expect(scan.counts).toEqual(ramp(24));
    expect([scan.nPixels, scan.nChannels, scan.energy]).toEqual([
      4,
      6,
      { offsetEv: 500, scaleEv: 0.5, nChannels: 6 },
    ]);
    expect(scan.navigation).toEqual([{ name: 'x', unit: 'nm', offset: 0, scale: 0.25, size: 4 }]);
  });

  it('turns a map, which the file stores with energy slowest', () => {
    const { scan } = read({ shape: [2, 3, 4], axes: [eV, nm, nm] }).scans[0];
    // Pixel (y, x), energy e is value 1 + e·12 + y·4 + x of the ramp.
    expect([...scan.counts]).toEqual([...Array(12).keys()].flatMap((p) => [1 + p, 13 + p]));
    expect(scan.navigation.map((axis) => [axis.name, axis.size])).toEqual([
      ['y', 3],
      ['x', 4],
    ]);
  });

  it('squeezes axes of size 1 and reads a single spectrum', () => {
    const { scan } = read({ shape: [1, 24], axes: [nm, eV] }).scans[0];
    expect([scan.navigation, scan.nPixels, scan.nChannels]).toEqual([[], 1, 24]);
  });

  it.each([
    ['keV', 1000],
    ['meV', 0.001],
  ])('takes an axis in %s to eV', (units, factor) => {
    const { scan } = read({ axes: [nm, { origin: -4, scale: 0.5, units }] }).scans[0];
    expect(scan.energy.scaleEv).toBeCloseTo(0.5 * factor, 12);
    expect(scan.energy.offsetEv).toBeCloseTo(2 * factor, 12);
  });

  it('counts electrons where Brightness says so, and only there', () => {
    const electrons = read({ brightness: { origin: 1, scale: 0.5, units: 'e-' } }).scans[0].scan;
    expect([electrons.counts[0], electrons.counts[4], electrons.intensityUnit]).toEqual([0, 2, 'e-']);
    const counts = read({ brightness: { origin: 1, scale: 0.5, units: 'Counts' } }).scans[0].scan;
    expect([counts.counts[0], counts.intensityUnit]).toEqual([1, '']);
    const broken = read({ brightness: { scale: 0, units: 'e-' } }).scans[0];
    expect([broken.scan.counts[0], broken.scan.intensityUnit, broken.warnings[0].code]).toEqual([
      1,
      '',
      'invalid-gain',
    ]);
  });

  it('turns an energy axis that runs downwards, and says so', () => {
    const { scan, warnings } = read({ axes: [nm, { origin: 1000, scale: -0.5, units: 'eV' }] }).scans[0];
    expect(scan.energy).toEqual({ offsetEv: 497.5, scaleEv: 0.5, nChannels: 6 });
    expect([...scan.counts.subarray(0, 6)]).toEqual([6, 5, 4, 3, 2, 1]);
    expect(warnings.map((w) => w.code)).toEqual(['energy-axis-turned']);
  });

  it('falls back to the plain index where a position has no scale', () => {
    const { scan, warnings } = read({ axes: [{ ...nm, scale: 0 }, eV] }).scans[0];
    expect(scan.navigation[0]).toMatchObject({ unit: '', scale: 1, offset: 0 });
    expect(warnings.map((w) => w.code)).toEqual(['uncalibrated-position']);
  });

  it('has positions below 1 µm in nm; the metadata keep what the file says', () => {
    const { scan } = read({ axes: [{ origin: -10, scale: 0.25, units: 'um' }, eV] }).scans[0];
    expect(scan.navigation[0]).toMatchObject({ unit: 'nm', scale: 250, offset: 2500 });
    expect(scan.originalMetadata).toMatchObject({
      ImageData: {
        Calibrations: { Dimension: [{ Units: 'eV' }, { Units: 'um', Scale: 0.25, Origin: -10 }] },
      },
    });
  });

  it('lists images without an energy axis and skips the thumbnail', () => {
    const result = read({}, { ...base, name: 'survey', axes: [nm, nm] });
    expect(result.scans).toHaveLength(1);
    expect(result.skipped).toEqual([{ title: 'survey', shape: [4, 6], reason: 'No axis in eV.' }]);
  });

  it('reads acquisition values, and takes 0 for unknown', () => {
    const tags = {
      EELS: {
        Acquisition: { 'Exposure (s)': 0.05, 'Number of frames': 2 },
        'Experimental Conditions': { 'Collection semi-angle (mrad)': 0, 'Convergence semi-angle (mrad)': 21 },
      },
      'Microscope Info': { Voltage: 300000, Name: 'Unknown' },
      'Session Info': { Specimen: ' LSMO ' },
    };
    expect(read({ tags }).scans[0].scan.acquisition).toMatchObject({
      beamEnergyKev: 300,
      convergenceSemiAngleMrad: 21,
      collectionSemiAngleMrad: null,
      exposureS: 0.1,
      nFrames: 2,
      microscope: null,
      specimen: 'LSMO',
      date: null,
    });
  });

  it.each([
    [{ axes: [nm, nm] }, 'no-energy-axis'],
    [{ tags: { 'Meta Data': { Signal: 'X-ray' } } }, 'no-energy-axis'],
    [{ axes: [nm, { ...eV, scale: 0 }] }, 'invalid-calibration'],
    [{ axes: [nm, { ...eV, scale: NaN }] }, 'invalid-calibration'],
    [{ data: ramp(24).fill(NaN, 3, 4) }, 'non-finite-data'],
    [{ data: new Float32Array(0), shape: [0, 6] }, 'inconsistent-file'],
  ])('refuses %j with %s', (image, code) => expect(codeOf(image as Partial<DmImage>)).toBe(code));
});
