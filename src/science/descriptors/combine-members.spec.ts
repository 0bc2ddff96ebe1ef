import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean } from '../numerics/statistics.js';
import { combineMembers } from './combine-members.js';
import { ALIKE } from './row-difficulty.js';
import type { FractionsOutput, ScalarOutput } from './model-manifest.js';

const INTERVAL = { level: 0.9, factor: 1, floorStd: 0, nCalibration: 10, difficulty: ALIKE };
const head = { name: 'x', label: 'x', tensor: 'x' };
const SCALAR: ScalarOutput = { ...head, kind: 'scalar', unit: 'Å', width: 2, interval: INTERVAL };
const FRACTIONS: FractionsOutput = {
  ...head,
  kind: 'fractions',
  labels: ['2+', '3+', '4+'],
  interval: INTERVAL,
  mean: { name: 'm', label: 'm', unit: '', values: [2, 3, 4], interval: INTERVAL },
};

it('a scalar of several members has mean and standard deviation of the mixture', () => {
  const members = [
    [1, 0.1],
    [1.4, 0.3],
    [0.9, 0.2],
  ];
  const tensor = Float32Array.from(
    members.flatMap(([value, std]) => [value, Math.log(std), 5, Math.log(std)]),
  );
  const answer = combineMembers(SCALAR, tensor, 3);
  const rng = createRng(1);
  const draws = Array.from({ length: 200_000 }, () => {
    const [value, std] = members[rng.integer(3)];
    return value + std * rng.normal();
  });
  const centre = mean(draws);
  const std = Math.sqrt(mean(draws.map((d) => (d - centre) ** 2)));
  if (answer.kind !== 'scalar') throw new Error('kind');
  expect(answer.values[0]).toBeCloseTo(1.1, 6);
  // 200,000 draws: std of the standard deviation 0.0005.
  expect(Math.abs(answer.std[0] - std)).toBeLessThan(0.002);
  // Members that agree leave their own noise alone: √((0.01 + 0.09 + 0.04)/3).
  expect(answer.std[1]).toBeCloseTo(Math.sqrt(0.14 / 3), 5);
});

it('fractions give the mean valence, whose doubt is that of the members’ means', () => {
  // Both members say 3.0, of different mixtures.
  const answer = combineMembers(FRACTIONS, Float32Array.of(0, 1, 0, 0.5, 0, 0.5), 2);
  if (answer.kind !== 'fractions') throw new Error('kind');
  expect([...answer.values]).toEqual([0.25, 0.5, 0.25]);
  expect(answer.mean!.values[0]).toBe(3);
  expect(answer.mean!.std[0]).toBe(0);
  expect(answer.std[1]).toBe(0.5);
});

it('refuses what is no answer', () => {
  expect(() => combineMembers(FRACTIONS, Float32Array.of(0, 1), 1)).toThrow('no rows of 3');
  expect(() => combineMembers(SCALAR, Float32Array.of(0, Number.NaN), 1)).toThrow('no numbers');
});
