import { describe, expect, it } from 'vitest';
import { gaussRule } from './gauss-rule.js';

const points = Float64Array.from({ length: 180 }, (_, i) => Math.log((430 + 0.5 * i) / 473));
const plain = (f: (x: number) => number): number => points.reduce((sum, x) => sum + f(x), 0);
const byRule = (n: number, f: (x: number) => number): number => {
  const { nodes, weights } = gaussRule(points, n);
  return nodes.reduce((sum, x, k) => sum + weights[k] * f(x), 0);
};

describe('gaussRule', () => {
  it('sums polynomials up to degree 2n − 1 exactly', () => {
    // Relative to the sum of |x|^p, since odd moments nearly cancel; 1e-12 is rounding.
    for (let p = 0; p <= 7; p++) {
      const scale = plain((x) => Math.abs(x) ** p);
      expect(Math.abs(byRule(4, (x) => x ** p) - plain((x) => x ** p)) / scale).toBeLessThan(1e-12);
    }
  });

  it.each([-50, -3, 0, 2, 50])('sums exp(%d·x) to rounding with 12 nodes', (b) => {
    expect(byRule(12, (x) => Math.exp(b * x)) / plain((x) => Math.exp(b * x)) - 1).toBeCloseTo(0, 12);
  });

  it('has its nodes inside the points, in order, and positive weights', () => {
    const { nodes, weights } = gaussRule(points, 8);
    expect([...nodes]).toEqual([...nodes].sort((a, b) => a - b));
    expect(nodes[0]).toBeGreaterThan(points[0]);
    expect(nodes[7]).toBeLessThan(points[179]);
    expect(Math.min(...weights)).toBeGreaterThan(0);
  });
});
