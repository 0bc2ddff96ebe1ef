import { describe, expect, it } from 'vitest';
import { listInWords, withDoubt } from './with-doubt.js';

describe('withDoubt', () => {
  // Rounding rule of the Particle Data Group, simplified: two digits when the deviation begins with 1.
  it.each([
    [3.3129, 0.1, '', '3.31 ± 0.10'],
    [15.74, 0.23, 'nm', '15.7 ± 0.2 nm'],
    [-10.218, 0.31, 'eV', '−10.2 ± 0.3 eV'],
    [-0.0003, 0.004, '', '0.000 ± 0.004'],
    [66801, 355, 'e-', '66800 ± 400 e-'],
    [3_791_234, 21_500, 'counts', '(3.79 ± 0.02) × 10⁶ counts'],
    [-1.23e12, 1.4e10, '', '(−1.230 ± 0.014) × 10¹²'],
    [-1234, 1088, '', '−1200 ± 1100'],
    [1234.5, 56, '', '1230 ± 60'],
    [2, 0.0999, '', '2.00 ± 0.10'],
    [0.5, null, 'eV', '0.5 eV'],
    [0, 0.04, '', '0.00 ± 0.04'],
  ])('%f ± %s %s → %s', (value, std, unit, text) => {
    expect(withDoubt(value, std, unit)).toBe(text);
  });
});

describe('listInWords', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j → %s', (items, text) => expect(listInWords(items)).toBe(text));
});
