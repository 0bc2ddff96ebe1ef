import { describe, expect, it } from 'vitest';
import { matrixOf } from './gemm.js';
import { createRng } from './rng.js';
import { sumWeightedGram, type RestScales, type WeightedGram } from './weighted-gram.js';

const rng = createRng(4);
const [m, n] = [601, 37];
const data = Float32Array.from({ length: m * n }, () => rng.poisson(20) - (rng.uniform() < 0.01 ? 40 : 0));
const uniform = (length: number, low: number): Float64Array =>
  Float64Array.from({ length }, () => low + rng.uniform());
const scales: RestScales = {
  rowScale: uniform(m, 0.5),
  colScale: uniform(n, 0.5),
  rowRoot: uniform(m, 4),
  colRoot: uniform(n, 4),
};

function naive(): { rest: Float64Array; gram: Float64Array; noise: number } {
  const rest = new Float64Array(m * n);
  let noise = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const x = Math.max(0, data[i * n + j]);
      rest[i * n + j] = x * scales.rowScale[i] * scales.colScale[j] - scales.rowRoot[i] * scales.colRoot[j];
      noise += x * (scales.rowScale[i] * scales.colScale[j]) ** 2;
    }
  const gram = new Float64Array(n * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++) gram[j * n + k] += rest[i * n + j] * rest[i * n + k];
  return { rest, gram, noise };
}

function summed(exact: boolean, rowsAtOnce: number): WeightedGram {
  const sum = sumWeightedGram(scales, exact);
  for (let i = 0; i < m; i += rowsAtOnce) {
    const end = Math.min(m, i + rowsAtOnce);
    sum.add(matrixOf(data.subarray(i * n, end * n), end - i, n));
  }
  return sum.finish();
}

describe('sumWeightedGram', () => {
  const { rest, gram, noise } = naive();
  const largest = Math.max(...gram);

  it('is the triple loop in float64', () => {
    const found = summed(true, 601);
    found.gram.forEach((g, at) => expect(Math.abs(g - gram[at])).toBeLessThan(1e-12 * largest));
    expect(found.rounding).toBe(0);
  });

  it('is the triple loop with integers, within the rounding that it states', () => {
    const found = summed(false, 601);
    // Cross terms add m roundings at random, each times an entry: five standard deviations.
    const typical = Math.sqrt(rest.reduce((s, v) => s + v * v, 0) / rest.length);
    const allowed = 5 * Math.sqrt(2 * m) * found.rounding * typical;
    expect(allowed).toBeLessThan(1e-3 * largest);
    found.gram.forEach((g, at) => expect(Math.abs(g - gram[at])).toBeLessThan(allowed));
    for (let j = 0; j < n; j++)
      expect(Math.abs(found.gram[j * n + j] / gram[j * n + j] - 1)).toBeLessThan(1e-12);
  });

  it('has the sums of the rows, of all, and the counting noise', () => {
    const found = summed(false, 100);
    for (let i = 0; i < m; i++) {
      const square = rest.subarray(i * n, (i + 1) * n).reduce((s, v) => s + v * v, 0);
      expect(Math.abs(found.rowSquares[i] / square - 1)).toBeLessThan(1e-12);
    }
    expect(Math.abs(found.squares / rest.reduce((s, v) => s + v * v, 0) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(found.countingNoise / noise - 1)).toBeLessThan(1e-12);
  });

  it.each([1, 7, 256, 300])('does not depend on how rows arrive (%i at once)', (rowsAtOnce) =>
    expect(summed(false, rowsAtOnce).gram).toEqual(summed(false, 601).gram),
  );

  it('takes a stride', () => {
    const sum = sumWeightedGram(scales, false);
    const wide = new Float32Array(m * 40);
    for (let i = 0; i < m; i++) wide.set(data.subarray(i * n, (i + 1) * n), i * 40);
    sum.add({ data: wide, nRows: m, nCols: n, stride: 40 });
    expect(sum.finish().gram).toEqual(summed(false, 601).gram);
  });
});
