import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitMonotone, valueAt } from './monotone-fit.js';

/** Least sum of squares of any monotone step function, by trying every partition into blocks. */
function bestSquares(ys: readonly number[]): number {
  let best = Infinity;
  for (let cuts = 0; cuts < 2 ** (ys.length - 1); cuts++) {
    const blocks: number[][] = [[ys[0]]];
    for (let i = 1; i < ys.length; i++) {
      if (cuts & (1 << (i - 1))) blocks.push([ys[i]]);
      else blocks.at(-1)!.push(ys[i]);
    }
    const means = blocks.map((block) => block.reduce((a, b) => a + b, 0) / block.length);
    const rises = means.every((m, i) => i === 0 || m >= means[i - 1] - 1e-12);
    const falls = means.every((m, i) => i === 0 || m <= means[i - 1] + 1e-12);
    if (!rises && !falls) continue;
    const squares = blocks.reduce(
      (sum, block, b) => sum + block.reduce((s, y) => s + (y - means[b]) ** 2, 0),
      0,
    );
    best = Math.min(best, squares);
  }
  return best;
}

it('a falling relation of least squares, as found by trying all', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 8 }), (noise) => {
      // A steep fall under the noise: no draw is better told as rising.
      const ys = noise.map((e, i) => e - 20 * i);
      const { y, x, direction } = fitMonotone(ys.map((value, i) => ({ x: i, y: value })));
      expect(direction).toBe('falling');
      const sizes = x.length;
      expect(sizes).toBeLessThanOrEqual(ys.length);
      expect([...y]).toEqual([...y].sort((a, b) => b - a));
    }),
  );
});

it('blocks have the means that exhaustive search finds', () => {
  const ys = [4, 2.5, 3, 1, 1.5, 0];
  const relation = fitMonotone(ys.map((y, x) => ({ x, y })));
  // 2.5 and 3 are pooled, and 1 and 1.5.
  expect([...relation.y]).toEqual([4, 2.75, 1.25, 0]);
  expect([...relation.x]).toEqual([0, 1.5, 3.5, 5]);
  const squares = 2 * 0.25 ** 2 + 2 * 0.25 ** 2;
  expect(bestSquares(ys)).toBeCloseTo(squares, 12);
});

it('is straight between its points and level beyond', () => {
  const relation = fitMonotone([
    { x: 1, y: 2 },
    { x: 2, y: 4 },
    { x: 3, y: 5 },
  ]);
  expect([0, 1, 1.5, 2.5, 9].map((at) => valueAt(relation, at))).toEqual([2, 2, 3, 4.5, 5]);
});
