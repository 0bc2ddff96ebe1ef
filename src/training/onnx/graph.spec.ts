import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../science/numerics/rng.js';
import {
  dropoutsOf,
  parametersOf,
  startingParameters,
  targetWidth,
  type Architecture,
  type Parameters,
  type Scaling,
} from '../network/architecture.js';
import { forward, servedOutput } from '../network/forward.js';
import { totalLoss } from '../network/loss.js';
import type { Batch, NetworkForm } from '../network/training-backend.js';
import { NAIVE_OPS, naive, type Naive } from '../network/naive-ops.js';
import { tfjsBackend } from '../tfjs/tfjs-backend.js';
import { onnxBackend } from './onnx-backend.js';
import { servingGraph, SPECTRA } from './serving-graph.js';

/** Every kind of layer and head, small. */
const ARCHITECTURE: Architecture = {
  nInputs: 5,
  withSlopes: true,
  spread: 'each',
  trunk: [
    { kind: 'dense', width: 6 },
    { kind: 'layer-norm' },
    { kind: 'activation', of: 'silu' },
    {
      kind: 'residual',
      layers: [
        { kind: 'dense', width: 4 },
        { kind: 'activation', of: 'relu' },
        { kind: 'dropout', share: 0.5 },
        { kind: 'dense', width: 6 },
      ],
    },
    { kind: 'activation', of: 'tanh' },
    { kind: 'activation', of: 'gelu' },
  ],
  heads: [
    { tensor: 'kind', kind: 'classes', width: 3, smoothing: 0.1, weight: 1 },
    { tensor: 'distance', kind: 'scalar', loss: 'laplace', weight: 0.7 },
    { tensor: 'charge', kind: 'scalar', loss: 'gaussian', weight: 0.5 },
    { tensor: 'shares', kind: 'fractions', width: 2, smoothing: 0, weight: 0.3 },
    { tensor: 'curve', kind: 'curve', width: 4, cosineWeight: 0.8, weight: 2 },
  ],
};
const SCALING: Scaling = {
  inputMean: Float32Array.of(0.1, -0.2, 0.3, 0, 0.5, 0, 0.1, 0.2),
  inputStd: Float32Array.of(1, 2, 0.5, 1.5, 1, 2, 1, 0.7),
  targets: {
    distance: { mean: Float32Array.of(2), std: 0.1 },
    charge: { mean: Float32Array.of(1), std: 0.5 },
    curve: { mean: Float32Array.of(1, 2, 0.5, 0.1), std: 0.4 },
  },
};
const MEMBERS = 2;
const FORM: NetworkForm = { architecture: ARCHITECTURE, scaling: SCALING, members: MEMBERS };
const N = 7;

const rng = createRng(4);
const normals = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal());
const PARAMETERS: Parameters = Object.fromEntries(
  Object.entries(startingParameters(ARCHITECTURE, MEMBERS, (m) => createRng(m))).map(([name, values]) => [
    name,
    values.map((v) => v + 0.3 * rng.normal()),
  ]),
);
const BATCH: Batch = {
  nRows: N,
  inputs: normals(MEMBERS * N * 5),
  targets: Object.fromEntries(
    ARCHITECTURE.heads.map((h) => {
      const values = normals(MEMBERS * N * targetWidth(h));
      if (h.kind === 'classes') {
        values.fill(0);
        for (let row = 0; row < MEMBERS * N; row++) values[3 * row + rng.integer(3)] = 1;
      }
      return [h.tensor, values];
    }),
  ),
  weights: Object.fromEntries(
    ARCHITECTURE.heads.map((h) => [
      h.tensor,
      Float32Array.from({ length: MEMBERS * N }, () => rng.uniform() / N),
    ]),
  ),
  masks: Object.fromEntries(
    dropoutsOf(ARCHITECTURE).map(({ name, width }) => [
      name,
      Float32Array.from({ length: MEMBERS * N * width }, () => (rng.uniform() < 0.5 ? 0 : 2)),
    ]),
  ),
};

const naiveParameters = (parameters: Parameters): Record<string, Naive> =>
  Object.fromEntries(
    parametersOf(ARCHITECTURE).map(({ name, shape }) => [name, naive([MEMBERS, ...shape], parameters[name])]),
  );

function naiveLosses(parameters: Record<string, Naive>, drops = true): Float64Array {
  const tensors = (of: Batch['targets'], width: (h: (typeof ARCHITECTURE.heads)[number]) => number) =>
    Object.fromEntries(
      ARCHITECTURE.heads.map((h) => [h.tensor, naive([MEMBERS, N, width(h)], of[h.tensor])]),
    );
  const masks: Record<string, Naive> = Object.fromEntries(
    dropoutsOf(ARCHITECTURE).map(({ name, width }) => [name, naive([MEMBERS, N, width], BATCH.masks![name])]),
  );
  const values = { parameter: (name: string) => parameters[name], mask: (name: string) => masks[name] };
  return totalLoss(NAIVE_OPS, FORM, drops ? values : { parameter: values.parameter }, {
    inputs: naive([MEMBERS, N, 5], BATCH.inputs),
    targets: tensors(BATCH.targets, targetWidth),
    weights: tensors(BATCH.weights, () => 1),
  }).values;
}

/** Central differences in double precision. */
function naiveGradients(): Record<string, Float64Array> {
  const parameters = naiveParameters(PARAMETERS);
  const step = 1e-5;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { values }]) => [
      name,
      Float64Array.from(values, (value, i) => {
        const sides = [1, -1].map((sign) => {
          values[i] = value + sign * step;
          const losses = naiveLosses(parameters);
          return losses[0] + losses[1];
        });
        values[i] = value;
        return (sides[0] - sides[1]) / (2 * step);
      }),
    ]),
  );
}

describe('a training step', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it.each([
    ['ONNX Runtime', () => onnxBackend(1, 'cpu')],
    ['TensorFlow.js', () => tfjsBackend('wasm')],
  ])('%s: losses and gradients are those of finite differences of the definition', async (_name, backend) => {
    const session = await backend().open(FORM);
    const { losses, gradients } = await session.gradients(PARAMETERS, BATCH);
    const expected = naiveLosses(naiveParameters(PARAMETERS));
    // Single precision over some hundred terms of size 1.
    expected.forEach((loss, m) => expect(losses[m]).toBeCloseTo(loss, 4));
    for (const [name, values] of Object.entries(naiveGradients())) {
      values.forEach((g, i) => expect(Math.abs(gradients[name][i] - g), `${name} ${i}`).toBeLessThan(1e-4));
    }
    const whole = await session.losses(PARAMETERS, BATCH);
    naiveLosses(naiveParameters(PARAMETERS), false).forEach((loss, m) =>
      expect(whole[m]).toBeCloseTo(loss, 4),
    );
    await session.close();
  });
});

describe('the served network', () => {
  it('says what the definition says, in units, for each member', async () => {
    const session = await InferenceSession.create(servingGraph(FORM, PARAMETERS));
    const rows = normals(N * 5);
    const results = await session.run({ [SPECTRA]: new Tensor('float32', rows, [N, 5]) });
    const parameters = naiveParameters(PARAMETERS);
    const raw = forward(NAIVE_OPS, FORM, { parameter: (name) => parameters[name] }, naive([1, N, 5], rows));
    for (const head of ARCHITECTURE.heads) {
      const expected = servedOutput(NAIVE_OPS, head, raw[head.tensor], SCALING);
      expect(results[head.tensor].dims).toEqual([...expected.shape]);
      const found = results[head.tensor].data as Float32Array;
      expected.values.forEach((v, i) => expect(Math.abs(found[i] - v)).toBeLessThan(1e-5));
    }
    const { kind } = results;
    for (let row = 0; row < MEMBERS * N; row++) {
      const p = (kind.data as Float32Array).subarray(3 * row, 3 * row + 3);
      expect(p[0] + p[1] + p[2]).toBeCloseTo(1, 5);
    }
  });
});
