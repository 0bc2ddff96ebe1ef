import { expect, it } from 'vitest';
import { addGaussian, unitArea, type RadialGrid } from './radial.js';

const GRID: RadialGrid = { start: 1, step: 0.05, n: 101, sigma: 0.1 };

it.each([0.3, 0.97, 2.123, 3, 5.96, 6.2, 9])('adds the Gaussian of its formula at %d Å', (distance) => {
  const values = new Float64Array(GRID.n);
  addGaussian(values, GRID, distance, 2);
  values.forEach((value, k) => {
    const r = GRID.start + k * GRID.step;
    const exact = 2 * Math.exp(-((r - distance) ** 2) / (2 * GRID.sigma ** 2));
    // Cut off at five σ, where 7.5e-6 are left.
    expect(Math.abs(value - exact)).toBeLessThan(Math.abs(r - distance) > 0.499 ? 8e-6 : 1e-13);
  });
});

it('has the area 1 that it says', () => {
  const values = new Float64Array(GRID.n);
  addGaussian(values, GRID, 3.017, unitArea(GRID));
  expect(values.reduce((a, b) => a + b, 0) * GRID.step).toBeCloseTo(1, 5);
});
