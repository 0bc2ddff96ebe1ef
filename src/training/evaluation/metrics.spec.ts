import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  auroc,
  classMetrics,
  confusionOf,
  cosine,
  probabilityReliability,
  scalarMetrics,
  valueReliability,
} from './metrics.js';

it('accuracy, macro F1 and balanced accuracy are those of their definitions', () => {
  // truth 001222, predicted 011202: precision 1/2 1/2 1, recall 1/2 1 2/3 … F1 by hand 0.5, 2/3, 0.8.
  const confusion = confusionOf([0, 1, 1, 2, 0, 2], [0, 0, 1, 2, 2, 2], 4);
  const { accuracy, macroF1, balancedAccuracy } = classMetrics(confusion);
  expect(accuracy).toBeCloseTo(4 / 6, 12);
  expect(macroF1).toBeCloseTo((0.5 + 2 / 3 + 0.8) / 3, 12);
  expect(balancedAccuracy).toBeCloseTo((1 / 2 + 1 + 2 / 3) / 3, 12);
});

it('errors of values: a constant prediction of the mean has R² 0, one off by 1 a bias of 1', () => {
  expect(scalarMetrics([2, 2, 2], [1, 2, 3])).toEqual({ mae: 2 / 3, rmse: Math.sqrt(2 / 3), bias: 0, r2: 0 });
  expect(scalarMetrics([2, 3, 4], [1, 2, 3])).toMatchObject({ mae: 1, bias: 1, r2: 1 - 3 / 2 });
  expect(scalarMetrics([], [])).toEqual({ mae: null, rmse: null, bias: null, r2: null });
});

it('AUROC is the share of pairs in the right order, ties half', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(scores, scores, (inside, outside) => {
      let wins = 0;
      for (const a of inside) for (const b of outside) wins += b > a ? 1 : b === a ? 0.5 : 0;
      expect(auroc(inside, outside)).toBeCloseTo(wins / (inside.length * outside.length), 12);
    }),
  );
  expect(auroc([0, 1], [Infinity, Infinity])).toBe(1);
});

it('AUROC with weights is that of inside scores repeated so often', () => {
  const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 4 })), {
    minLength: 1,
    maxLength: 10,
  });
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(some, scores, (inside, outside) => {
      const repeated = inside.flatMap(([score, n]) => new Array<number>(n).fill(score));
      const weighted = auroc(
        inside.map(([score]) => score),
        outside,
        inside.map(([, n]) => n),
      );
      expect(weighted).toBeCloseTo(auroc(repeated, outside), 12);
    }),
  );
});

it('the cosine of a curve with itself is 1, with nothing 0', () => {
  expect(cosine([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
  expect(cosine([1, 0], [0, 1])).toBe(0);
  expect(cosine([0, 0], [1, 1])).toBe(0);
});

it('reliability counts every prediction once and means them', () => {
  const p = [0.05, 0.05, 0.95, 0.95, 0.55, 1];
  const found = probabilityReliability(p, [0, 0, 1, 0, 1, 1])!;
  expect(found.counts.reduce((a, b) => a + b)).toBe(6);
  expect(found.observedMean[9]).toBeCloseTo(2 / 3, 12);
  expect(found.predictedMean[0]).toBeCloseTo(0.05, 12);
  expect(found.predictedMean[3]).toBeNull();
  const values = Array.from({ length: 100 }, (_, i) => i / 10);
  const bins = valueReliability(values, values)!;
  expect(bins.counts.reduce((a, b) => a + b)).toBe(100);
  bins.predictedMean.forEach((m, k) => expect(m).toBe(bins.observedMean[k]));
});
