import { parametersOf, type Architecture, type Parameters } from '../network/architecture.js';

export interface OptimiserSettings {
  readonly learningRate: number;
  /** Share of a weight taken off per step, times the learning rate (decoupled; not of biases and gains). */
  readonly weightDecay: number;
  /** Norm of a member's gradient beyond which it is shortened. */
  readonly maxGradientNorm: number;
  /** How much of the running mean of the weights stays per step; that mean is what is judged and kept. */
  readonly averageDecay: number;
}

/** All numbers that training changes, each [members × shape] by parameter. */
export interface OptimiserState {
  readonly weights: Parameters;
  /** Running mean of the weights. */
  readonly averaged: Parameters;
  readonly first: Parameters;
  readonly second: Parameters;
  steps: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

const mapParameters = (of: Parameters, make: (values: Float32Array) => Float32Array): Parameters =>
  Object.fromEntries(Object.entries(of).map(([name, values]) => [name, make(values)]));

export const startOptimiser = (weights: Parameters): OptimiserState => ({
  weights: mapParameters(weights, (v) => v.slice()),
  averaged: mapParameters(weights, (v) => v.slice()),
  first: mapParameters(weights, (v) => new Float32Array(v.length)),
  second: mapParameters(weights, (v) => new Float32Array(v.length)),
  steps: 0,
});

/** What each member's gradients are to be multiplied by so that their norm stays below the limit. */
function shortening(gradients: Parameters, members: number, limit: number): Float64Array {
  const squares = new Float64Array(members);
  for (const values of Object.values(gradients)) {
    const size = values.length / members;
    for (let m = 0; m < members; m++) {
      let total = 0;
      for (let i = m * size; i < (m + 1) * size; i++) total += values[i] * values[i];
      squares[m] += total;
    }
  }
  return squares.map((s) => (s > limit * limit ? limit / Math.sqrt(s) : 1));
}

/**
 * One step of AdamW, in place.
 *
 * @param rate  the learning rate of this step
 * Source: D. P. Kingma, J. Ba, arXiv:1412.6980; I. Loshchilov, F. Hutter, arXiv:1711.05101.
 * Checked: optimiser.spec.ts, against the formulas written for one number.
 */
export function optimiserStep(
  state: OptimiserState,
  gradients: Parameters,
  form: { readonly architecture: Architecture; readonly members: number },
  settings: OptimiserSettings & { readonly rate: number },
): void {
  state.steps += 1;
  const correct1 = 1 / (1 - BETA1 ** state.steps);
  const correct2 = 1 / (1 - BETA2 ** state.steps);
  // A mean over steps that were not yet made would be one over the starting weights.
  const keep = Math.min(settings.averageDecay, state.steps / (state.steps + 10));
  const factors = shortening(gradients, form.members, settings.maxGradientNorm);
  for (const { name, decays } of parametersOf(form.architecture)) {
    const size = gradients[name].length / form.members;
    const part = (values: Float32Array, m: number): Float32Array => values.subarray(m * size, (m + 1) * size);
    for (let m = 0; m < form.members; m++) {
      updatePart(
        {
          weights: part(state.weights[name], m),
          averaged: part(state.averaged[name], m),
          first: part(state.first[name], m),
          second: part(state.second[name], m),
          gradient: part(gradients[name], m),
        },
        {
          factor: factors[m],
          rate: settings.rate * correct1,
          shrink: 1 - (decays ? settings.rate * settings.weightDecay : 0),
          correct2: Math.sqrt(correct2),
          keep,
        },
      );
    }
  }
}

interface Part {
  readonly weights: Float32Array;
  readonly averaged: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly gradient: Float32Array;
}

/** The inner loop: half of the time of training small networks is spent here, so it holds nothing but numbers. */
function updatePart(
  { weights, averaged, first, second, gradient }: Part,
  by: { factor: number; rate: number; shrink: number; correct2: number; keep: number },
): void {
  const { factor, rate, shrink, correct2, keep } = by;
  const n = weights.length;
  for (let i = 0; i < n; i++) {
    const slope = gradient[i] * factor;
    const a = first[i] * BETA1 + slope * (1 - BETA1);
    const b = second[i] * BETA2 + slope * slope * (1 - BETA2);
    const next = weights[i] * shrink - (rate * a) / (Math.sqrt(b) * correct2 + EPSILON);
    first[i] = a;
    second[i] = b;
    weights[i] = next;
    averaged[i] = averaged[i] * keep + next * (1 - keep);
  }
}

/** Rises over `warmUp` steps, then falls along half a cosine to nothing at `total`. */
export function learningRateAt(
  step: number,
  plan: { readonly learningRate: number; readonly warmUp: number; readonly total: number },
): number {
  if (step < plan.warmUp) return (plan.learningRate * (step + 1)) / plan.warmUp;
  const part = Math.min(1, (step - plan.warmUp) / Math.max(1, plan.total - plan.warmUp));
  return plan.learningRate * 0.5 * (1 + Math.cos(Math.PI * part));
}
