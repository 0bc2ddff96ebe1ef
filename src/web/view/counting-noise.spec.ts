import { describe, expect, it } from 'vitest';
import { makeFixture } from '../dev/fixture.js';
import { countingStd, noiseScaleOf, storedNet } from './counting-noise.js';

const { result } = makeFixture('line');
const edge = result.edges[0];
const background = {
  step: 'background',
  method: 'power law',
  parameters: { edge: 'O_K' },
  chosen: { noiseScale: 57 },
};
const notElectrons = { ...result, scan: { ...result.scan, intensityUnit: '' }, steps: [background] };

describe('noiseScaleOf', () => {
  it('is what the background fit of that edge measured', () => {
    expect(noiseScaleOf(notElectrons, edge)).toBe(57);
    expect(countingStd(100, 57)).toBeCloseTo(Math.sqrt(5700), 12);
  });

  it('is 1 of electrons and unknown otherwise, where nothing was measured', () => {
    expect(noiseScaleOf({ ...result, steps: [] }, edge)).toBe(1);
    expect(noiseScaleOf(notElectrons, result.edges[1])).toBeNull();
    expect(countingStd(100, null)).toBeNull();
  });
});

describe('storedNet', () => {
  const profile = { ...result.profiles[0], id: 'O_K.net', values: [10, 20, null], std: [3, 4, null] };
  const stored = { ...result, profiles: [profile] };

  it('adds values and variances of the pixels', () => {
    expect(storedNet(stored, edge, [1])).toEqual({ value: 20, std: 4 });
    expect(storedNet(stored, edge, [0, 1])).toEqual({ value: 30, std: 5 });
  });

  it('is nothing where a pixel or the profile has no value', () => {
    expect(storedNet(stored, edge, [1, 2])).toBeNull();
    expect(storedNet(stored, result.edges[1], [0])).toBeNull();
  });
});
