import { describe, expect, it } from 'vitest';
import type { Architecture } from '../network/architecture.js';
import { learningRateAt, optimiserStep, startOptimiser } from './optimiser.js';

const ARCHITECTURE: Architecture = {
  nInputs: 1,
  withSlopes: false,
  spread: 'each',
  trunk: [],
  heads: [{ tensor: 'y', kind: 'curve', width: 1, cosineWeight: 0, weight: 1 }],
};
const SETTINGS = { learningRate: 0.1, weightDecay: 0.5, maxGradientNorm: 1e9, averageDecay: 0.9, rate: 0.1 };
const FORM = { architecture: ARCHITECTURE, members: 2 };
const parameters = (weight: number[], bias: number[]) => ({
  'head.y.weight': Float32Array.from(weight),
  'head.y.bias': Float32Array.from(bias),
});

describe('AdamW', () => {
  it('steps as its formulas say, each member for itself', () => {
    const state = startOptimiser(parameters([1, -2], [0.5, 0.5]));
    let [w, m, v] = [1, 0, 0];
    for (const [t, g] of [0.3, -0.1, 0.7].entries()) {
      optimiserStep(state, parameters([g, 0], [0, 0]), FORM, SETTINGS);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const step = m / (1 - 0.9 ** (t + 1)) / (Math.sqrt(v / (1 - 0.999 ** (t + 1))) + 1e-8);
      w = w - 0.1 * 0.5 * w - 0.1 * step;
    }
    expect(state.weights['head.y.weight'][0]).toBeCloseTo(w, 5);
    // Without a gradient there is only the decay, and of a bias not even that.
    expect(state.weights['head.y.weight'][1]).toBeCloseTo(-2 * 0.95 ** 3, 5);
    expect(state.weights['head.y.bias'][1]).toBe(0.5);
  });

  it('shortens a gradient that is too long without turning it', () => {
    const long = startOptimiser(parameters([0, 0], [0, 0]));
    const short = startOptimiser(parameters([0, 0], [0, 0]));
    optimiserStep(long, parameters([30, 1], [40, 0]), FORM, { ...SETTINGS, maxGradientNorm: 1 });
    optimiserStep(short, parameters([0.6, 1], [0.8, 0]), FORM, SETTINGS);
    for (const name of ['head.y.weight', 'head.y.bias']) {
      long.first[name].forEach((x, i) => expect(x).toBeCloseTo(short.first[name][i], 6));
    }
  });
});

describe('the learning rate', () => {
  it('rises, is highest at the end of the warm-up, and ends at nothing', () => {
    const plan = { learningRate: 2, warmUp: 10, total: 110 };
    const rates = Array.from({ length: 111 }, (_, k) => learningRateAt(k, plan));
    expect(rates[0]).toBeCloseTo(0.2);
    expect(Math.max(...rates)).toBe(2);
    expect(rates[10]).toBe(2);
    expect(rates[60]).toBeCloseTo(1);
    expect(rates[110]).toBeCloseTo(0);
  });
});
