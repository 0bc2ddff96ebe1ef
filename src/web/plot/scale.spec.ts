import { describe, expect, it } from 'vitest';
import { extent, linearTicks, logTicks, makeScale, padded } from './scale.js';

describe('linearTicks', () => {
  it('stands at round numbers inside the domain', () => {
    expect(linearTicks([428.5, 721.2], 6)).toEqual([450, 500, 550, 600, 650, 700]);
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('takes a domain that runs downwards, and one of no width', () => {
    expect(linearTicks([32, 0], 4)).toEqual([0, 10, 20, 30]);
    expect(linearTicks([5, 5], 4)).toEqual([5]);
  });

  it('does not add up rounding errors', () => {
    expect(linearTicks([0, 0.3], 3)).toEqual([0, 0.1, 0.2, 0.3]);
  });
});

describe('logTicks', () => {
  it('stands at powers of ten, or at 1-2-5 where fewer than two fit', () => {
    expect(logTicks([0.003, 2], 5)).toEqual([0.01, 0.1, 1]);
    expect(logTicks([30, 90], 5)).toEqual([50]);
  });
});

describe('makeScale', () => {
  it.each([false, true])('comes back from pixels (log: %s)', (log) => {
    const scale = makeScale([2, 2000], [64, 900], log);
    for (const v of [2, 17.5, 999, 2000]) expect(scale.from(scale.to(v))).toBeCloseTo(v, 9);
  });

  it('puts what has no logarithm at the lower end', () => {
    const scale = makeScale([1, 100], [300, 0], true);
    expect(scale.to(0)).toBe(300);
    expect(scale.to(-5)).toBe(300);
  });
});

describe('extent', () => {
  it('passes over gaps and knows when there is nothing', () => {
    expect(extent([null, 3, Number.NaN, -1], [7])).toEqual([-1, 7]);
    expect(extent([null, null])).toBeNull();
    expect(padded(null)).toEqual([0, 1]);
  });
});
