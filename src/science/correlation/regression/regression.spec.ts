import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { groupsOf } from '../groups.js';
import { crossValidate } from './cross-validate.js';
import { fitRegression, type Regression } from './fit-regression.js';
import { predict, predictAlong } from './predict.js';

interface Fitted {
  readonly coefficients: { value: number; std: number; t: number; p: number; interval: [number, number] }[];
  readonly groupIntercepts: number[] | null;
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  readonly withinRSquared: number;
  readonly residualStd: number;
  readonly dof: number;
  readonly f: number;
  readonly fP: number;
  readonly at: number[][];
  readonly mean: number[][];
}
interface Reference {
  readonly regression: Record<'one' | 'three' | 'grouped', Fitted> & {
    x: number[][];
    y: number[];
    labels: number[];
    leaveGroupOut: number;
    leaveRowOut: number;
  };
}

const file = new URL('../../../../test/reference/correlation.json', import.meta.url);
const { regression: reference } = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const predictors = reference.x.map((values, i) => ({ name: `x${i}`, values: Float64Array.from(values) }));
const y = Float64Array.from(reference.y);
const groups = groupsOf(reference.labels.map((label) => `${label}`));
const names = [0, 1, 2, 3].map((label) => `${label}`);

/** 1e-9 of the number: columns are 90 rows of 6 decimals, their condition 1e5 at most. */
const close = (found: number | null, expected: number): void =>
  expect(Math.abs(found! - expected)).toBeLessThan(1e-9 * Math.max(1e-3, Math.abs(expected)));

function expectFit(found: Regression, expected: Fitted): void {
  const rows = found.intercept === null ? found.coefficients : [found.intercept, ...found.coefficients];
  expect(rows.length).toBe(expected.coefficients.length);
  rows.forEach((row, i) => {
    const { value, std, t, p, interval } = expected.coefficients[i];
    close(row.value, value);
    close(row.std, std);
    close(row.t, t);
    expect(Math.abs(row.p! - p)).toBeLessThan(1e-9);
    close(row.low, interval[0]);
    close(row.high, interval[1]);
  });
  for (const key of ['rSquared', 'adjustedRSquared', 'withinRSquared', 'residualStd', 'dof'] as const)
    close(found[key], expected[key]);
  close(found.f!.f, expected.f);
  expect(Math.abs(found.f!.p - expected.fP)).toBeLessThan(1e-9);
}

function expectPredictions(found: Regression, expected: Fitted, group?: string): void {
  const { fit, meanLow, meanHigh, rowLow, rowHigh } = predict(
    found,
    Float64Array.from(expected.at.flat()),
    group,
  );
  expected.mean.forEach((row, i) =>
    [fit[i], meanLow[i], meanHigh[i], rowLow[i], rowHigh[i]].forEach((value, c) => close(value, row[c])),
  );
}

describe('regression, as statsmodels', () => {
  it('one predictor', () => {
    const found = fitRegression(predictors.slice(0, 1), y);
    expectFit(found, reference.one);
    expectPredictions(found, reference.one);
  });

  it('three predictors of very different size', () => {
    const found = fitRegression(predictors, y);
    expectFit(found, reference.three);
    expectPredictions(found, reference.three);
  });

  it('an intercept for each group', () => {
    const found = fitRegression(predictors, y, { groups });
    expectFit(found, reference.grouped);
    for (const { group, value } of found.groupIntercepts!)
      close(value, reference.grouped.groupIntercepts![names.indexOf(group)]);
    expectPredictions(found, reference.grouped, '2');
  });

  it('cross-validated: each group and each row left out', () => {
    close(crossValidate(predictors, y, { kind: 'groups', groups }).rSquared, reference.leaveGroupOut);
    const rows = crossValidate(predictors, y, { kind: 'rows', nFolds: y.length, rng: createRng(1) });
    close(rows.rSquared, reference.leaveRowOut);
    expect(rows).toMatchObject({ nFolds: 90, nPredicted: 90, reason: null });
  });

  it('folds drawn by chance are those of the seed', () => {
    const draw = (seed: number) =>
      crossValidate(predictors, y, { kind: 'rows', nFolds: 5, rng: createRng(seed) });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1).rSquared).not.toBe(draw(2).rSquared);
  });
});

describe('what must hold of any regression', () => {
  const table = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), { minLength: 6, maxLength: 30 }); // prettier-ignore
  const columnsOf = (rows: number[][]) => ({
    xs: [0, 1].map((c) => ({ name: `x${c}`, values: Float64Array.from(rows, (row) => row[c]) })),
    y: Float64Array.from(rows, (row) => row[2]),
  });
  const fitOf = (rows: number[][]): Regression | null => {
    try {
      return fitRegression(columnsOf(rows).xs, columnsOf(rows).y);
    } catch {
      return null;
    }
  };

  it('has no NaN; units and order of rows are not seen; unknown rows are left out', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const found = fitOf(rows);
        fc.pre(found !== null && found.residualStd > 0.01);
        const plain = { ...found, geometry: null };
        expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
        const scaled = fitOf(
          [...rows, [Number.NaN, 1, 1]].reverse().map(([a, b, c]) => [a * 1e6, b / 1e3 + 5, c]),
        )!;
        expect(scaled.coefficients[0].value * 1e6).toBeCloseTo(found.coefficients[0].value, 8);
        expect(scaled.coefficients[1].value / 1e3).toBeCloseTo(found.coefficients[1].value, 8);
        expect(scaled.rSquared).toBeCloseTo(found.rSquared!, 9);
        expect(scaled.coefficients[0].p).toBeCloseTo(found.coefficients[0].p!, 7);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('the band is narrowest at the mean, and holds the mean', () => {
    const found = fitRegression(predictors.slice(0, 1), y);
    const middle = found.geometry.centres[0];
    const band = predictAlong(found, 'x0', Float64Array.of(30, middle.predictors[0], 50));
    const widths = band.meanHigh.map((high, i) => high - band.meanLow[i]);
    expect(widths[1]).toBeLessThan(Math.min(widths[0], widths[2]));
    expect(band.fit[1]).toBeCloseTo(middle.response, 12);
    expect(band.rowHigh[0]).toBeGreaterThan(band.meanHigh[0]);
  });
});

describe('what is refused, and why', () => {
  const twice = { name: 'twice', values: predictors[0].values.map((v) => 3 - 2 * v) };
  const flat = { name: 'flat', values: new Float64Array(90).fill(0.1) };
  const byGroup = {
    name: 'by group',
    values: Float64Array.from(reference.labels, (label) => 0.1 + label * 0.7),
  };
  it.each([
    ['a predictor made of others', () => fitRegression([...predictors, twice], y), 'collinear', 'twice'],
    ['a constant predictor', () => fitRegression([flat], y), 'collinear', 'flat'],
    [
      'one constant in each group',
      () => fitRegression([byGroup], y, { groups }),
      'collinear',
      'within groups',
    ],
    ['as many numbers as rows', () => fitRegression(predictors.map(({ name, values }) => ({ name, values: values.slice(0, 4) })), y.slice(0, 4)), 'too-few-rows', '4 rows'], // prettier-ignore
    ['no rows', () => fitRegression([{ name: 'a', values: new Float64Array(0) }], new Float64Array(0)), 'too-few-rows', '0 rows'], // prettier-ignore
    ['no predictor', () => fitRegression([], y), 'invalid-parameter', 'needs a predictor'],
    ['a name twice', () => fitRegression([twice, twice], y), 'invalid-columns', 'listed twice'],
    ['an unknown group', () => predict(fitRegression([twice], y, { groups }), Float64Array.of(1), 'z'), 'invalid-parameter', 'no group z'], // prettier-ignore
    ['one fold', () => crossValidate(predictors, y, { kind: 'rows', nFolds: 1, rng: createRng(1) }), 'invalid-parameter', '2 folds'], // prettier-ignore
  ])('%s', (_, call, code, words) => {
    expect(call).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) as string }) as Error,
    );
  });

  it('folds that leave too little have no R²', () => {
    const x = { name: 'x', values: Float64Array.of(1, 1, 1, 1, 5) };
    const found = crossValidate([x], Float64Array.of(1, 2, 3, 4, 9), {
      kind: 'rows',
      nFolds: 5,
      rng: createRng(1),
    });
    expect(found).toMatchObject({ rSquared: null, rootMeanSquareError: null, nPredicted: 4 });
    expect(found.reason).toContain('1 rows');
  });

  it('a fit without scatter has R² 1 and no t', () => {
    const x = { name: 'x', values: Float64Array.of(1, 2, 3, 4) };
    const found = fitRegression([x], Float64Array.of(0, 0, 0, 0));
    expect(found).toMatchObject({ rSquared: null, residualStd: 0, f: null });
    expect(found.coefficients[0]).toMatchObject({ value: 0, t: null, p: null });
  });
});
