import { expect, it } from 'vitest';
import { guardLogOdds } from '../../science/descriptors/domain-guard.js';
import { createRng } from '../../science/numerics/rng.js';
import { addSlopes, GUARD_PLAN, layoutOf, trainGuard } from './train-guard.js';

const WIDTH = 40;

/** Bumps of one width inside, of another outside, anywhere, with noise. */
function bumps(n: number, width: number, seed: number): Float32Array {
  const rng = createRng(seed);
  const rows = new Float32Array(n * WIDTH);
  for (let i = 0; i < n; i++) {
    const at = 15 + 10 * rng.uniform();
    for (let k = 0; k < WIDTH; k++) {
      rows[i * WIDTH + k] = Math.exp(-0.5 * ((k - at) / width) ** 2) + 0.02 * rng.normal();
    }
  }
  return rows;
}

it('tells a planted difference on rows it has not seen', () => {
  const rows = { nChannels: WIDTH, inside: bumps(600, 3, 1), foreign: bumps(400, 6, 2) };
  const guard = trainGuard(
    rows,
    { ...GUARD_PLAN, members: 1, epochs: 10, smoothingChannels: 2 },
    createRng(3),
  );
  const shareForeign = (all: Float32Array): number => {
    const odds = Array.from({ length: all.length / WIDTH }, (_, i) =>
      guardLogOdds(guard, all.subarray(i * WIDTH, (i + 1) * WIDTH)),
    );
    return odds.filter((v) => v > 0).length / odds.length;
  };
  // Widths of 3 and 6 channels are far apart at this noise: nine of ten would do, all but a few are told.
  expect(shareForeign(bumps(200, 3, 4))).toBeLessThan(0.05);
  expect(shareForeign(bumps(200, 6, 5))).toBeGreaterThan(0.95);
});

it('gives the same network for the same seed', () => {
  const rows = { nChannels: WIDTH, inside: bumps(60, 3, 1), foreign: bumps(60, 6, 2) };
  const plan = { ...GUARD_PLAN, members: 2, epochs: 1, smoothingChannels: 2 };
  expect(trainGuard(rows, plan, createRng(3))).toEqual(trainGuard(rows, plan, createRng(3)));
});

it('climbs by the slopes that finite differences tell', () => {
  const layout = layoutOf([6, 4, 3, 1]);
  const rng = createRng(9);
  const values = Float64Array.from({ length: layout.size }, () => 0.5 * rng.normal());
  const of = { row: Float64Array.from({ length: 6 }, () => rng.normal()), target: 0.9, weight: 0.7 };
  const gradient = new Float64Array(layout.size);
  addSlopes(gradient, values, layout, of);
  const lossAt = (i: number, by: number): number => {
    const moved = values.slice();
    moved[i] += by;
    return addSlopes(new Float64Array(layout.size), moved, layout, of);
  };
  // Central differences of 1e-5: off by some 1e-10 of curvature and 1e-11 of rounding.
  for (let i = 0; i < layout.size; i++) {
    expect(gradient[i]).toBeCloseTo((lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5, 8);
  }
});
