import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { rounded } from './make-estimates.js';

it('rounds as decimals are written: the same bytes, ties, powers of ten and all', () => {
  const rng = createRng(8);
  const values = [
    0, -0, 1, -1, 999_999.5, 9.999995, 0.1234565, 1.2345675, 1e-30, 5e-324, 1e22, 1e300, 0.3, 2.5e-7,
  ];
  for (let i = 0; i < 20_000; i++) {
    const exponent = Math.floor(60 * rng.uniform()) - 30;
    values.push((rng.uniform() - 0.5) * 10 ** exponent, Math.round(2e6 * rng.uniform()) / 2e6);
    // Seven digits that end in 5: ties in decimals.
    values.push(Number(`${Math.floor(1e6 * rng.uniform())}5e${exponent}`));
  }
  const others = values.filter((value) => !Object.is(rounded(value), Number(value.toPrecision(6))));
  expect(others).toEqual([]);
  expect(rounded(Number.NaN)).toBeNaN();
  expect(rounded(Infinity)).toBe(Infinity);
});
