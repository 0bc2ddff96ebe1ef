import { describe, expect, it } from 'vitest';
import { segmentMean, whatChanges } from './change-description.js';
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
    const mean = segmentMean(profile('a', [1, 2, 1, 2], 1), 0, 4)!;
    expect(mean.value).toBeCloseTo(1.5, 12);
    expect(mean.std).toBeCloseTo(0.5, 12); // scatter (0.58) is within the errors (1), so σ/√n holds
  });

  it('takes the scatter where it exceeds the stated errors', () => {
    const mean = segmentMean(profile('a', [0, 10, 0, 10], 0.1), 0, 4)!;
    expect(mean.std).toBeCloseTo(Math.sqrt(100 / 3) / 2, 10); // sample standard deviation / √4
  });

  it('leaves unknown values out, and is null when nothing is known', () => {
    expect(segmentMean(profile('a', [null, 4, null], 1), 0, 3)!.value).toBe(4);
    expect(segmentMean(profile('a', [null, 4, null, null], 1), 0, 4)).toBeNull();
    expect(segmentMean(profile('a', [null, null], 1), 0, 2)).toBeNull();
  });
});

describe('whatChanges', () => {
  it('names what changes beyond its errors, structure before intensity', () => {
    const ratio = profile('Mn.white-line-ratio', [3, 3, 3, 2, 2, 2], 0.1);
    const net = profile('O_K.net', [100, 100, 100, 900, 900, 900], 1);
    const same = profile('thickness', [0.5, 0.51, 0.5, 0.5, 0.51, 0.5], 0.05);
    expect(whatChanges([net, same, ratio], [0, 3], [3, 6])).toEqual([
      'Mn.white-line-ratio falls from 3.00 ± 0.06 to 2.00 ± 0.06',
      'O_K.net rises from 100.0 ± 0.6 to 900.0 ± 0.6',
    ]);
  });
});
