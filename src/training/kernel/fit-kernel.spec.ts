import { expect, it } from 'vitest';
import { cholesky, solveColumns } from '../../science/numerics/cholesky.js';
import { createRng } from '../../science/numerics/rng.js';
import type { Architecture } from '../network/architecture.js';
import { withNetwork } from '../onnx/predict.js';
import { SPECTRA } from '../onnx/serving-graph.js';
import type { Pool } from '../run/pool.js';
import { fitKernelMachine } from './fit-kernel.js';
import { kernelGraph } from './kernel-graph.js';

const N = 12;
const WIDTH = 10;
const ARCHITECTURE: Architecture = {
  nInputs: WIDTH,
  withSlopes: false,
  spread: 'common',
  trunk: [],
  heads: [
    { tensor: 'y', kind: 'scalar', loss: 'gaussian', weight: 1 },
    { tensor: 'kind', kind: 'classes', width: 2, smoothing: 0, weight: 1 },
  ],
};
const PLAN = {
  share: 1,
  blocks: { y: ['log', 'cumulative'], kind: ['cumulative'] },
  ridge: 0.05,
  onsetBelowChannel: 6,
  alignedChannels: 5,
  alignedBefore: 1,
  priorShare: 0.2,
} as const;

const rng = createRng(3);
const inputs = Float32Array.from({ length: N * WIDTH }, () => rng.uniform());
const y = Float32Array.from({ length: N }, () => 2 + rng.normal());
const kind = new Float32Array(2 * N);
for (let i = 0; i < N; i++) kind[2 * i + (i % 3 === 0 ? 0 : 1)] = 1;
const ones = new Float32Array(N).fill(1);
const POOL: Pool = {
  nRows: N,
  inputs,
  targets: { y, kind },
  weights: { y: ones, kind: ones },
  groups: Int32Array.from({ length: N }, (_, i) => i),
};
const fit = async (...args: Parameters<typeof fitKernelMachine>) =>
  kernelGraph(await fitKernelMachine(...args));
const answers = (model: Uint8Array, rows: Float32Array) =>
  withNetwork(model, { tensor: SPECTRA, nChannels: WIDTH, members: 1 }, (predict) => predict(rows));

/** By the formulas: features, distances, kernel, weights, in plain loops. */
function naive(row: Float32Array): { value: number; variance: number } {
  const all = Array.from({ length: N }, (_, i) => [...inputs.subarray(i * WIDTH, (i + 1) * WIDTH)]);
  const blocks = [
    (x: number[]) => x.map((v) => Math.log(v + 0.1)),
    (x: number[]) => x.map((_, k) => x.slice(0, k + 1).reduce((a, b) => a + b, 0)),
  ];
  const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((v, k) => v - b[k]));
  const scales = blocks.map((of) => {
    const d = all.flatMap((a, i) => all.slice(0, i).map((b) => distance(of(a), of(b)))).sort((p, q) => p - q);
    return (d[Math.floor((d.length - 1) / 2)] + d[Math.ceil((d.length - 1) / 2)]) / 2;
  });
  const kernel = (a: number[], b: number[]): number =>
    blocks.reduce((sum, of, k) => sum + Math.exp(-distance(of(a), of(b)) / scales[k]) / 2, 0);
  const matrix = Float64Array.from(
    all.flatMap((a, i) => all.map((b, j) => kernel(a, b) + (i === j ? 0.05 : 0))),
  );
  const mean = y.reduce((a, b) => a + b, 0) / N;
  const k = all.map((a) => kernel(a, [...row]));
  const solve = (b: Float64Array): Float64Array => solveColumns(cholesky(matrix, N), N, b);
  const alpha = solve(Float64Array.from(y, (v) => v - mean));
  const own = solve(Float64Array.from(k));
  return {
    value: mean + k.reduce((sum, v, i) => sum + v * alpha[i], 0),
    variance: 1 - k.reduce((sum, v, i) => sum + v * own[i], 0),
  };
}

it('says what kernel ridge regression says, with the variance of a Gaussian process', async () => {
  const model = await fit(
    PLAN,
    ARCHITECTURE,
    POOL,
    Array.from({ length: N }, (_, i) => i),
  );
  const rows = Float32Array.from({ length: 3 * WIDTH }, () => rng.uniform());
  const found = await answers(model, rows);
  const std = Math.sqrt(y.reduce((s, v) => s + (v - y.reduce((a, b) => a + b, 0) / N) ** 2, 0) / N);
  for (let i = 0; i < 3; i++) {
    const { value, variance } = naive(rows.subarray(i * WIDTH, (i + 1) * WIDTH));
    // Distances are differences of squares in single precision.
    expect(found.y[2 * i]).toBeCloseTo(value, 3);
    expect(Math.exp(found.y[2 * i + 1])).toBeCloseTo(std * Math.sqrt(variance), 3);
    expect(found.kind[2 * i] + found.kind[2 * i + 1]).toBeCloseTo(1, 5);
  }
});

it('aligned sums do not see a shift by whole channels', async () => {
  const plan = { ...PLAN, blocks: { y: ['aligned-cumulative'], kind: ['aligned-cumulative'] } } as const;
  const model = await fit(
    plan,
    ARCHITECTURE,
    POOL,
    Array.from({ length: N }, (_, i) => i),
  );
  const edge = [0, 0, 0.2, 0.9, 1, 0.7, 0.6, 0.6, 0.6, 0.6];
  const moved = [0, ...edge.slice(0, -1)];
  const found = await answers(model, Float32Array.from([...edge, ...moved]));
  expect(found.y[0]).toBeCloseTo(found.y[2], 4);
});
