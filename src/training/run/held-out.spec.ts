import { expect, it } from 'vitest';
import type { LabelledSpectra } from '../datasets/labelled-spectra.js';
import { MN_TASK } from '../tasks/mn-l23-valence.js';
import { conditionRows } from './held-out.js';

/** Curves of one kind each, a peak that lies elsewhere for each. */
const spectra = (kinds: readonly number[]): LabelledSpectra => ({
  axis: { offsetEv: 615, scaleEv: 0.25, nChannels: 280 },
  n: kinds.length,
  counts: Float32Array.from({ length: 280 * kinds.length }, (_, k) => {
    const ev = 615 + 0.25 * (k % 280) - (640.5 + kinds[Math.floor(k / 280)]);
    return Math.exp(-(ev ** 2)) + (ev > 0 ? 0.05 : 0);
  }),
  names: kinds.map(String),
  groups: { source: kinds.map(String) },
  splits: kinds.map(() => null),
  truth: {
    valence: {
      width: 3,
      values: Float32Array.from(kinds.flatMap((kind) => [0, 1, 2].map((k) => (k === kind ? 1 : 0)))),
    },
  },
  known: kinds.map(() => ({})),
  ...{ points: null, sticks: null, trainable: null, judged: null, references: null },
  ...{ files: [], fileOf: null, notes: [] },
});

it('mixtures are drawn of two kinds or more: of one kind alone all rows would be pure', () => {
  const mixtures = { ...MN_TASK.conditions.find((c) => c.name === 'mixtures')!, drawn: 20 };
  const nOf = (kinds: readonly number[]): number => {
    const source = { task: MN_TASK, spectra: spectra(kinds), groups: new Int32Array(kinds.length) };
    return conditionRows(source, mixtures, () => true, 1).nRows;
  };
  expect(nOf([0, 0])).toBe(0);
  expect(nOf([0, 1])).toBe(20);
});
