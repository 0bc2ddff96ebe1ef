import { expect, it } from 'vitest';
import type { HeldOut } from '../run/held-out.js';
import { uncalibratedOutputs } from '../tasks/task-network.js';
import { CU_K_TASK } from '../tasks/cu-k-local-structure.js';
import { conditionEvaluation } from './evaluate-condition.js';

/** One row of copper with four neighbours, answered with certainty. */
const held: HeldOut = {
  answered: {
    raw: { coordination: Float32Array.of(0, 0, 9, 0, 0) },
    members: 1,
    truth: {
      nRows: 1,
      targets: { coordination: Float32Array.of(0, 0, 1, 0, 0) },
      weights: { coordination: Float32Array.of(1) },
    },
    quality: { evenness: Float32Array.of(1), noise: Float32Array.of(0) },
  },
  spectra: Int32Array.of(0),
  inputs: new Float32Array(CU_K_TASK.input.grid.nChannels),
  noise: new Float32Array(1),
  nRefused: 0,
};

it.each([
  ['clean', 'material', 0.84],
  ['clean', 'composition', undefined],
  ['clean', null, undefined],
  ['perturbed', 'material', undefined],
  ['perturbed', 'composition', 0.76],
])('%s by %s is compared with trees of the same test, or with none', (name, grouping, accuracy) => {
  const outputs = uncalibratedOutputs(CU_K_TASK);
  const { outputs: scores } = conditionEvaluation({ task: CU_K_TASK, outputs, domain: null }, held, {
    condition: CU_K_TASK.conditions.find((c) => c.name === name)!,
    grouping,
    groups: ['a'],
    independent: ['a'],
    isFirst: true,
  });
  expect(scores[0].metrics.accuracy).toBe(1);
  expect(scores[0].baseline?.accuracy).toBe(accuracy);
});
