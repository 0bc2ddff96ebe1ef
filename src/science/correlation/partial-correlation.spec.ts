import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { correlate } from './correlate.js';
import { partialCorrelation } from './partial-correlation.js';

interface Expected {
  readonly estimate: number;
  readonly p: number;
  readonly interval: [number, number];
}
interface Reference {
  readonly partial: { x: number[]; y: number[]; controls: number[][] } & Record<
    'pearson' | 'spearman',
    Expected
  >;
}

const file = new URL('../../../test/reference/correlation.json', import.meta.url);
const { partial } = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const x = Float64Array.from(partial.x);
const y = Float64Array.from(partial.y);
const controls = partial.controls.map((values, i) => ({ name: `z${i}`, values: Float64Array.from(values) }));

describe('partial correlation', () => {
  it('Pearson: residuals by numpy, p by scipy', () => {
    const found = partialCorrelation(x, y, controls, { method: 'pearson' });
    expect(Math.abs(found.estimate! - partial.pearson.estimate)).toBeLessThan(1e-12);
    expect(Math.abs(found.p! - partial.pearson.p)).toBeLessThan(1e-9 * partial.pearson.p);
    expect(Math.abs(found.interval!.low - partial.pearson.interval[0])).toBeLessThan(1e-9);
    expect(Math.abs(found.interval!.high - partial.pearson.interval[1])).toBeLessThan(1e-9);
  });

  it('Spearman: the same of ranks', () => {
    const found = partialCorrelation(x, y, controls, { method: 'spearman' });
    expect(Math.abs(found.estimate! - partial.spearman.estimate)).toBeLessThan(1e-12);
    expect(Math.abs(found.p! - partial.spearman.p)).toBeLessThan(1e-9 * partial.spearman.p);
  });

  it.each(['pearson', 'spearman'] as const)('%s of no controls is the correlation', (method) => {
    const found = partialCorrelation(x, y, [], { method });
    const plain = correlate(x, y, { method });
    expect(found.estimate).toBeCloseTo(plain.estimate!, 14);
    expect(found.p).toBeCloseTo(plain.p!, 14);
    expect(found.interval!.low).toBeCloseTo(plain.interval!.low, 13);
  });

  it('of one control is the formula of three correlations, rows unknown in any left out', () => {
    const rng = createRng(4);
    const z = { name: 'z', values: x.map((v) => v + rng.normal()) };
    const holes = { name: 'z', values: Float64Array.of(...z.values, Number.NaN) };
    const more = (values: Float64Array) => Float64Array.of(...values, 7);
    const r = (a: Float64Array, b: Float64Array): number => correlate(a, b, { method: 'pearson' }).estimate!;
    const [xy, xz, yz] = [r(x, y), r(x, z.values), r(y, z.values)];
    const expected = (xy - xz * yz) / Math.sqrt((1 - xz ** 2) * (1 - yz ** 2));
    expect(partialCorrelation(x, y, [z], { method: 'pearson' }).estimate).toBeCloseTo(expected, 12);
    expect(partialCorrelation(more(x), more(y), [holes], { method: 'pearson' }).estimate).toBeCloseTo(
      expected,
      12,
    );
  });

  it('says why there is none', () => {
    const method = 'pearson';
    const flat = new Float64Array(70).fill(0.1);
    const code = (found: ReturnType<typeof partialCorrelation>) => found.reason?.code;
    expect(code(partialCorrelation(flat, y, controls, { method }))).toBe('constant-column');
    expect(code(partialCorrelation(x, y, [{ name: 'z', values: x.map((v) => 2 - 7 * v) }], { method }))).toBe('explained'); // prettier-ignore
    const few = controls.map(({ name, values }) => ({ name, values: values.slice(0, 4) }));
    expect(code(partialCorrelation(x.slice(0, 4), y.slice(0, 4), few, { method }))).toBe('too-few-rows');
    expect(() => partialCorrelation(x, y, [...controls, { name: 'flat', values: flat }], { method })).toThrow('the control flat'); // prettier-ignore
  });
});
