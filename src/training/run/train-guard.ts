import type { DomainGuard, GuardMember } from '../../science/descriptors/domain-guard.js';
import { gaussianKernel, smoothInto } from '../../science/descriptors/row-sampler.js';
import { shuffled } from '../../science/numerics/permutation.js';
import type { Rng } from '../../science/numerics/rng.js';
import { learningRateAt } from './optimiser.js';

/** Rows of both kinds, [n × nChannels] each. */
export interface GuardRows {
  readonly nChannels: number;
  readonly inside: Float32Array;
  readonly foreign: Float32Array;
}

export interface GuardPlan {
  /** Networks, from different starts, on the same rows. */
  readonly members: number;
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Rows are smoothed by a Gaussian of this FWHM, in channels, so that noise is no mark of a kind. */
  readonly smoothingChannels: number;
  /** Of the truth: a row is never surely of one kind. */
  readonly labelSmoothing: number;
}

export const GUARD_PLAN: Omit<GuardPlan, 'smoothingChannels' | 'members' | 'epochs'> = {
  hidden: [32, 16],
  batchSize: 64,
  learningRate: 3e-3,
  weightDecay: 0.02,
  labelSmoothing: 0.02,
};

/** All numbers of the network one after another: of each layer its weights [out × in], then its biases. */
interface Layout {
  readonly widths: readonly number[];
  readonly weightsAt: readonly number[];
  readonly biasesAt: readonly number[];
  readonly size: number;
}

/**
 * Trains a guard: logistic regression behind layers of tanh, both kinds weighing alike. Centre, scale and smoothing become part
 * of the first layer, so that what is served is nothing but layers.
 *
 * @returns a guard without its limit
 * Checked: tells a planted difference on new rows; the slopes are those of finite differences (train-guard.spec.ts).
 */
export function trainGuard(rows: GuardRows, plan: GuardPlan, rng: Rng): Omit<DomainGuard, 'limit'> {
  const prepared = prepare(rows, plan);
  const layout = layoutOf([rows.nChannels, ...plan.hidden, 1]);
  const members = Array.from({ length: plan.members }, () =>
    folded(trainMember(prepared, layout, plan, rng), layout, prepared),
  );
  return { widths: layout.widths, members };
}

function trainMember(prepared: Prepared, layout: Layout, plan: GuardPlan, rng: Rng): Float64Array {
  const { all, nInside, nAll } = prepared;
  const [nChannels] = layout.widths;
  const state = { values: start(layout, rng), ...moments(layout.size), steps: 0 };
  const gradient = new Float64Array(layout.size);
  const batches = Math.max(1, Math.floor(nAll / plan.batchSize));
  const total = plan.epochs * batches;
  const everyRow = Array.from({ length: nAll }, (_, i) => i);
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    const order = shuffled(everyRow, rng);
    for (let b = 0; b < batches; b++) {
      gradient.fill(0);
      const batch = order.slice(b * plan.batchSize, (b + 1) * plan.batchSize);
      for (const i of batch) {
        const isForeign = i >= nInside;
        const weight = nAll / 2 / (isForeign ? nAll - nInside : nInside) / batch.length;
        const target = isForeign ? 1 - plan.labelSmoothing : plan.labelSmoothing;
        const row = all.subarray(i * nChannels, (i + 1) * nChannels);
        addSlopes(gradient, state.values, layout, { row, target, weight });
      }
      const rate = learningRateAt(state.steps, { ...plan, warmUp: total / 10, total });
      step(state, gradient, rate, plan.weightDecay);
    }
  }
  return state.values;
}

interface Prepared {
  /** Smoothed, centred, scaled, [n × nChannels]: those inside first. */
  readonly all: Float64Array;
  readonly nInside: number;
  readonly nAll: number;
  readonly centre: Float64Array;
  readonly scale: number;
  readonly kernel: Float64Array;
}

function prepare({ nChannels, inside, foreign }: GuardRows, plan: GuardPlan): Prepared {
  const kernel = gaussianKernel(plan.smoothingChannels);
  const all = new Float64Array(inside.length + foreign.length);
  all.set(inside);
  all.set(foreign, inside.length);
  const row = new Float64Array(nChannels);
  const out = new Float64Array(nChannels);
  const centre = new Float64Array(nChannels);
  for (let from = 0; from < all.length; from += nChannels) {
    row.set(all.subarray(from, from + nChannels));
    smoothInto(out, row, kernel, [0, nChannels]);
    all.set(out, from);
    if (from < inside.length)
      for (let k = 0; k < nChannels; k++) centre[k] += (out[k] * nChannels) / inside.length;
  }
  let squares = 0;
  for (let i = 0; i < inside.length; i++) squares += (all[i] - centre[i % nChannels]) ** 2;
  const scale = Math.max(Math.sqrt(squares / inside.length), Number.MIN_VALUE);
  for (let i = 0; i < all.length; i++) all[i] = (all[i] - centre[i % nChannels]) / scale;
  const nInside = inside.length / nChannels;
  return { all, nInside, nAll: all.length / nChannels, centre, scale, kernel };
}

/** Where the numbers of a network of these widths stand. */
export function layoutOf(widths: readonly number[]): Layout {
  const weightsAt: number[] = [];
  const biasesAt: number[] = [];
  let size = 0;
  for (let l = 1; l < widths.length; l++) {
    weightsAt.push(size);
    size += widths[l] * widths[l - 1];
    biasesAt.push(size);
    size += widths[l];
  }
  return { widths, weightsAt, biasesAt, size };
}

function start({ widths, weightsAt, biasesAt, size }: Layout, rng: Rng): Float64Array {
  const values = new Float64Array(size);
  weightsAt.forEach((from, l) => {
    // As of numbers drawn evenly from ±1/√width: starts that bend more learn curves by heart.
    const std = 1 / Math.sqrt(3 * widths[l]);
    for (let i = from; i < biasesAt[l]; i++) values[i] = std * rng.normal();
  });
  return values;
}

/**
 * Adds the slopes of one row's cross-entropy; returns the cross-entropy times the row's weight.
 */
export function addSlopes(
  gradient: Float64Array,
  values: Float64Array,
  layout: Layout,
  { row, target, weight }: { readonly row: Float64Array; readonly target: number; readonly weight: number },
): number {
  const { widths, weightsAt, biasesAt } = layout;
  const layers: Float64Array[] = [row];
  for (let l = 0; l + 1 < widths.length; l++) {
    layers.push(
      forward(
        values,
        layers[l],
        { weights: weightsAt[l], biases: biasesAt[l], width: widths[l + 1] },
        l + 2 < widths.length,
      ),
    );
  }
  const logOdds = layers.at(-1)![0];
  let slopes = Float64Array.of(weight * (1 / (1 + Math.exp(-logOdds)) - target));
  for (let l = widths.length - 2; l >= 0; l--) {
    const input = layers[l];
    const below = new Float64Array(input.length);
    for (let j = 0; j < slopes.length; j++) {
      const slope = slopes[j];
      const from = weightsAt[l] + j * input.length;
      gradient[biasesAt[l] + j] += slope;
      for (let k = 0; k < input.length; k++) gradient[from + k] += slope * input[k];
      if (l > 0) for (let k = 0; k < input.length; k++) below[k] += slope * values[from + k];
    }
    if (l > 0) for (let k = 0; k < below.length; k++) below[k] *= 1 - input[k] * input[k];
    slopes = below;
  }
  // log(1 + e^x) without overflow.
  const softplus = Math.max(logOdds, 0) + Math.log1p(Math.exp(-Math.abs(logOdds)));
  return weight * (softplus - target * logOdds);
}

function forward(
  values: Float64Array,
  input: Float64Array,
  at: { readonly weights: number; readonly biases: number; readonly width: number },
  isHidden: boolean,
): Float64Array {
  const out = new Float64Array(at.width);
  for (let j = 0; j < at.width; j++) {
    let sum = values[at.biases + j];
    const from = at.weights + j * input.length;
    for (let k = 0; k < input.length; k++) sum += values[from + k] * input[k];
    out[j] = isHidden ? Math.tanh(sum) : sum;
  }
  return out;
}

const moments = (size: number) => ({ first: new Float64Array(size), second: new Float64Array(size) });
const BETA1 = 0.9;
const BETA2 = 0.999;

/** One step of AdamW (Loshchilov and Hutter, arXiv:1711.05101), in place. */
function step(
  state: { values: Float64Array; first: Float64Array; second: Float64Array; steps: number },
  gradient: Float64Array,
  rate: number,
  weightDecay: number,
): void {
  const { values, first, second } = state;
  state.steps += 1;
  const c1 = 1 / (1 - BETA1 ** state.steps);
  const c2 = 1 / (1 - BETA2 ** state.steps);
  for (let i = 0; i < values.length; i++) {
    const slope = gradient[i];
    first[i] = BETA1 * first[i] + (1 - BETA1) * slope;
    second[i] = BETA2 * second[i] + (1 - BETA2) * slope * slope;
    values[i] -= rate * ((first[i] * c1) / (Math.sqrt(second[i] * c2) + 1e-8) + weightDecay * values[i]);
  }
}

/** Layers for rows as they are: W·S(x − c)/s + b is W′x + b′, with the smoothing S. */
function folded(values: Float64Array, layout: Layout, prepared: Prepared): GuardMember {
  const { widths, weightsAt, biasesAt } = layout;
  const part = (from: number, n: number): Float32Array => Float32Array.from(values.subarray(from, from + n));
  const weights = weightsAt.map((from, l) => part(from, widths[l] * widths[l + 1]));
  const biases = biasesAt.map((from, l) => part(from, widths[l + 1]));
  const { centre, scale, kernel } = prepared;
  const n = widths[0];
  const reach = kernel.length - 1;
  const first = new Float64Array(weights[0].length);
  for (let j = 0; j < widths[1]; j++) {
    let atCentre = 0;
    for (let i = 0; i < n; i++) {
      const weight = values[weightsAt[0] + j * n + i] / scale;
      atCentre += weight * centre[i];
      for (let d = -reach; d <= reach; d++) {
        first[j * n + Math.min(n - 1, Math.max(0, i + d))] += weight * kernel[Math.abs(d)];
      }
    }
    biases[0][j] -= atCentre;
  }
  return { weights: [Float32Array.from(first), ...weights.slice(1)], biases };
}
