import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { changeInWords, segmentMean, whatChanges, whatDiffers } from './change-description.js';
import type { DescriptorProfile } from './interpretation-result.js';

const profile = (id: string, values: (number | null)[], std: number): DescriptorProfile => ({
  id,
  label: id,
  unit: '',
  values,
  std: values.map((v) => (v === null ? null : std)),
  method: 'test',
});

describe('segmentMean', () => {
  it('is the mean, with the error of the mean, when all errors are equal', () => {
    const mean = segmentMean(profile('a', [1, 2, 1, 2], 1), [0, 1, 2, 3])!;
    expect(mean.value).toBeCloseTo(1.5, 12);
    expect(mean.std).toBeCloseTo(0.5, 12); // scatter (0.58) is within the errors (1), so σ/√n holds
  });

  it('takes the scatter where it exceeds the stated errors', () => {
    const mean = segmentMean(profile('a', [0, 10, 0, 10], 0.1), [0, 1, 2, 3])!;
    expect(mean.std).toBeCloseTo(Math.sqrt(100 / 3) / 2, 10); // sample standard deviation / √4
  });

  it('leaves unknown values out, and is null when little is known', () => {
    expect(segmentMean(profile('a', [null, 4, null], 1), [0, 1, 2])!.value).toBe(4);
    expect(segmentMean(profile('a', [null, 4, null, null], 1), [0, 1, 2, 3])).toBeNull();
    expect(segmentMean(profile('a', [null, null], 1), [0, 1])).toBeNull();
  });
});

describe('whatChanges', () => {
  it('names what changes beyond its errors, structure before intensity', () => {
    const ratio = profile('Mn.white-line-ratio', [3, 3, 3, 2, 2, 2], 0.1);
    const net = profile('O_K.net', [100, 100, 100, 900, 900, 900], 1);
    const same = profile('thickness', [0.5, 0.51, 0.5, 0.5, 0.51, 0.5], 0.05);
    expect(whatChanges([net, same, ratio], [0, 3], [3, 6]).map(changeInWords)).toEqual([
      'Mn.white-line-ratio falls from 3.00 ± 0.06 to 2.00 ± 0.06',
      'O_K.net rises from 100.0 ± 0.6 to 900.0 ± 0.6',
    ]);
  });

  it('does not call a wedge a change, and finds a step on a wedge', () => {
    const rng = createRng(8);
    const wedge = (step: number) =>
      profile(
        'thickness',
        Array.from({ length: 24 }, (_, i) => 0.3 + 0.01 * i + (i < 12 ? 0 : step) + 0.002 * rng.normal()),
        0.002,
      );
    expect(whatChanges([wedge(0)], [0, 11], [13, 24])).toEqual([]);
    expect(whatChanges([wedge(0.1)], [0, 11], [13, 24])).toHaveLength(1);
  });
});

describe('whatDiffers', () => {
  it('compares groups of pixels wherever they lie', () => {
    const ratio = profile('ratio', [1, 2, 1, 2, 1, 2], 0.1);
    const [change] = whatDiffers([ratio], [0, 2, 4], [1, 3, 5]);
    expect([change.from, change.to]).toEqual([1, 2]);
  });
});
