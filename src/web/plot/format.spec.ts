import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatNumber,
  formatTicks,
  formatWithStd,
  tickPower,
  withPower,
} from './format.js';

describe('formatWithStd', () => {
  it.each([
    [2.384, 0.09, '2.384 ± 0.090'],
    [66333, 620, '66\u202f330 ± 620'],
    [66333, 1234, '66\u202f300 ± 1\u202f200'],
    [-1234.5, 345.6, '−1\u202f230 ± 350'],
    [51, 1234, '100 ± 1\u202f200'],
    [612.4, 24.7, '612 ± 25'],
    [-0.0312, 0.004, '−0.0312 ± 0.0040'],
    [1.2345e7, 3.2e4, '(1.2345 ± 0.0032) × 10⁷'],
    [0, 0.5, '0.00 ± 0.50'],
  ])('%d ± %d is %s', (value, std, text) => expect(formatWithStd(value, std)).toBe(text));

  it('never turns what is unknown into a number', () => {
    expect(formatWithStd(null, 0.1)).toBe('–');
    expect(formatWithStd(1.5, null)).toBe('1.500 (± unknown)');
    expect(formatNumber(Number.NaN)).toBe('–');
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [1488.4, '1\u202f488'],
    [0.00081, '8.100 × 10⁻⁴'],
    [-12.5, '−12.50'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));
});

describe('ticks', () => {
  it('share a power of ten that moves into the label', () => {
    const power = tickPower([0, 71_000]);
    expect(power).toBe(3);
    expect(formatTicks([0, 20_000, 45_000], power)).toEqual(['0', '20', '45']);
    expect(withPower('Counts', 'e-', power)).toBe('Counts (10³ e⁻)');
  });

  it('have the same decimals', () => {
    expect(formatTicks([0, 0.5, 1], 0)).toEqual(['0.0', '0.5', '1.0']);
  });
});

it('says sizes and times as people do', () => {
  expect([0, 999, 1234567, 2147483648].map(formatBytes)).toEqual(['0 B', '999 B', '1.2 MB', '2.1 GB']);
  expect([0.2, 42.4, 125].map(formatDuration)).toEqual(['under 1 s', '42 s', '2 min 5 s']);
});
