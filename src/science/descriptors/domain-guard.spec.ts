import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { guardLogOdds, readGuard, writeGuard, type DomainGuard } from './domain-guard.js';

const guard: DomainGuard = {
  widths: [5, 2, 1],
  members: [
    {
      weights: [Float32Array.of(1, -2, 0.5, 0, 1, 0, 0, 1, 1, -1), Float32Array.of(3, -1)],
      biases: [Float32Array.of(0.25, -0.5), Float32Array.of(0.125)],
    },
    {
      weights: [new Float32Array(10), Float32Array.of(1, 1)],
      biases: [new Float32Array(2), Float32Array.of(-2)],
    },
  ],
  limit: 0.75,
};

it('is the mean over networks of layers of tanh, written out here', () => {
  const [a, b, c, d, e] = [0.5, 0.25, -1, 2, 0.125];
  const first = Math.tanh(a - 2 * b + 0.5 * c + e + 0.25);
  const second = Math.tanh(c + d - e - 0.5);
  // Sums of float32 weights in doubles: exact here but for the order.
  expect(guardLogOdds(guard, [a, b, c, d, e])).toBeCloseTo((3 * first - second + 0.125 - 2) / 2, 12);
});

it('stays within the sum of its last weights, however large the row', () => {
  const rng = createRng(2);
  for (let i = 0; i < 50; i++) {
    const row = Array.from({ length: 5 }, () => 1e6 * rng.normal());
    expect(Math.abs(guardLogOdds(guard, row))).toBeLessThanOrEqual((3 + 1 + 0.125 + 2) / 2);
  }
});

it('is the same when written and read', () => {
  const file = JSON.parse(JSON.stringify(writeGuard(guard))) as Record<string, unknown>;
  expect(readGuard(file, 5)).toEqual(guard);
});

it('refuses what is no guard for such rows', () => {
  const file = JSON.parse(JSON.stringify(writeGuard(guard))) as ReturnType<typeof writeGuard>;
  const [member] = file.members;
  const wrong: unknown[] = [
    null,
    'x',
    { ...file, limit: null },
    { ...file, widths: [5, 1] },
    { ...file, widths: [5, 2, 2] },
    { ...file, widths: [5, 0, 1] },
    { ...file, members: [] },
    { ...file, members: [null] },
    { ...file, members: [{ ...member, weights: member.weights.slice(1) }] },
    { ...file, members: [{ ...member, biases: ['AAAA', 3] }] },
    // A weight that is no number.
    { ...file, members: [{ ...member, biases: [member.biases[0], 'AADAfw=='] }] },
  ];
  for (const json of wrong) expect(readGuard(json, 5)).toBeNull();
  expect(readGuard(file, 6)).toBeNull();
});
