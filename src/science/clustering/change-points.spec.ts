import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { changePoints, type LineChange } from './change-points.js';

interface Scan {
  readonly nPositions?: number;
  readonly nDims?: number;
  readonly noise: number;
  readonly seed?: number;
  readonly knownStd?: boolean;
}

function find(profile: (i: number, d: number) => number, scan: Scan): readonly LineChange[] {
  const { nPositions = 64, nDims = 1, noise, seed = 1, knownStd = true } = scan;
  const rng = createRng(seed);
  const values = Float64Array.from({ length: nPositions * nDims }, (_, at) => {
    return profile(Math.floor(at / nDims), at % nDims) + noise * rng.normal();
  });
  const std = knownStd ? new Float64Array(values.length).fill(noise) : null;
  return changePoints(values, { nPositions, nDims }, { std, minSegment: 3, maxCount: 5 });
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const smooth =
  (centre: number, width: number) =>
  (i: number): number =>
    logistic((i - centre) / width);

describe('changePoints', () => {
  it.each([true, false])('finds nothing in noise (0 of 60 lines at most 3; std known: %s)', (knownStd) => {
    let alarms = 0;
    for (let seed = 0; seed < 60; seed++) {
      if (find(() => 5, { nPositions: 40, nDims: 2, noise: 1, seed, knownStd }).length > 0) alarms += 1;
    }
    // 95 % of lines at least must be clean; the rule is made for 99 %.
    expect(alarms).toBeLessThanOrEqual(3);
  });

  it('finds a jump in the gap where it is, and says that it cannot tell where in the gap', () => {
    const [change, ...more] = find((i) => (i > 30 ? 1 : 0), { noise: 0.01 });
    expect(more).toEqual([]);
    expect(Math.abs(change.index - 30.5)).toBeLessThan(0.5);
    expect(change.stdIndex).toBeGreaterThanOrEqual(0.28);
    expect(change.stdIndex).toBeLessThan(0.35);
    expect(Math.abs(change.step[0] - 1)).toBeLessThan(4 * change.stepStd[0]);
  });

  // One position in ten thousand of noise shows every departure from the model: still one change.
  it.each([0.1, 0.01, 0.001])(
    'finds one change in a smooth transition, at its middle (noise %d)',
    (noise) => {
      const changes = find(smooth(28.3, 2), { noise });
      expect(changes.length).toBe(1);
      const [{ index, stdIndex, widthIndex, strength }] = changes;
      expect(Math.abs(index - 28.3)).toBeLessThan(4 * stdIndex!);
      expect(stdIndex).toBeLessThan(5 * noise);
      expect(Math.abs(widthIndex - 2)).toBeLessThan(10 * noise);
      expect(strength).toBeGreaterThan(1);
    },
  );

  it.each([
    ['a ramp of ten positions', (i: number): number => Math.max(0, Math.min(1, (i - 25) / 10)), 30],
    ['a transition of width 5', smooth(30, 5), 30],
  ])('finds one change in %s too', (_, profile, centre) => {
    const changes = find(profile, { noise: 0.005 });
    expect(changes.length).toBe(1);
    expect(Math.abs(changes[0].index - centre)).toBeLessThan(0.2);
  });

  it('states a standard deviation of the middle that holds (60 of 100 lines within one, 90 within two, at least)', () => {
    let [one, two] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      const [change] = find(smooth(20.2, 1.5), { nPositions: 40, noise: 0.05, seed });
      const off = Math.abs(change.index - 20.2) / change.stdIndex!;
      if (off < 1) one += 1;
      if (off < 2) two += 1;
    }
    // 68 ± 4.7 and 95 ± 2.2 of 100 expected.
    expect(one).toBeGreaterThanOrEqual(60);
    expect(two).toBeGreaterThanOrEqual(90);
  });

  it('finds both sides of a layer', () => {
    const changes = find((i) => (i > 30 && i < 37 ? 1 : 0), { noise: 0.1 });
    expect(changes.map((c) => Math.round(c.index + 0.5))).toEqual([31, 37]);
    expect(changes.map((c) => Math.sign(c.step[0]))).toEqual([1, -1]);
    changes.forEach((c) => expect(c.stdIndex).toBeLessThan(0.5));
  });

  it('puts one change where several profiles change together, with the step of each', () => {
    const changes = find((i, d) => [1, -3, 0][d] * logistic((i - 28) / 2), { nDims: 3, noise: 0.1 });
    expect(changes.length).toBe(1);
    expect(Math.abs(changes[0].step[1] + 3)).toBeLessThan(0.15);
    expect(Math.abs(changes[0].step[2])).toBeLessThan(0.15);
  });

  it('finds nothing in a steady slope', () => {
    expect(find((i) => i / 20, { noise: 0.1 })).toEqual([]);
    expect(find((i) => i / 20, { noise: 0.001 })).toEqual([]);
  });

  it('is not led astray by a slow drift a twentieth of the step', () => {
    const changes = find((i) => 0.05 * Math.sin(i / 10) + (i > 30 ? 1 : 0), { noise: 0.01 });
    expect(changes.map((c) => Math.round(c.index + 0.5))).toEqual([31]);
  });

  it('does not depend on units or offsets', () => {
    const one = find(smooth(25, 2), { noise: 0.05 });
    const rng = createRng(1);
    const values = Float64Array.from(
      { length: 64 },
      (_, i) => 300 + 70 * (smooth(25, 2)(i) + 0.05 * rng.normal()),
    );
    const [other] = changePoints(
      values,
      { nPositions: 64, nDims: 1 },
      {
        std: new Float64Array(64).fill(3.5),
        minSegment: 3,
        maxCount: 5,
      },
    );
    expect(other.index).toBeCloseTo(one[0].index, 3);
    expect(other.strength).toBeCloseTo(one[0].strength, 3);
  });

  it('works past unknown values, and uses the scatter where it is larger than stated', () => {
    const rng = createRng(6);
    const values = Float64Array.from({ length: 60 }, (_, i) =>
      i % 7 === 0 ? NaN : (i > 29 ? 4 : 0) + rng.normal(),
    );
    const shape = { nPositions: 60, nDims: 1 };
    const options = { std: new Float64Array(60).fill(0.05), minSegment: 3, maxCount: 5 };
    const changes = changePoints(values, shape, options);
    expect(changes.length).toBe(1);
    expect(Math.abs(changes[0].index - 29.5)).toBeLessThan(1);
  });

  it('answers none on a line too short or without profiles, and refuses what is no line', () => {
    const options = { std: null, minSegment: 3, maxCount: 5 };
    expect(changePoints(new Float64Array(5), { nPositions: 5, nDims: 1 }, options)).toEqual([]);
    expect(changePoints(new Float64Array(0), { nPositions: 50, nDims: 0 }, options)).toEqual([]);
    expect(() => changePoints(new Float64Array(5), { nPositions: 4, nDims: 1 }, options)).toThrow(
      /not 4 positions/,
    );
    expect(() =>
      changePoints(new Float64Array(8), { nPositions: 8, nDims: 1 }, { ...options, minSegment: 0 }),
    ).toThrow(/minSegment/);
  });
});
