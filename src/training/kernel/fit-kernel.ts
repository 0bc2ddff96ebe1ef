import { cholesky, solveColumns } from '../../science/numerics/cholesky.js';
import { median } from '../../science/numerics/statistics.js';
import type { Architecture } from '../network/architecture.js';
import { withNetwork } from '../onnx/predict.js';
import { SPECTRA } from '../onnx/serving-graph.js';
import type { Pool } from '../run/pool.js';
import { featureGraph, type KernelHead, type KernelMachine } from './kernel-graph.js';
import type { Block, KernelPlan } from './kernel-plan.js';

/**
 * Kernel ridge regression: exp(−distance/scale) between spectra, the mean over blocks, solved once for all targets.
 *
 * @param rows  of the pool that are learnt from; a row without a target stands at the mean
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), chapter 2; the kernel is that of
 *   the Ornstein–Uhlenbeck process.
 * Checked: fit-kernel.spec.ts, against the formulas in plain loops.
 */
export async function fitKernelMachine(
  plan: KernelPlan,
  architecture: Architecture,
  pool: Pool,
  rows: readonly number[],
): Promise<KernelMachine> {
  const nChannels = architecture.nInputs;
  const n = rows.length;
  const inputs = new Float32Array(n * nChannels);
  rows.forEach((row, i) =>
    inputs.set(pool.inputs.subarray(row * nChannels, (row + 1) * nChannels), i * nChannels),
  );
  const names = [...new Set(Object.values(plan.blocks).flat())];
  const features = await withNetwork(
    featureGraph(plan, nChannels, names),
    { tensor: SPECTRA, nChannels, members: 1 },
    (predict) => predict(inputs),
  );
  const blocks: KernelMachine['blocks'] = new Map(
    names.map((name) => [name, { support: features[name], scale: medianDistance(features[name], n) }]),
  );
  const factors = new Map<string, { l: Float64Array; inverse: Float32Array | null }>();
  const answered = architecture.heads.filter((head) => plan.blocks[head.tensor] !== undefined);
  const needsInverse = answered.some((head) => head.kind === 'scalar');
  const heads = answered.map((head): KernelHead => {
    const used = plan.blocks[head.tensor];
    const key = used.join();
    const factor = factors.get(key) ?? factorOf(used, blocks, { n, ridge: plan.ridge, needsInverse });
    factors.set(key, factor);
    const width = head.kind === 'scalar' ? 1 : head.width;
    const { centred, mean, std } = centredTargets(pool, head.tensor, rows, width);
    const kind = head.kind === 'fractions' ? 'classes' : head.kind;
    return {
      tensor: head.tensor,
      kind,
      width,
      weights: Float32Array.from(solveColumns(factor.l, n, centred)),
      mean,
      std,
      inverse: kind === 'scalar' ? factor.inverse : null,
    };
  });
  return { plan, nChannels, nSupport: n, blocks, heads };
}

function factorOf(
  used: readonly Block[],
  blocks: KernelMachine['blocks'],
  { n, ridge, needsInverse }: { n: number; ridge: number; needsInverse: boolean },
): { l: Float64Array; inverse: Float32Array | null } {
  const kernel = new Float64Array(n * n);
  for (const name of used) {
    const { support, scale } = blocks.get(name)!;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const part = Math.exp(-distance(support, n, i, j) / scale) / used.length;
        kernel[i * n + j] += part;
        if (i !== j) kernel[j * n + i] += part;
      }
    }
  }
  for (let i = 0; i < n; i++) kernel[i * n + i] += ridge;
  const l = cholesky(kernel, n);
  if (!needsInverse) return { l, inverse: null };
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return { l, inverse: Float32Array.from(solveColumns(l, n, identity)) };
}

function distance(features: Float32Array, n: number, i: number, j: number): number {
  const width = features.length / n;
  const from = i * width;
  const to = j * width;
  let sum = 0;
  for (let c = 0; c < width; c++) sum += (features[from + c] - features[to + c]) ** 2;
  return Math.sqrt(sum);
}

/** Pairs are enough of 400 spectra. */
const MAX_PAIRED = 400;

function medianDistance(features: Float32Array, n: number): number {
  const every = Math.ceil(n / MAX_PAIRED);
  const distances: number[] = [];
  for (let i = 0; i < n; i += every)
    for (let j = 0; j < i; j += every) distances.push(distance(features, n, i, j));
  return median(distances);
}

function centredTargets(pool: Pool, tensor: string, rows: readonly number[], width: number) {
  const values = pool.targets[tensor];
  const known = rows.filter((row) => pool.weights[tensor][row] > 0);
  const mean = new Float32Array(width);
  for (const row of known) {
    for (let c = 0; c < width; c++) mean[c] += values[row * width + c] / known.length;
  }
  const centred = new Float64Array(rows.length * width);
  let squares = 0;
  rows.forEach((row, i) => {
    if (!(pool.weights[tensor][row] > 0)) return;
    for (let c = 0; c < width; c++) {
      centred[i * width + c] = values[row * width + c] - mean[c];
      squares += centred[i * width + c] ** 2;
    }
  });
  return { centred, mean, std: Math.sqrt(squares / (known.length * width)) || 1 };
}
