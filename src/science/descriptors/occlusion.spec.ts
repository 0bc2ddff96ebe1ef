import { expect, it } from 'vitest';
import { attentionWeights, occludedRows } from './occlusion.js';

const grid = { startEv: -5, stepEv: 0.5, nChannels: 40 };

it('finds the channel that a network reads, on the axis of the scan', () => {
  const row = Float64Array.from({ length: 40 }, (_, k) => k);
  const mean = new Float64Array(40);
  const reads = (r: ArrayLike<number>): number => r[23];
  const occluded = occludedRows(row, mean, 4);
  const changes = Array.from({ length: occluded.nRows }, (_, r) =>
    Math.abs(reads(row) - reads(occluded.rows.subarray(r * 40, (r + 1) * 40))),
  );
  const { energiesEv, weights } = attentionWeights(changes, occluded, grid, 640);
  // Channel 23 lies at 640 − 5 + 11.5 = 646.5 eV; stretches of 2 eV that hold it have their middle within 1 eV.
  energiesEv.forEach((e, i) => expect(weights[i]).toBe(Math.abs(e - 646.5) <= 1 ? 1 : 0));
  expect(weights.filter((w) => w === 1)).toHaveLength(2);
});

it.each([1, 3, 7, 40, 100])('stretches of %d channels cover the whole row', (width) => {
  const ones = new Float32Array(40).fill(1);
  const { rows, nRows } = occludedRows(ones, new Float32Array(40), width);
  const isHidden = Array.from({ length: 40 }, (_, k) =>
    Array.from({ length: nRows }, (__, r) => rows[r * 40 + k]).includes(0),
  );
  expect(isHidden.every(Boolean)).toBe(true);
});

it('weighs nothing when nothing changes the answer', () => {
  const occluded = occludedRows(new Float64Array(40), new Float64Array(40), 8);
  const { weights } = attentionWeights(new Float64Array(occluded.nRows), occluded, grid, 640);
  expect(new Set(weights)).toEqual(new Set([0]));
});
