import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { fitProcess, type Process } from './fit-process.js';
import type { Inputs } from './inputs.js';
import { matern, separation, type KernelColumn } from './kernel-column.js';
import { evidence } from './marginal-likelihood.js';
import { maximise } from './maximise.js';
import { PairKernel } from './pair-kernel.js';
import { Predictor } from './predictor.js';
import { samplePath } from './sample-path.js';
import { possibleSymmetries, type Symmetry } from './symmetry.js';

interface Known {
  period: number;
  range: number;
  lengths: number[];
  noise: number;
  x: number[];
  y: number[];
  wanted: number[];
  mean: number[];
  std: number[];
  logMarginalLikelihood: number;
}
const file = new URL('../../../../test/reference/gaussian-process.json', import.meta.url);
const known = JSON.parse(readFileSync(file, 'utf8')) as Known;

const COLUMNS: KernelColumn[] = [
  { kind: 'linear', scale: known.range },
  { kind: 'periodic', scale: known.period },
];
const searchColumn = (period: number | null) => ({
  name: `p${period ?? ''}`,
  unit: 'Å',
  period,
  mirrored: false,
  categorical: false,
});
const PLAIN: Symmetry = { name: 'none', terms: [[[0], [0]]], nImages: 1 };

function inputsOf(values: readonly number[], columns = COLUMNS, features = new Float64Array(0)): Inputs {
  const nPoints = values.length / columns.length;
  return {
    columns,
    nPoints,
    values: Float64Array.from(values),
    features,
    nFeatures: features.length / nPoints,
  };
}

/** A process with given hyperparameters. */
function conditioned(inputs: Inputs, y: readonly number[], symmetry: Symmetry): Process {
  const logs = Float64Array.from([...known.lengths, known.noise], Math.log);
  const { l, weights } = evidence(new PairKernel(inputs, symmetry), Float64Array.from(y), logs, []);
  const { lengths, noise } = known;
  return { inputs, y: Float64Array.from(y), symmetry, lengths, noise, signal: 1, l, weights, logEvidence: 0 };
}

describe('scikit-learn on the same points', () => {
  const inputs = inputsOf(known.x);
  const process = conditioned(inputs, known.y, PLAIN);

  // Both solve a well-conditioned 12 × 12 system: rounding only.
  it('has the same means and standard deviations', () => {
    const predictor = new Predictor(process, inputsOf(known.wanted));
    known.mean.forEach((mean, i) => {
      expect(predictor.mean[i]).toBeCloseTo(mean, 10);
      expect(predictor.std(i)).toBeCloseTo(known.std[i], 10);
      expect(predictor.closeStd(i)).toBeGreaterThanOrEqual(known.std[i] - 1e-12);
      expect(predictor.boundStd[i]).toBeGreaterThanOrEqual(predictor.closeStd(i) - 1e-12);
    });
  });

  it('has the same marginal likelihood', () => {
    const n = known.y.length;
    const square = known.y.reduce((sum, y, i) => sum + y * process.weights[i], 0);
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) logDeterminant += Math.log(process.l[i * n + i]);
    const value = -0.5 * square - logDeterminant - 0.5 * n * Math.log(2 * Math.PI);
    expect(value).toBeCloseTo(known.logMarginalLikelihood, 9);
  });
});

describe('evidence', () => {
  const features = Float64Array.from({ length: 24 }, (_, k) => Math.sin(k) / 2);
  const inputs = inputsOf(known.x, COLUMNS, features);
  const symmetries = possibleSymmetries([searchColumn(2), searchColumn(3.6)]);
  const columns: KernelColumn[] = [
    { kind: 'periodic', scale: 2 },
    { kind: 'periodic', scale: 3.6 },
  ];

  // Central differences with h = 1e-5: error about h² plus rounding/h, 1e-9.
  it.each(symmetries)('has the gradient of finite differences: $name', (symmetry) => {
    const kernel = new PairKernel({ ...inputs, columns }, symmetry);
    const y = Float64Array.from(known.y);
    const priors = [0.2, 0.5, 0.01].map((p) => ({ mean: Math.log(p), std: 1 }));
    const logs = Float64Array.from([0.25, 0.3, 0.03], Math.log);
    const at = (x: Float64Array) => evidence(kernel, y, x, priors);
    const gradient = at(logs).gradient();
    logs.forEach((_, p) => {
      const moved = (h: number) => at(logs.map((v, k) => (k === p ? v + h : v))).value;
      expect(gradient[p]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
    });
  });
});

describe('predictor', () => {
  const rng = createRng(5);
  const columns: KernelColumn[] = [
    { kind: 'periodic', scale: 8 },
    { kind: 'linear', scale: 0.5 },
    { kind: 'categorical', scale: 1 },
  ];
  const random = (n: number) =>
    Array.from({ length: n }, () => [8 * rng.uniform(), 0.5 * rng.uniform(), rng.integer(3)]).flat();
  const features = (n: number) => Float64Array.from({ length: 2 * n }, () => 0.4 * rng.normal());
  const symmetry: Symmetry = { name: 'mirror', terms: [[[0, 1], [0], [0]]], nImages: 2 };
  const inputs = inputsOf(random(9), columns, features(9));
  const y = Float64Array.from({ length: 9 }, () => rng.normal());
  const process: Process = {
    ...conditioned(inputsOf(known.x), known.y, PLAIN),
    ...(() => {
      const logs = Float64Array.from([0.2, 0.6, 0.9, 0.02], Math.log);
      const { l, weights } = evidence(new PairKernel(inputs, symmetry), y, logs, []);
      return { l, weights };
    })(),
    inputs,
    y,
    symmetry,
    lengths: [0.2, 0.6, 0.9],
    noise: 0.02,
  };
  const wanted = inputsOf(random(7), columns, features(7));

  /** The kernel, written out. */
  function kernel(a: Inputs, i: number, b: Inputs, j: number): number {
    const part = (c: number, move: 0 | 1) =>
      matern(separation(columns[c], a.values[3 * i + c], b.values[3 * j + c], move) / process.lengths[c]);
    const linear = [0, 1].reduce((s, f) => s + a.features[2 * i + f] * b.features[2 * j + f], 0);
    return (((part(0, 0) + part(0, 1)) * part(1, 0)) / 2) * part(2, 0) + linear;
  }

  /** Posterior by Gauss–Jordan elimination of [K + noise | k], without any shared code. */
  function naive(i: number, points: readonly [Inputs, number, number][]): { mean: number; variance: number } {
    const n = points.length;
    const rows = points.map(([a, p, target], r) => [
      ...points.map(([b, q], c) => kernel(a, p, b, q) + (r === c ? process.noise : 0)),
      kernel(a, p, wanted, i),
      target,
    ]);
    for (let k = 0; k < n; k++) {
      const pivot = rows[k][k];
      rows[k] = rows[k].map((v) => v / pivot);
      rows.forEach((row, r) => {
        if (r !== k) rows[r] = row.map((v, c) => v - row[k] * rows[k][c]);
      });
    }
    const k = points.map(([a, p]) => kernel(a, p, wanted, i));
    const mean = k.reduce((s, v, r) => s + v * rows[r][n + 1], 0);
    const variance = kernel(wanted, i, wanted, i) - k.reduce((s, v, r) => s + v * rows[r][n], 0);
    return { mean, variance };
  }

  const told = Array.from(y, (target, j): [Inputs, number, number] => [inputs, j, target]);

  it('agrees with the naive posterior, with features, a class and a mirror', () => {
    const predictor = new Predictor(process, wanted);
    for (let i = 0; i < 7; i++) {
      const { mean, variance } = naive(i, told);
      expect(predictor.mean[i]).toBeCloseTo(mean, 10);
      expect(predictor.std(i) ** 2).toBeCloseTo(variance, 10);
      expect(predictor.closeStd(i) ** 2).toBeGreaterThanOrEqual(variance - 1e-12);
      expect(predictor.boundStd[i]).toBeGreaterThanOrEqual(predictor.closeStd(i) - 1e-12);
    }
  });

  it('believes its own means: they stay, the doubt shrinks as if they had been told', () => {
    const predictor = new Predictor(process, wanted);
    const before = Array.from(predictor.mean);
    predictor.believe(2);
    predictor.believe(4);
    const believed = [2, 4].map((i): [Inputs, number, number] => [wanted, i, before[i]]);
    for (let i = 0; i < 7; i++) {
      const { mean, variance } = naive(i, [...told, ...believed]);
      expect(predictor.mean[i]).toBeCloseTo(mean, 10);
      expect(predictor.std(i) ** 2).toBeCloseTo(variance, 10);
    }
  });

  it('is the same at mirrored points and a period further', () => {
    const at = [1.3, 0.2, 1, 6.7, 0.2, 1, 9.3, 0.2, 1];
    const predictor = new Predictor(process, inputsOf(at, columns, new Float64Array(6).fill(0.3)));
    for (const i of [1, 2]) {
      expect(predictor.mean[i]).toBeCloseTo(predictor.mean[0], 12);
      expect(predictor.std(i)).toBeCloseTo(predictor.std(0), 12);
    }
  });

  // 4,000 draws: five standard errors of a mean and of a covariance of unit variance are 0.08 and 0.11.
  it('draws paths of its own mean and covariance', () => {
    const predictor = new Predictor(process, wanted);
    const draws = Array.from({ length: 4000 }, () => samplePath(predictor, [0, 3], rng));
    const off = (d: Float64Array, k: 0 | 1) => d[k] - predictor.mean[k === 0 ? 0 : 3];
    const average = (f: (d: Float64Array) => number) => draws.reduce((s, d) => s + f(d), 0) / draws.length;
    const covariance = predictor.covariance([0, 3]);
    expect(Math.abs(average((d) => off(d, 0)))).toBeLessThan(0.08);
    expect(Math.abs(average((d) => off(d, 1) ** 2) - covariance[3])).toBeLessThan(0.11);
    expect(Math.abs(average((d) => off(d, 0) * off(d, 1)) - covariance[2])).toBeLessThan(0.11);
    expect(predictor.std(3) ** 2).toBeCloseTo(covariance[3], 12);
  });
});

describe('fitProcess', () => {
  const rng = createRng(8);
  const periods = [8, 3.6];
  const columns: KernelColumn[] = periods.map((scale) => ({ kind: 'periodic', scale }));
  const symmetries = possibleSymmetries(periods.map(searchColumn));
  const sample = (f: (x: number, z: number) => number) => {
    const values = Array.from({ length: 40 }, () => [8 * rng.uniform(), 3.6 * rng.uniform()]);
    const raw = values.map(([x, z]) => f((2 * Math.PI * x) / 8, (2 * Math.PI * z) / 3.6));
    const mean = raw.reduce((a, b) => a + b) / raw.length;
    const std = Math.sqrt(raw.reduce((a, b) => a + (b - mean) ** 2, 0) / raw.length);
    return { inputs: inputsOf(values.flat(), columns), y: Float64Array.from(raw, (v) => (v - mean) / std) };
  };

  it.each([
    [
      'mirror p8, p3.6',
      (x: number, z: number) => Math.cos(2 * x) + Math.cos(z) + Math.cos(x) * Math.cos(2 * z),
    ],
    ['mirror p8+p3.6', (x: number, z: number) => Math.cos(x - z) + Math.sin(2 * x) * Math.sin(z)],
    ['none', (x: number, z: number) => Math.sin(x) + Math.sin(x + 2 * z) + Math.cos(2 * x)],
    [
      'mirror p3.6, centred',
      (x: number, z: number) => Math.sin(2 * x) + Math.sin(x) * Math.cos(z) + Math.cos(2 * z),
    ],
  ])('finds the symmetry: %s', (name, f) => {
    const { inputs, y } = sample(f);
    expect(fitProcess(inputs, y, symmetries).symmetry.name).toBe(name);
  });

  it('does not depend on the order of the points', () => {
    const { inputs, y } = sample((x, z) => Math.sin(x) + Math.cos(z) + 0.3 * rng.normal());
    const reversed = (data: Float64Array, width: number) =>
      Float64Array.from(data, (_, k) => data[data.length - width - k + 2 * (k % width)]);
    const other = fitProcess({ ...inputs, values: reversed(inputs.values, 2) }, reversed(y, 1), symmetries);
    const process = fitProcess(inputs, y, symmetries);
    // The climbs take the same steps up to rounding; of a noisy function, so that rounding stays small.
    other.lengths.forEach((length, c) => expect(length / process.lengths[c]).toBeCloseTo(1, 4));
    expect(other.symmetry.name).toBe(process.symmetry.name);
  });
});

describe('maximise', () => {
  it('climbs the valley of Rosenbrock', () => {
    const top = maximise(
      ([x, y]) => ({
        value: -100 * (y - x * x) ** 2 - (1 - x) ** 2,
        gradient: () => Float64Array.of(400 * x * (y - x * x) + 2 * (1 - x), -200 * (y - x * x)),
      }),
      Float64Array.of(-1.2, 1),
      { maxIterations: 200, maxStep: 1, tolerance: 0 },
    );
    expect(top!.x[0]).toBeCloseTo(1, 6);
  });
});
