import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { gaussianProcess } from './gaussian-process.js';
import { kernelRidge } from './kernel-ridge.js';
import { randomForest } from './random-forest.js';
import { type Features, standardiser } from './regressor.js';
import { supportVectorRegression } from './support-vector.js';

interface Reference {
  readonly nFeatures: number;
  readonly x: number[];
  readonly y: number[];
  readonly at: number[];
  readonly truth: number[];
  readonly kernelRidgeRbf: number[];
  readonly kernelRidgeLaplacian: number[];
  readonly supportVector: number[];
  readonly tree: number[];
  readonly forestRmse: number;
  readonly gaussianProcess: { readonly mean: number[]; readonly std: number[] };
}

const reference = JSON.parse(readFileSync('test/reference/regress.json', 'utf8')) as Reference;
const features = (x: number[]): Features => ({
  x: Float64Array.from(x),
  nRows: x.length / reference.nFeatures,
  nFeatures: reference.nFeatures,
});
const samples = features(reference.x);
const at = features(reference.at);
const targets = Float64Array.from(reference.y);

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
const rmse = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a, (value, i) => (value - b[i]) ** 2).reduce((x, y) => x + y) / a.length);

describe('regressors against scikit-learn', () => {
  it('kernel ridge, both kernels: the same linear system, to rounding', () => {
    const rbf = kernelRidge({ name: 'rbf', gamma: 0.05 }, 0.01).fit(samples, targets, createRng(1));
    const laplacian = kernelRidge({ name: 'laplacian', gamma: 0.02 }, 0.05).fit(
      samples,
      targets,
      createRng(1),
    );
    expect(largest(rbf(at).mean, reference.kernelRidgeRbf)).toBeLessThan(1e-8);
    expect(largest(laplacian(at).mean, reference.kernelRidgeLaplacian)).toBeLessThan(1e-8);
  });

  it('support vectors: within the tolerance of the optimality conditions (1e-3 of the targets’ spread)', () => {
    const options = { kernel: { name: 'rbf', gamma: 0.05 }, c: 10, epsilon: 0.1 } as const;
    const model = supportVectorRegression(options).fit(samples, targets, createRng(1));
    expect(largest(model(at).mean, reference.supportVector)).toBeLessThan(0.02);
  });

  it('Gaussian process: hyperparameters of the highest evidence, mean and std to rounding', () => {
    const { mean, std } = gaussianProcess('rbf').fit(samples, targets, createRng(1))(at);
    expect(largest(mean, reference.gaussianProcess.mean)).toBeLessThan(1e-6);
    expect(largest(std!, reference.gaussianProcess.std)).toBeLessThan(1e-6);
  });

  it('one tree of everything is the decision tree (leaves of 12: two features seldom part so many alike)', () => {
    const tree = randomForest({ nTrees: 1, featureShare: 1, minLeaf: 12, bootstrap: false });
    const { mean } = tree.fit(samples, targets, createRng(1))(at);
    expect(largest(mean, reference.tree)).toBeLessThan(1e-9);
  });

  it('the forest errs as much on unseen data (within 10 %)', () => {
    const { mean } = randomForest({ nTrees: 200 }).fit(samples, targets, createRng(3))(at);
    expect(rmse(mean, reference.truth) / reference.forestRmse).toBeGreaterThan(0.9);
    expect(rmse(mean, reference.truth) / reference.forestRmse).toBeLessThan(1.1);
  });
});

describe('standardiser', () => {
  it('makes a constant column 0, not NaN', () => {
    const x = { x: Float64Array.of(1, 7, 3, 7, 5, 7), nRows: 3, nFeatures: 2 };
    const scaled = standardiser(x).apply(x).x;
    expect(Array.from(scaled, (v) => Math.round(v * 1000) / 1000)).toEqual([-1.225, 0, 0, 0, 1.225, 0]);
  });
});

describe('a split between neighbouring numbers', () => {
  it('parts them', () => {
    const x = { x: Float64Array.of(1, 1 + Number.EPSILON, 1, 1 + Number.EPSILON), nRows: 4, nFeatures: 1 };
    const tree = randomForest({ nTrees: 1, featureShare: 1, minLeaf: 1, bootstrap: false });
    expect(Array.from(tree.fit(x, Float64Array.of(0, 1, 0, 1), createRng(1))(x).mean)).toEqual([0, 1, 0, 1]);
  });
});
