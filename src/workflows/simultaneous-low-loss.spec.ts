import { describe, expect, it } from 'vitest';
import { type PairableScan, sameNavigationShape, simultaneousLowLoss } from './simultaneous-low-loss.js';

const scan = (zeroLossInRange: boolean, ...sizes: number[]): PairableScan => ({
  zeroLossInRange,
  navigation: sizes.map((size) => ({ name: '', unit: '', offset: 0, scale: 1, size })),
});

describe('simultaneousLowLoss', () => {
  it('is the first scan of the same shape that has zero loss', () => {
    const scans = [scan(true, 3, 4), scan(true, 64), scan(false, 64), scan(true, 64)];
    expect(simultaneousLowLoss(scans, 2)).toBe(1);
  });

  it('is none when there is none, and for a scan that has zero loss itself', () => {
    expect(simultaneousLowLoss([scan(false, 64), scan(false, 64), scan(true, 8, 8)], 0)).toBeNull();
    expect(simultaneousLowLoss([scan(true, 64), scan(true, 64)], 0)).toBeNull();
  });
});

describe('sameNavigationShape', () => {
  it('tells 8 × 8 from 64, and transposed maps', () => {
    expect(sameNavigationShape(scan(true, 8, 8), scan(false, 64))).toBe(false);
    expect(sameNavigationShape(scan(true, 3, 4), scan(true, 4, 3))).toBe(false);
    expect(sameNavigationShape(scan(true), scan(false))).toBe(true);
  });
});
