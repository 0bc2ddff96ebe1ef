import { describe, expect, it } from 'vitest';
import { makeDemoScan } from '../spectra/forward-model.js';
import { channelAt, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { tailNoiseScale } from './tail-noise.js';

const scaleOf = (scan: SpectrumImage): number =>
  tailNoiseScale(scan, Math.round(channelAt(scan.energy, 60)))!;

describe('tailNoiseScale', () => {
  const { lowLoss } = makeDemoScan(11);

  // 64 pixels × about 75 second differences: the median of χ² is told to 4 %, plus the share of noise in the mean shape.
  it('is 1 for electrons', () => {
    expect(scaleOf(lowLoss)).toBeGreaterThan(0.85);
    expect(scaleOf(lowLoss)).toBeLessThan(1.15);
  });

  it.each([25, 0.1])('is the gain of counts multiplied by %d', (gain) => {
    const scaled = withCounts(
      lowLoss,
      lowLoss.counts.map((c) => c * gain),
    );
    expect(scaleOf(scaled) / (gain * scaleOf(lowLoss))).toBeCloseTo(1, 3);
  });

  it('is unknown for a single spectrum', () => {
    const one = { ...lowLoss, nPixels: 1, counts: lowLoss.counts.slice(0, lowLoss.nChannels) };
    expect(tailNoiseScale(one, 500)).toBeNull();
  });
});
