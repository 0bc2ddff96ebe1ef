import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { noiseCurve } from './noise-curve.js';

describe('noiseCurve', () => {
  const rng = createRng(1);
  const levels = Float64Array.from({ length: 8000 }, () => 20 + 980 * rng.uniform());

  it('finds gain and read noise, a few spikes notwithstanding', () => {
    const truth = (level: number): number => 400 + 3.5 * level;
    const residuals = levels.map((level, i) =>
      i % 500 === 0 ? 1e5 : Math.sqrt(1.5 * truth(level)) * rng.normal(),
    );
    const curve = noiseCurve({ levels, values: residuals, inflation: 1.5, quantum: 0 });
    // 1,000 samples a bin tell a variance from their median to 7 %.
    for (const level of [80, 300, 500, 700, 940]) {
      expect(curve.varianceAt(level) / truth(level)).toBeGreaterThan(0.8);
      expect(curve.varianceAt(level) / truth(level)).toBeLessThan(1.25);
    }
    expect(curve.varianceAt(1e6)).toBeCloseTo(curve.varianceAt(2e6) / 2, 6);
  });

  it('never falls with the level', () => {
    const values = levels.map(() => rng.normal());
    const curve = noiseCurve({ levels, values, inflation: 1, quantum: 0 });
    for (let level = 0; level < 2000; level += 10) {
      expect(curve.varianceAt(level + 10)).toBeGreaterThanOrEqual(curve.varianceAt(level));
      expect(curve.varianceAt(level)).toBeGreaterThanOrEqual(curve.leastVariance);
    }
  });

  it('takes Poisson counts of at least one event where hardly a channel has one', () => {
    const empty = new Float64Array(1000);
    expect(noiseCurve({ levels: empty, values: empty, inflation: 1.5, quantum: 1 }).varianceAt(0.1)).toBe(1);
    expect(noiseCurve({ levels: empty, values: empty, inflation: 1.5, quantum: 0.5 }).varianceAt(0.1)).toBe(
      0.25,
    );
  });

  it('knows nothing from nothing', () => {
    const none = new Float64Array(0);
    expect(noiseCurve({ levels: none, values: none, inflation: 1.5, quantum: 1 }).varianceAt(9)).toBe(
      Infinity,
    );
  });
});
