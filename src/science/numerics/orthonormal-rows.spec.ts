import { describe, expect, it } from 'vitest';
import { dot } from './gemm.js';
import { OrthonormalRows } from './orthonormal-rows.js';
import { createRng } from './rng.js';
import { norm } from './svd.js';

/** `count` orthonormal vectors of length n, each made by the class from a random one. */
function randomRows(n: number, count: number): { space: OrthonormalRows; made: Float64Array[] } {
  const rng = createRng(n);
  const space = new OrthonormalRows(n);
  const made: Float64Array[] = [];
  while (made.length < count) {
    const v = Float64Array.from({ length: n }, () => rng.normal());
    space.removeFrom(v, 0);
    space.removeFrom(v, 0);
    const length = norm(v);
    made.push(v.map((x) => x / length));
    space.add(made.at(-1)!);
  }
  return { space, made };
}

describe('OrthonormalRows', () => {
  // 70 and 150 rows: the memory grows once and twice.
  it.each([
    [7, 3],
    [201, 70],
    [160, 150],
  ])('keeps vectors of %i channels orthogonal, %i of them', (n, count) => {
    const { space, made } = randomRows(n, count);
    expect(space.size).toBe(count);
    const { data, stride } = space.rows();
    made.forEach((row, i) => {
      expect([...data.subarray(i * stride, i * stride + n)]).toEqual([...row]);
      made.forEach((other, j) => {
        expect(Math.abs(dot(row, 0, other, [0, n]) - (i === j ? 1 : 0))).toBeLessThan(1e-13);
      });
    });
  });

  it('takes out only the shares of the vectors from a given one on', () => {
    const { space, made } = randomRows(50, 6);
    const v = new Float64Array(50);
    made.forEach((row, k) => row.forEach((x, j) => (v[j] += (k + 1) * x)));
    space.removeFrom(v, 4);
    const left = made.map((row) => dot(v, 0, row, [0, 50]));
    [1, 2, 3, 4, 0, 0].forEach((share, k) => expect(left[k]).toBeCloseTo(share, 12));
  });

  it('takes all vectors there are', () => {
    const { space } = randomRows(5, 5);
    const v = Float64Array.of(1, 2, 3, 4, 5);
    space.removeFrom(v, 0);
    expect(norm(v)).toBeLessThan(1e-14);
  });
});
