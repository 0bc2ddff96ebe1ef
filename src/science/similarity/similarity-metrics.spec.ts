import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAINS } from './preprocessing-chains.js';
import { similarity, type SimilarityMetric } from './similarity-metrics.js';

const A = Float64Array.of(1, 0);
const B = Float64Array.of(0.5, 0.5);
const C = Float64Array.of(0.8, 0.2);

describe('similarity', () => {
  // Computed by hand: cos = .5/√.5, .8/√.68; |a − b| = √.5.
  it.each([
    ['cosine', B, 0.7071068],
    ['cosine', C, 0.9701425],
    ['euclidean', B, 0.5],
    ['city-block', B, 0.5],
    ['ruzicka', B, 1 / 3],
    ['chebyshev', B, 0.5],
  ] as const)('%s of [1,0] and %s', (metric, other, expected) => {
    expect(similarity(metric, A, other)).toBeCloseTo(expected, 7);
  });

  const metrics: SimilarityMetric[] = ['cosine', 'euclidean', 'ruzicka', 'city-block', 'chebyshev'];
  const spectrum = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
    .map((v) => Float64Array.from(v, (x) => x + 0.01))
    .map((v) => v.map((x) => x / v.reduce((a, b) => a + b, 0)));

  it.each(metrics)(
    '%s: 1 for the same, the same both ways, between 0 and 1 for spectra of sum 1',
    (metric) => {
      fc.assert(
        fc.property(spectrum, spectrum, (a, b) => {
          expect(similarity(metric, a, a)).toBeCloseTo(1, 12);
          const s = similarity(metric, a, b);
          expect(similarity(metric, b, a)).toBeCloseTo(s, 12);
          expect(s).toBeGreaterThanOrEqual(0);
          expect(s).toBeLessThanOrEqual(1 + 1e-12);
        }),
      );
    },
  );

  it('refuses spectra of different length', () => {
    expect(() => similarity('cosine', A, Float64Array.of(1))).toThrow(/2 and 1/);
  });
});

describe('CHAINS', () => {
  it('are eleven of different names', () => {
    expect(new Set(CHAINS.map((c) => c.name)).size).toBe(11);
  });

  it.each(CHAINS)('$name: sum 1 whatever the scale', ({ apply }) => {
    const values = Float64Array.from({ length: 50 }, (_, i) => 2 + Math.sin(i / 3));
    const prepared = apply(values);
    expect(prepared.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    apply(values.map((v) => 1e6 * v)).forEach((v, i) => expect(v).toBeCloseTo(prepared[i], 12));
  });
});
