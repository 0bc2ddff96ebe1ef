import { describe, expect, it } from 'vitest';
import { type PossibleBoundary, type RegionReading, suggestBoundaries } from './suggest-boundaries.js';

const coordination = { column: 'o_coordination_mean', label: 'coordination of O', unit: '', std: 0.3 };
const reading: RegionReading = {
  elements: ['O', 'Mn', 'Sr'],
  observable: new Set(['O', 'Mn', 'Sr', 'Ti', 'La']),
  descriptors: [{ ...coordination, value: 4 }],
};
const boundary = (
  id: string,
  elements: readonly string[],
  value?: number,
  std: number | null = null,
): PossibleBoundary => ({
  id,
  elements,
  numbers: value === undefined ? {} : { o_coordination_mean: { value, std } },
});

describe('suggestBoundaries', () => {
  it('ranks the boundary of the same elements and structure first', () => {
    const ranked = suggestBoundaries(reading, [
      boundary('other-structure', ['O', 'Mn', 'Sr'], 6),
      boundary('planted', ['O', 'Mn', 'Sr'], 4.1),
      boundary('untold', ['O', 'Mn', 'Sr']),
      boundary('titanate', ['O', 'Ti', 'Sr'], 4),
      boundary('copper', ['Cu']),
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(['planted', 'titanate', 'untold', 'other-structure']);
  });

  it('counts by hand', () => {
    const [one] = suggestBoundaries(reading, [boundary('x', ['O', 'Ti', 'Sr'], 4.5, 0.4)]);
    // Shared O, Sr; missing Ti (weight 1); extra Mn (0.25): 2 / 3.25. Deviation 0.5 / hypot(0.3, 0.4) = 1.
    expect(one.elementScore).toBeCloseTo(2 / 3.25, 12);
    expect(one.comparisons[0].deviation).toBeCloseTo(-1, 12);
    expect(one.score).toBeCloseTo((2 / 3.25) * Math.exp(-0.5), 12);
    expect(one.reasons).toEqual([
      'O, Sr found in the scan and in the boundary',
      'Ti in the boundary, would have been seen, not found in the scan',
      'Mn found in the scan, not in the boundary',
      'coordination of O: measured 4.00 ± 0.30, its structure 4.50 ± 0.40 (1.0 of both doubts apart)',
    ]);
  });

  it('holds less against an element whose edges lie outside the energies scanned', () => {
    const narrow = { ...reading, elements: ['O', 'Mn'], observable: new Set(['O', 'Mn']) };
    const [one] = suggestBoundaries(narrow, [boundary('x', ['O', 'Mn', 'La'])]);
    expect(one.elementScore).toBe(2 / 2.5);
    expect(one.score).toBeCloseTo((2 / 2.5) * 0.2, 12);
    expect(one.reasons.slice(1)).toEqual([
      'La in the boundary, could not have been seen at these energies',
      'no descriptor of the scan compares with its structures',
    ]);
  });

  it('ranks one that nothing tells below one that deviates a little', () => {
    const deviating = boundary('deviating', ['O', 'Mn', 'Sr'], 4.5, 0.3);
    const ranked = suggestBoundaries(reading, [boundary('untold', ['O', 'Mn', 'Sr']), deviating]);
    expect(ranked.map(({ id }) => id)).toEqual(['deviating', 'untold']);
  });
});
