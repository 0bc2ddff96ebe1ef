import { beforeAll, describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../../science/numerics/rng.js';
import type { Architecture } from '../network/architecture.js';
import { onnxBackend } from '../onnx/onnx-backend.js';
import type { Pool, PoolSource } from './pool.js';
import { trainEnsemble, type RoundHooks, type RoundState, type TrainedEnsemble } from './train-ensemble.js';

/** y = x0·x1 with noise of 0.1, class = whether x0 > x1: no straight line tells either. */
const ARCHITECTURE: Architecture = {
  nInputs: 2,
  withSlopes: false,
  spread: 'each',
  trunk: [
    { kind: 'dense', width: 24 },
    { kind: 'activation', of: 'gelu' },
    { kind: 'dropout', share: 0.05 },
    {
      kind: 'residual',
      layers: [
        { kind: 'dense', width: 24 },
        { kind: 'activation', of: 'gelu' },
        { kind: 'dense', width: 24 },
      ],
    },
  ],
  heads: [
    { tensor: 'product', kind: 'scalar', loss: 'gaussian', weight: 1 },
    { tensor: 'order', kind: 'classes', width: 2, smoothing: 0, weight: 1 },
  ],
};
const NOISE = 0.1;

function makePool(rng: Rng, nRows: number): Pool {
  const inputs = Float32Array.from({ length: 2 * nRows }, () => 2 * rng.uniform() - 1);
  const product = new Float32Array(nRows);
  const order = new Float32Array(2 * nRows);
  for (let i = 0; i < nRows; i++) {
    product[i] = inputs[2 * i] * inputs[2 * i + 1] + NOISE * rng.normal();
    order[2 * i + (inputs[2 * i] > inputs[2 * i + 1] ? 1 : 0)] = 1;
  }
  const ones = new Float32Array(nRows).fill(1);
  return {
    nRows,
    inputs,
    targets: { product, order },
    weights: { product: ones, order: ones },
    groups: Int32Array.from({ length: 2 * nRows }, (_, i) => Math.floor(i / 2) % 20),
  };
}

const source: PoolSource = {
  groups: Array.from({ length: 20 }, (_, i) => i),
  bank: makePool(createRng(77), 4000),
  rowsPerEpoch: 640,
};
const ROUND = {
  architecture: ARCHITECTURE,
  source,
  seed: 3,
  plan: {
    members: 3,
    batchSize: 64,
    mixing: 0,
    epochs: 30,
    warmUpEpochs: 2,
    patience: 12,
    validationShare: 0.2,
    learningRate: 0.01,
    weightDecay: 1e-3,
    maxGradientNorm: 5,
    averageDecay: 0.98,
  },
};
const backend = onnxBackend(1, 'cpu');
const none: RoundHooks = {
  onEpoch: () => {},
  resume: () => Promise.resolve(null),
  checkpoint: () => Promise.resolve(),
};

describe('an ensemble', () => {
  let trained: TrainedEnsemble;
  const kept: RoundState[] = [];

  beforeAll(async () => {
    trained = await trainEnsemble(ROUND, backend, {
      ...none,
      checkpoint: (state) => {
        if (state.epoch === 17) kept.push(structuredClone(state));
        return Promise.resolve();
      },
    });
  });

  it('comes to the loss of the noise on rows it was not trained on', () => {
    // Gaussian of σ = 0.1, in units of the target's spread (about 0.35): ½ + ln(0.1/0.35) = −0.75; the classes cost ≈ 0.05.
    for (const loss of trained.validationLoss) expect(loss).toBeLessThan(-0.5);
    for (const loss of trained.validationLoss) expect(loss).toBeGreaterThan(-0.95);
  });

  it('has members that differ', () => {
    const weights = trained.parameters['trunk.0.weight'];
    expect(weights.slice(0, 48)).not.toEqual(weights.slice(48, 96));
  });

  it('comes out the same, to the bit, when it was interrupted and went on', async () => {
    const resumed = await trainEnsemble(ROUND, backend, { ...none, resume: () => Promise.resolve(kept[0]) });
    expect(resumed.bestEpoch).toEqual(trained.bestEpoch);
    expect(resumed.parameters).toEqual(trained.parameters);
  });
});
