import { describe, expect, it } from 'vitest';
import type { HyperspyAxis, HyperspyFile } from '../formats/hyperspy/parse-hyperspy.js';
import { fromHyperspy } from './from-hyperspy.js';

const unset = {
  name: null,
  units: null,
  scale: null,
  offset: null,
  size: null,
  navigate: null,
  values: null,
};
const energy: HyperspyAxis = { ...unset, units: 'eV', scale: 0.5, offset: 500, size: 6, navigate: false };
const position: HyperspyAxis = { ...unset, name: 'x', units: 'nm', size: 4, navigate: true };

const read = (axis: Partial<HyperspyAxis>) => {
  const file: HyperspyFile = {
    version: '3.1',
    signals: [
      {
        name: 'scan',
        axes: [{ ...position, ...axis }, energy],
        shape: [4, 6],
        dtype: 'float32',
        values: new Float32Array(24),
        metadata: {},
        originalMetadata: {},
      },
    ],
  };
  const { scan, warnings } = fromHyperspy(file).scans[0];
  return { axis: scan.navigation[0], codes: warnings.map((w) => w.code) };
};
const asIndex = {
  axis: { name: 'x', unit: '', offset: 0, scale: 1, size: 4 },
  codes: ['uncalibrated-position'],
};

describe('positions of a HyperSpy file', () => {
  it('takes offset and scale as stated', () =>
    expect(read({ scale: 0.25, offset: -1 })).toEqual({
      axis: { name: 'x', unit: 'nm', offset: -1, scale: 0.25, size: 4 },
      codes: [],
    }));

  it('takes them from listed positions that are evenly spaced', () =>
    expect(read({ values: [10, 15, 20, 25], size: null })).toEqual({
      axis: { name: 'x', unit: 'nm', offset: 10, scale: 5, size: 4 },
      codes: [],
    }));

  it.each([
    ['uneven positions', { values: [0, 5, 20, 80], size: null }],
    ['no scale', {}],
    ['a scale of 0', { scale: 0 }],
    ['a scale that is no number', { scale: Number.NaN }],
  ])('keeps no unit where there is %s, and says so', (_, axis) => expect(read(axis)).toEqual(asIndex));

  it('has positions below 1 µm in nm', () =>
    expect(read({ units: '\u03bcm', scale: 0.25, offset: 0.5 }).axis).toEqual({
      name: 'x',
      unit: 'nm',
      offset: 500,
      scale: 250,
      size: 4,
    }));
});
