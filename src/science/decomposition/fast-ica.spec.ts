import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { fastIca, independentParts } from './fast-ica.js';
import { poissonPca } from './poisson-pca.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const { ica } = JSON.parse(
  readFileSync(new URL('../../../test/reference/decomposition.json', import.meta.url), 'utf8'),
) as { ica: { mixed: number[][]; found: { logcosh: number[][]; cube: number[][] } } };

const settings = { maxIterations: 500, tolerance: 1e-13 };

describe('fastIca', () => {
  const signals = Float64Array.from(ica.mixed.flat());
  const n = ica.mixed[0].length;

  it.each([
    ['tanh', 'logcosh'],
    ['cube', 'cube'],
  ] as const)(
    'finds the sources that scikit-learn finds, up to order and sign (%s)',
    (nonlinearity, name) => {
      const found = fastIca(signals, 3, { ...settings, nonlinearity, rng: createRng(1) });
      expect(found.converged).toBe(true);
      for (let p = 0; p < 3; p++) {
        const cosines = ica.found[name].map((row) =>
          Math.abs(row.reduce((s, x, i) => s + x * found.sources[p * n + i], 0) / n),
        );
        // Both stop at a fixed point of the same map: 1e-6 is the tolerance of their turning.
        expect(Math.max(...cosines)).toBeGreaterThan(1 - 1e-6);
      }
    },
  );

  it('gives sources of mean 0 and variance 1 that mix to the signals again', () => {
    const { sources, mixing, means } = fastIca(signals, 3, {
      ...settings,
      nonlinearity: 'tanh',
      rng: createRng(3),
    });
    for (let p = 0; p < 3; p++) {
      const row = sources.subarray(p * n, (p + 1) * n);
      expect(Math.abs(row.reduce((a, b) => a + b, 0) / n)).toBeLessThan(1e-10);
      expect(row.reduce((a, b) => a + b * b, 0) / n).toBeCloseTo(1, 8);
      expect(Math.max(...row)).toBeGreaterThanOrEqual(-Math.min(...row));
    }
    for (let at = 0; at < signals.length; at += 17) {
      const [i, t] = [Math.floor(at / n), at % n];
      let value = means[i];
      for (let p = 0; p < 3; p++) value += mixing[i * 3 + p] * sources[p * n + t];
      expect(value).toBeCloseTo(signals[at], 8);
    }
  });

  it('refuses signals that depend on one another', () => {
    const twice = Float64Array.from([...signals.subarray(0, n), ...signals.subarray(0, n)]);
    expect(() => fastIca(twice, 2, { ...settings, nonlinearity: 'tanh', rng: createRng(1) })).toThrow(
      /linearly/,
    );
  });
});

describe('independentParts', () => {
  it('gives spectra that change a pixel without changing its counts', () => {
    const scan = interfaceScan({ nPixels: 40, nChannels: 300, dose: 1 }, createRng(2));
    const pca = poissonPca(scan.counts, scan, { maxRank: 3, rng: createRng(1) });
    const { spectra, count } = independentParts(pca, 3, {
      ...settings,
      nonlinearity: 'tanh',
      rng: createRng(1),
    });
    expect(count).toBe(2);
    for (let p = 0; p < 2; p++) {
      const row = spectra.subarray(p * 300, (p + 1) * 300);
      expect(Math.abs(row.reduce((a, b) => a + b, 0))).toBeLessThan(1e-9);
    }
    expect(() => independentParts(pca, 1, { ...settings, nonlinearity: 'tanh', rng: createRng(1) })).toThrow(
      /no independent/,
    );
  });
});
