import { describe, expect, it } from 'vitest';
import { bandPath, linePath } from './path.js';
import { makeScale } from './scale.js';

const scales = { x: makeScale([0, 10], [0, 100]), y: makeScale([0, 10], [100, 0]) };

describe('linePath', () => {
  it('breaks at what is unknown', () => {
    const d = linePath([0, 1, 2, 3], [1, null, 3, 4], scales);
    expect(d.match(/M/g)).toHaveLength(2);
  });

  it('keeps the extremes of each column when there are more points than pixels', () => {
    const n = 10_000;
    const xs = Array.from({ length: n }, (_, i) => (10 * i) / n);
    const ys = xs.map((_, i) => (i === 5_004 ? 9 : 1));
    const d = linePath(xs, ys, scales);
    expect(d).toContain(scales.y.to(9).toFixed(2));
    expect(d.length).toBeLessThan(5_000);
  });

  it('draws steps half-way between channels', () => {
    expect(linePath([0, 1], [0, 10], scales, { step: true })).toBe(
      'M0.00 100.00L5.00 100.00L5.00 0.00L10.00 0.00',
    );
  });
});

it('bandPath starts a new piece after a gap and draws nothing of a lone point', () => {
  const d = bandPath([0, 1, 2, 3, 4], [1, 1, null, 1, 1], [2, 2, 2, 2, 2], scales);
  expect(d.match(/Z/g)).toHaveLength(2);
  expect(bandPath([0, 1], [1, null], [2, 2], scales)).toBe('');
});
