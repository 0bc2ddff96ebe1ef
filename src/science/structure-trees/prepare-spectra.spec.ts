import { describe, expect, it } from 'vitest';
import { clusterShapes, nearestCluster, relativeError, spectrumDistance } from './cluster-shapes.js';
import { prepareSpectra } from './prepare-spectra.js';

const energy = { offsetEv: -5, scaleEv: 0.1, nChannels: 301 };
const at = (ch: number): number => energy.offsetEv + ch * energy.scaleEv;
const peak = (std: number): Float64Array =>
  Float64Array.from({ length: energy.nChannels }, (_, ch) => Math.exp(-0.5 * ((at(ch) - 10) / std) ** 2));

const secondMoment = (spectrum: Float64Array, offsetEv: number): number => {
  let [sum, first, second] = [0, 0, 0];
  spectrum.forEach((y, ch) => {
    const e = offsetEv + ch * energy.scaleEv;
    sum += y;
    first += y * e;
    second += y * e * e;
  });
  return second / sum - (first / sum) ** 2;
};

describe('prepareSpectra', () => {
  it('gives each spectrum the mean 1 over the range', () => {
    const two = Float64Array.from([...peak(1), ...peak(3).map((y) => 7 * y)]);
    const { spectra, energy: cut } = prepareSpectra(two, energy, { rangeEv: [0, 15], broadenEv: 0.8 });
    expect(cut).toEqual({ offsetEv: 0, scaleEv: 0.1, nChannels: 150 });
    for (const site of [0, 1]) {
      const mean = spectra.subarray(site * 150, (site + 1) * 150).reduce((a, b) => a + b, 0) / 150;
      expect(mean).toBeCloseTo(1, 12);
    }
  });

  it('adds the variance of the blur', () => {
    const { spectra } = prepareSpectra(peak(1), energy, { rangeEv: null, broadenEv: 2 });
    const added = secondMoment(spectra, energy.offsetEv) - secondMoment(peak(1), energy.offsetEv);
    // The kernel ends at 4 standard deviations, which takes 0.1 % of its variance.
    expect(added / (4 / (8 * Math.LN2))).toBeCloseTo(1, 2);
  });

  it('leaves spectra without a blur as they are, up to their height', () => {
    const { spectra } = prepareSpectra(peak(1), energy, { rangeEv: null, broadenEv: 0 });
    expect(spectra[150] / spectra[140]).toBeCloseTo(peak(1)[150] / peak(1)[140], 12);
  });

  it('refuses a spectrum without area, and a negative blur', () => {
    const none = new Float64Array(energy.nChannels);
    expect(() => prepareSpectra(none, energy, { rangeEv: null, broadenEv: 0 })).toThrow(/no area/);
    expect(() => prepareSpectra(peak(1), energy, { rangeEv: null, broadenEv: -1 })).toThrow(/blur/);
  });
});

describe('clusterShapes', () => {
  it('has means and standard deviations of the members, and no spread of one', () => {
    const spectra = Float64Array.from([1, 2, 3, 6, 10, 20]);
    const shapes = clusterShapes(spectra, 2, Int32Array.from([0, 0, 1]), 2);
    expect([...shapes.means]).toEqual([2, 4, 10, 20]);
    expect([...shapes.stds]).toEqual([Math.SQRT2, Math.sqrt(8), NaN, NaN]);
    expect(nearestCluster(Float64Array.from([9, 18.5]), shapes, 'euclidean')).toBe(1);
  });
});

describe('distances', () => {
  const a = Float64Array.from([1, 0, 2]);
  const b = Float64Array.from([0, 3, 4]);
  it('are those of scipy', () => {
    // scipy.spatial.distance.euclidean, cosine, correlation ([1,0,2], [0,3,4])
    expect(spectrumDistance(a, b, 'euclidean')).toBeCloseTo(3.7416573867739413, 14);
    expect(spectrumDistance(a, b, 'cosine')).toBeCloseTo(0.28445824720006726, 14);
    expect(spectrumDistance(a, b, 'correlation')).toBeCloseTo(0.7598077692923693, 14);
  });
  it('measure a miss against the truth', () => {
    expect(relativeError(a, b)).toBeCloseTo(Math.sqrt(14) / 5, 14);
  });
});
