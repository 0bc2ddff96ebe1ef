import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { rootMeanSquare } from '../numerics/statistics.js';
import { spectrumAt, SpectrumError, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { findBadChannels, replaceChannels } from './bad-channels.js';
import { countingStatistics, repairMissing, treatNegatives } from './counting-statistics.js';
import { correctGainAndDark } from './gain-and-dark.js';
import { interfaceLineScan } from './testing/interface-line-scan.js';
import { gaussian, makeScan } from './testing/make-scan.js';

const plan = { nPixels: 24, nChannels: 512, offsetEv: 300, scaleEv: 0.5 };
const level = (e: number, p: number): number => (200 + 10 * p) * (e / 300) ** -3;
const poisson = (seed = 1): SpectrumImage => makeScan({ ...plan, expected: level, rng: createRng(seed) });
const changed = (scan: SpectrumImage, change: (v: number, i: number) => number): SpectrumImage =>
  withCounts(scan, scan.counts.map(change));

describe('countingStatistics', () => {
  it('knows electrons', () => {
    const found = countingStatistics(poisson());
    expect(found).toMatchObject({ nMissing: 0, nNegative: 0, quantum: 1, kind: 'electrons', warnings: [] });
    // The median of some 500 squares tells a variance to about 10 %; 3 of those.
    expect(Math.abs(found.noiseFactor! - 1)).toBeLessThan(0.3);
  });

  it('knows a gain by its quantum and its noise', () => {
    const { kind, quantum, noiseFactor, warnings } = countingStatistics(changed(poisson(), (v) => 7.78 * v));
    expect(kind).toBe('gained');
    expect(quantum).toBeCloseTo(7.78, 3);
    expect(Math.abs(noiseFactor! / 7.78 - 1)).toBeLessThan(0.3);
    expect(warnings.map((w) => w.code)).toEqual(['gained-counts']);
  });

  it('knows averaged frames', () => {
    const frames = [1, 2, 3, 4].map(poisson);
    const mean = changed(frames[0], (_, i) => frames.reduce((t, frame) => t + frame.counts[i], 0) / 4);
    const { kind, quantum, warnings } = countingStatistics(mean);
    expect([kind, quantum, warnings.map((w) => w.code)]).toEqual(['averaged', 0.25, ['averaged-counts']]);
  });

  it('counts what is missing and what is below 0, and says when it cannot tell', () => {
    const scan = changed(poisson(), (v, i) => (i < 512 || i === 700 ? Number.NaN : i === 900 ? -3 : v));
    const found = countingStatistics(scan);
    expect(found).toMatchObject({ nMissing: 513, emptyPixels: [0], nNegative: 1, negativeSum: -3 });
    expect(found.warnings.map((w) => w.code).slice(0, 2)).toEqual(['missing-counts', 'negative-counts']);
    const single = makeScan({ ...plan, nPixels: 1, expected: (e) => Math.sqrt(e) });
    expect(countingStatistics(single)).toMatchObject({ noiseFactor: null, kind: 'unknown', quantum: null });
  });
});

describe('repairMissing', () => {
  const holes = (): SpectrumImage =>
    changed(poisson(), (v, i) => ([40, 41, 600].includes(i) || (i >= 1200 && i < 1230) ? Number.NaN : v));

  it('interpolates short gaps and masks pixels with long ones', () => {
    const scan = holes();
    const { scan: whole, nReplaced, maskedPixels, warnings } = repairMissing(scan, 'interpolate');
    expect([nReplaced, maskedPixels, warnings.length]).toEqual([3, [2], 1]);
    expect(whole.counts[40]).toBeCloseTo((2 * scan.counts[39] + scan.counts[42]) / 3, 3);
    expect(spectrumAt(whole, 2).every(Number.isNaN)).toBe(true);
    expect(Number.isNaN(scan.counts[40])).toBe(true);
  });

  it('masks, refuses, and leaves a whole scan alone', () => {
    expect(repairMissing(holes(), 'mask-pixels').maskedPixels).toEqual([0, 1, 2]);
    expect(() => repairMissing(holes(), 'refuse')).toThrow(SpectrumError);
    const scan = poisson();
    const same = repairMissing(scan, 'refuse');
    expect([same.scan.counts, same.warnings]).toEqual([scan.counts, []]);
    const open = changed(scan, (v, i) => (i === 0 ? Infinity : v));
    expect(repairMissing(open, 'interpolate').maskedPixels).toEqual([0]);
  });
});

describe('treatNegatives', () => {
  it('does as it is told and says what that does', () => {
    const scan = changed(poisson(), (v, i) => (i === 5 ? -40 : v));
    expect(treatNegatives(scan, 'keep')).toMatchObject({ scan, warnings: [{ code: 'negative-counts' }] });
    const { scan: zeroed, warnings } = treatNegatives(scan, 'zero');
    expect([zeroed.counts[5], zeroed.counts[6]]).toEqual([0, scan.counts[6]]);
    expect(warnings[0].message).toContain('adds 40');
    expect(() => treatNegatives(scan, 'refuse')).toThrow(SpectrumError);
    expect(treatNegatives(poisson(), 'refuse').warnings).toEqual([]);
  });
});

describe('correctGainAndDark', () => {
  const gain = Float64Array.from({ length: 512 }, (_, i) => 1 + 0.1 * Math.sin(i));
  const dark = Float64Array.from({ length: 512 }, (_, i) => 50 + (i % 7));

  it('undoes a response', () => {
    const truth = makeScan({ ...plan, expected: level });
    const seen = changed(truth, (v, i) => v * gain[i % 512] + dark[i % 512]);
    const { scan, variances } = correctGainAndDark(seen, {
      dark: { values: dark, variances: null },
      gain: { values: gain, variances: null },
    });
    scan.counts.forEach((v, i) => expect(Math.abs(v - truth.counts[i])).toBeLessThan(1e-3));
    expect(variances).toBeNull();
  });

  it('states the variance: counts, dark and gain', () => {
    const rng = createRng(2);
    const measured = {
      dark: dark.map((v) => v + 0.5 * rng.normal()),
      gain: gain.map((v) => v + 0.02 * rng.normal()),
    };
    const noisy = makeScan({
      ...plan,
      expected: (e, p) => level(e, p) * gain[Math.round((e - 300) * 2)] + dark[Math.round((e - 300) * 2)],
      rng,
    });
    const { scan, variances } = correctGainAndDark(noisy, {
      dark: { values: measured.dark, variances: new Float64Array(512).fill(0.25) },
      gain: { values: measured.gain, variances: new Float64Array(512).fill(4e-4) },
    });
    const truth = makeScan({ ...plan, expected: level });
    const pulls = Array.from(scan.counts, (v, i) => (v - truth.counts[i]) / Math.sqrt(variances![i]));
    // 12,288 pulls, but 512 gains shared by all pixels.
    expect(Math.abs(rootMeanSquare(pulls) - 1)).toBeLessThan(0.05);
  });

  it('refuses dead gains and other lengths', () => {
    const scan = poisson();
    const withGain = (values: Float64Array) => () =>
      correctGainAndDark(scan, { gain: { values, variances: null } });
    expect(withGain(new Float64Array(512))).toThrow(/Channel 0/);
    expect(withGain(new Float64Array(5).fill(1))).toThrow(SpectrumError);
    expect(correctGainAndDark(scan, {}).variances).toEqual(scan.counts);
  });
});

describe('bad channels', () => {
  it('finds dead and hot columns, also at the foot of zero loss', () => {
    const broken = changed(poisson(), (v, i) => (i % 512 === 100 ? 0 : i % 512 === 300 ? 1.4 * v : v));
    expect(findBadChannels(broken)).toEqual([100, 300]);
    const { scan, warnings } = replaceChannels(broken, [100, 300]);
    expect(findBadChannels(scan)).toEqual([]);
    expect(warnings[0].message).toContain('100, 300');
    expect(scan.counts[100]).toBeCloseTo((broken.counts[99] + broken.counts[101]) / 2, 3);
  });

  it('leaves noise, edges, white lines and zero loss alone', () => {
    expect(findBadChannels(poisson(3))).toEqual([]);
    expect(findBadChannels(interfaceLineScan(createRng(1)).scan)).toEqual([]);
    const low = makeScan({
      nPixels: 8,
      nChannels: 600,
      offsetEv: -20,
      scaleEv: 0.25,
      expected: (e) => 20 + gaussian(e, 0, 0.3, 1e5) + gaussian(e, 22, 3, 3e3),
      rng: createRng(4),
    });
    expect(findBadChannels(low)).toEqual([]);
  });

  it('interpolates neighbours that are both bad, and not over an end', () => {
    const scan = makeScan({ ...plan, nPixels: 1, expected: (e) => e });
    const { scan: found } = replaceChannels(
      changed(scan, (v, i) => (i === 7 || i === 8 ? 0 : v)),
      [7, 8],
    );
    expect([...found.counts.subarray(6, 10)]).toEqual([303, 303.5, 304, 304.5]);
    expect(() => replaceChannels(scan, [0])).toThrow(SpectrumError);
    expect(() => replaceChannels(scan, [600])).toThrow(SpectrumError);
  });
});
