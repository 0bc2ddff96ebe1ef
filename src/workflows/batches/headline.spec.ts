import { describe, expect, it } from 'vitest';
import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { SMALL_RESULT } from '../exports/testing/small-result.js';
import { headlineOf } from './headline.js';

const withProfile = (values: (number | null)[], std: (number | null)[]): InterpretationResult => ({
  ...SMALL_RESULT,
  profiles: [{ id: 'O_K.net', label: 'O K net', unit: 'e-', values, std, method: 'test' }],
});

describe('headlineOf', () => {
  it('is the mean over the positions that have a value, with its doubt and its spread', () => {
    // By hand: mean of 1, 2, 6 is 3; √(2² + 1² + 2²)/3 = 1; √((4 + 1 + 9)/2) = √7.
    const [descriptor] = headlineOf(withProfile([1, null, 2, 6], [2, null, 1, 2])).descriptors;
    expect(descriptor).toMatchObject({ id: 'O_K.net', unit: 'e-', mean: 3, std: 1, nPositions: 3 });
    expect(descriptor.spread).toBeCloseTo(Math.sqrt(7), 12);
  });

  it('knows no doubt where a position has none, no spread of one value, and nothing of none', () => {
    expect(headlineOf(withProfile([1, 3], [0.1, null])).descriptors[0].std).toBeNull();
    expect(headlineOf(withProfile([4], [0.5])).descriptors[0]).toMatchObject({ std: 0.5, spread: null });
    expect(headlineOf(withProfile([null, null], [null, null])).descriptors).toEqual([]);
  });
});
