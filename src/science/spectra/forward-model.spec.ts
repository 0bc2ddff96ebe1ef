import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { addPoisson, plantSpikes, zeroLossWalk } from './forward-model-detector.js';
import { addPowerLaw, edgeShape, normalCdf, whiteLines } from './forward-model-edges.js';
import { detectableRank, weightedSingularValues } from './forward-model-rank.js';
import { convolve, plasmonLoss, plasmonLowLoss, pluralScattering } from './forward-model-scattering.js';
import { makeDemoScan } from './forward-model.js';
import { energyAt, spectrumAt } from './spectrum-image.js';

const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
};

describe('edge shapes', () => {
  const axis = { offsetEv: 600, scaleEv: 0.25, nChannels: 600 };

  // Known values of the normal distribution function to the stated 1e-7.
  it.each([
    [0, 0.5],
    [1, 0.8413447461],
    [-1.96, 0.0249978951],
    [3, 0.998650102],
  ])('normalCdf(%d) = %d', (z, expected) => expect(Math.abs(normalCdf(z) - expected)).toBeLessThan(1e-7));

  it('puts in the areas whose ratio it is given', () => {
    const lines = whiteLines({
      l3OnsetEv: 640,
      l2OnsetEv: 651,
      l3SigmaEv: 1.2,
      l2SigmaEv: 1.4,
      l3Area: 5000,
      ratio: 2.5,
      continuum: 0,
    });
    const [l3, l2] = lines
      .filter((t) => t.kind === 'peak')
      .map((peak) => {
        const out = new Float64Array(axis.nChannels);
        edgeShape(out, axis, [peak], 1);
        return sum(out);
      });
    expect(l3 / 5000).toBeCloseTo(1, 6);
    expect(l3 / l2).toBeCloseTo(2.5, 6);
  });

  it('reaches half of the line at the onset', () => {
    const peak = whiteLines({
      l3OnsetEv: 640,
      l2OnsetEv: 651,
      l3SigmaEv: 1.2,
      l2SigmaEv: 1.4,
      l3Area: 5000,
      ratio: 2,
      continuum: 0,
    })[2];
    const fine = { offsetEv: 630, scaleEv: 0.01, nChannels: 3000 };
    const out = new Float64Array(fine.nChannels);
    edgeShape(out, fine, [peak], 1);
    const half = out.findIndex((v) => v >= Math.max(...out) / 2);
    expect(Math.abs(energyAt(fine, half) - 640)).toBeLessThanOrEqual(0.01);
  });

  it('leaves nothing before a step and half its height at it', () => {
    const out = new Float64Array(axis.nChannels);
    edgeShape(out, axis, [{ kind: 'step', onsetEv: 650, height: 100, widthEv: 0.6, r: 2.5 }], 2);
    expect(sum(out.subarray(0, 180))).toBeLessThan(1e-4); // below 645 eV: 8 widths
    expect(out[200]).toBeCloseTo(100, 6);
  });

  it('adds a power law that is one', () => {
    const out = new Float64Array(axis.nChannels);
    addPowerLaw(out, axis, Math.log(1e10), 3);
    expect(out[400]).toBeCloseTo(1e10 / 700 ** 3, 6);
  });
});

describe('scattering', () => {
  const single = plasmonLoss({ energyEv: 20, fwhmEv: 6, gapEv: 1 }, 0.5, 400);

  it('is a distribution with its maximum near the plasmon energy', () => {
    expect(sum(single)).toBeCloseTo(1, 12);
    expect(Math.abs(single.indexOf(Math.max(...single)) * 0.5 - 20)).toBeLessThan(1.5);
  });

  // Naive reference: Σ e^(−t) tⁿ/n! of explicit self-convolutions, 25 terms (the rest is < 1e-30 for t = 0.8).
  it('sums the Poisson series of self-convolutions', () => {
    const t = 0.8;
    const expected = new Float64Array(single.length);
    let power: Float64Array = new Float64Array(single.length);
    power[0] = 1;
    let weight = Math.exp(-t);
    for (let n = 0; n < 25; n++) {
      for (let i = 0; i < expected.length; i++) expected[i] += weight * power[i];
      power = convolve(power, single);
      weight *= t / (n + 1);
    }
    const got = pluralScattering(single, t);
    for (let i = 0; i < got.length; i++) expect(Math.abs(got[i] - expected[i])).toBeLessThan(1e-14);
  });

  it('convolves: identity, shift, and the product of the sums', () => {
    const rng = createRng(5);
    const signal = Float64Array.from({ length: 60 }, (_, i) => (i > 20 && i < 40 ? rng.uniform() : 0));
    expect([...convolve(signal, Float64Array.of(1))]).toEqual([...signal]);
    expect([...convolve(signal, Float64Array.of(1, 0, 0), 2)].slice(0, 58)).toEqual([...signal.subarray(2)]);
    const kernel = Float64Array.of(0.1, 0.2, 0.4);
    expect(sum(convolve(signal, kernel, 1))).toBeCloseTo(sum(signal) * 0.7, 12);
  });

  // ln(It/I0) is t/λ by definition; what lies beyond the range is the difference (0.2 % here).
  it.each([0.3, 0.7, 1.5])('gives a low loss of t/λ = %d', (thickness) => {
    const scattering = pluralScattering(single, thickness);
    const spec = { scattering, zeroChannel: 40.37, sigmaChannels: 1.6, electrons: 1e6, nChannels: 440 };
    const spectrum = plasmonLowLoss(spec);
    const elastic = plasmonLowLoss({ ...spec, scattering: Float64Array.of(scattering[0]) });
    expect(Math.log(sum(spectrum) / sum(elastic))).toBeCloseTo(thickness, 2);
    const centre = elastic.reduce((m, v, i) => m + v * i, 0) / sum(elastic);
    expect(centre).toBeCloseTo(40.37, 6);
  });
});

describe('detector', () => {
  it('counts with the mean and variance of a Poisson process, plus rounding', () => {
    const n = 200_000;
    const gain = 2;
    const counts = addPoisson(new Float64Array(n).fill(50), gain, createRng(9));
    const mean = sum(counts) / n;
    const variance = counts.reduce((s, v) => s + (v - mean) ** 2, 0) / n;
    // Rounding to even numbers adds at most gain²/4; 5 standard errors.
    expect(Math.abs(mean - 50)).toBeLessThan(0.5 + 5 * Math.sqrt(50 / n));
    expect(Math.abs(variance - 50)).toBeLessThan(gain ** 2 / 4 + 5 * Math.sqrt((2 * 2500) / n));
    expect(counts.every((v) => v % gain === 0)).toBe(true);
  });

  it('walks from start along the trend', () => {
    const still = zeroLossWalk(5, { startEv: 1, trendEv: 0.4, stepStdEv: 0 }, createRng(1));
    [1, 1.1, 1.2, 1.3, 1.4].forEach((expected, i) => expect(still[i]).toBeCloseTo(expected, 12));
  });

  it('plants at most one spike a pixel, far above the noise', () => {
    const expected = new Float64Array(10 * 50).fill(100);
    const spikes = plantSpikes(
      expected,
      { nPixels: 10, nChannels: 50 },
      { count: 6, sigma: 20 },
      createRng(2),
    );
    expect(new Set(spikes.map((s) => s.pixel)).size).toBe(6);
    expect(spikes.every((s) => s.electrons >= 200 && s.electrons <= 600)).toBe(true);
  });
});

describe('detectable rank', () => {
  // The fixed matrix of the Keenan–Kotula check: σ = 1, 0.6161856374, 0.1595930388.
  it('weights as Keenan and Kotula do', () => {
    const x = Float64Array.of(10, 20, 30, 0, 5, 40, 5, 50, 7, 7, 7, 7);
    const values = weightedSingularValues(x, { nPixels: 3, nChannels: 4 });
    [1, 0.6161856374, 0.1595930388].forEach((s, i) => expect(values[i]).toBeCloseTo(s, 8));
  });

  it('counts what lies above (m·n)^(1/4)/√N', () => {
    expect(detectableRank([1, 0.05, 0.011, 0.009], { nPixels: 4, nChannels: 25 }, 1e5).threshold).toBeCloseTo(
      0.01,
      12,
    );
    expect(detectableRank([1, 0.05, 0.011, 0.009], { nPixels: 4, nChannels: 25 }, 1e5).rank).toBe(3);
  });
});

describe('makeDemoScan', () => {
  const demo = makeDemoScan(1);
  const { coreLoss, lowLoss, truth } = demo;

  it('is the same for the same seed, another for another', () => {
    const small = { nPixels: 6, nChannels: 512, nSpikes: 2, interfacePixel: 3 };
    expect(makeDemoScan(4, small)).toEqual(makeDemoScan(4, small));
    expect(makeDemoScan(4, small).coreLoss.counts).not.toEqual(makeDemoScan(5, small).coreLoss.counts);
  });

  it('has the shape and axes it says', () => {
    for (const scan of [coreLoss, lowLoss]) {
      expect([scan.nPixels, scan.nChannels, scan.counts.length]).toEqual([64, 2048, 64 * 2048]);
    }
    expect(coreLoss.energy.offsetEv).toBe(400);
    expect(coreLoss.counts.every((v) => Number.isInteger(v / 0.125))).toBe(true);
  });

  // Seen through one another: reduced χ² of the noisy scan around the noise-free one is 1 (5 standard errors).
  it('scatters like counting statistics around the expected scan', () => {
    const clean = makeDemoScan(1, { noise: false });
    const spiked = new Set(truth.spikes.map((s) => s.pixel * 2048 + s.channel));
    const reducedChiSquare = (a: Float32Array, b: Float32Array, skip: Set<number>): number => {
      let chi = 0;
      let n = 0;
      for (let i = 0; i < a.length; i++) {
        if (skip.has(i) || b[i] < 20) continue;
        chi += (a[i] - b[i]) ** 2 / b[i];
        n++;
      }
      return (chi / n - 1) * Math.sqrt(n / 2);
    };
    expect(Math.abs(reducedChiSquare(coreLoss.counts, clean.coreLoss.counts, spiked))).toBeLessThan(5);
    expect(Math.abs(reducedChiSquare(lowLoss.counts, clean.lowLoss.counts, new Set()))).toBeLessThan(5);
  });

  it('has the planted spikes where it says', () => {
    expect(truth.spikes).toHaveLength(10);
    for (const s of truth.spikes) {
      const i = s.pixel * 2048 + s.channel;
      const neighbours = (coreLoss.counts[i - 3] + coreLoss.counts[i + 3]) / 2;
      expect(coreLoss.counts[i] - neighbours).toBeGreaterThan(0.6 * s.electrons);
    }
  });

  // Maximum of the zero-loss peak within one channel of the stated centre.
  it('has its zero loss where it says', () => {
    for (let p = 0; p < 64; p++) {
      const row = spectrumAt(lowLoss, p);
      const top = energyAt(lowLoss.energy, row.indexOf(Math.max(...row)));
      expect(Math.abs(top - truth.zeroLossCentresEv[p])).toBeLessThan(0.25);
    }
  });

  // Elastic part of the expected low loss by its known Gaussian; 0.005 for what the band gap lets under the peak.
  it('has the thickness it says', () => {
    const clean = makeDemoScan(1, { noise: false }).lowLoss;
    for (const p of [0, 20, 40, 63]) {
      const row = spectrumAt(clean, p);
      const top = Math.round((truth.zeroLossCentresEv[p] + 50) / 0.25);
      const elastic = sum(row.subarray(top - 5, top + 6));
      const share = normalCdf(5.5 / 1.6) - normalCdf(-5.5 / 1.6);
      expect(Math.abs(Math.log((sum(row) * share) / elastic) - truth.thickness[p])).toBeLessThan(0.01);
    }
  });

  // Components stand clear of the detection threshold on both sides, so that the true rank is no matter of luck.
  it.each([1, 2, 3])('has a clear-cut rank of 4 (seed %d)', (seed) => {
    const { detectable, threshold, singularValues } = makeDemoScan(seed).truth.rank;
    expect(singularValues[0]).toBeCloseTo(1, 8);
    expect(detectable).toBe(4);
    expect(singularValues[3]).toBeGreaterThan(1.6 * threshold);
    expect(singularValues[4]).toBeLessThan(0.7 * threshold);
  });

  it('has white-line ratios of each side and between', () => {
    const { Mn, Fe } = truth.whiteLineRatios;
    expect(Mn[0]).toBeCloseTo(2.4, 6);
    expect(Fe[63]).toBeCloseTo(3.6, 6);
    expect(Mn[63]).toBeNull();
    expect(Fe[0]).toBeNull();
    expect(Mn[29]).toBeGreaterThan(2.6);
  });
});
