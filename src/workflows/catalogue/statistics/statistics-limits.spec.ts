import { describe, expect, it } from 'vitest';
import { checkSize } from './statistics-limits.js';

const size = { nRows: 100_000, nPairs: 45, nResamples: 0, method: 'pearson', isGrouped: true } as const;

describe('checkSize', () => {
  it('lets 100,000 rows of ten columns through, grouped or not', () => {
    expect(() => checkSize(size)).not.toThrow();
  });

  it('says how much would do', () => {
    expect(() => checkSize({ ...size, nRows: 1e6 })).toThrow(/rows × pairs ≤ 20000000/);
    // 1e9 draws over 2 × 45 × 1e5 rows
    expect(() => checkSize({ ...size, nResamples: 5000 })).toThrow(/at most 111 samples/);
    expect(() => checkSize({ ...size, nPairs: 1, nResamples: 5000, isGrouped: false })).not.toThrow();
    expect(() => checkSize({ ...size, nPairs: 1, nResamples: 5000, method: 'kendall' })).toThrow(
      /at most 500 /,
    );
  });
});
