import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import type { ModelAnswers } from './ask-model.js';
import { makeEstimates, rounded } from './make-estimates.js';
import type { ScalarOutput } from './model-manifest.js';

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

it('the interval of a row is as wide as its row is difficult', () => {
  const interval = {
    ...{ level: 0.9, factor: 2, floorStd: 0.001, nCalibration: 20 },
    difficulty: { evenness: 1, noise: 0.5, typicalNoise: 0.1 },
  };
  const output: ScalarOutput = {
    ...{ kind: 'scalar', name: 'd', label: 'd', tensor: 'd', unit: 'Å', width: 1 },
    interval,
  };
  // The first spectrum has no row; the second is flat and noisy, the third a peak without noise.
  const inside = { inside: true, score: 0, limit: 1, reason: null };
  const found: ModelAnswers = {
    made: {
      ...{ nRows: 3, nChannels: 2, rows: Float32Array.of(NaN, NaN, 1, 1, 2, 0) },
      ...{
        shiftsEv: new Float64Array(3),
        noise: Float32Array.of(NaN, 0.3, 0),
        reasons: ['none', null, null],
      },
    },
    asked: [1, 2],
    answers: [{ kind: 'scalar', output, values: Float64Array.of(5, 7), std: Float64Array.of(0.1, 0.1) }],
    verdicts: [{ ...inside, inside: false, score: null, reason: 'none' }, inside, inside],
    featuresEv: new Float64Array(3),
  };
  const [estimate] = makeEstimates('t', found);
  // 2 · 0.1 · 1 · (1 + 3)^½ = 0.4; 2 · 0.1 · ½ = 0.1.
  expect(estimate).toMatchObject({ low: [null, 4.6, 6.9], high: [null, 5.4, 7.1] });
});
