import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matrixOf } from '../numerics/gemm.js';
import { createRng } from '../numerics/rng.js';
import { singularTriplets } from '../numerics/svd.js';
import { finiteSizeMargin, whiteNoiseEdge } from './noise-edge.js';
import { poissonPca } from './poisson-pca.js';
import { weightCounts } from './poisson-weighting.js';
import {
  elbowIndex,
  elbowRank,
  gavishDonohoRank,
  hardThreshold,
  medianThreshold,
  noiseEdgeRank,
} from './rank-rules.js';

interface Thinned {
  readonly set: 'line' | 'si';
  readonly dose: number;
  readonly nRows: number;
  readonly nCols: number;
  readonly total: number;
  readonly median: number;
  readonly values: number[];
  readonly elbow: number;
}

const { thinned, hyperspyElbow } = JSON.parse(
  readFileSync(new URL('../../../test/reference/decomposition.json', import.meta.url), 'utf8'),
) as {
  thinned: Thinned[];
  hyperspyElbow: { nRows: number; nCols: number; matrix: number[]; significant: number };
};

/** Edge, edge with the Tracy–Widom margin, Gavish–Donoho with the median, elbow; by set and dose. */
const VERDICTS: Record<string, [number, number, number, number]> = {
  'line 1': [4, 4, 3, 4],
  'line 0.1': [3, 3, 3, 4],
  'line 0.01': [3, 2, 2, 3],
  'line 0.002': [3, 2, 1, 3],
  'si 1': [3, 3, 3, 4],
  'si 0.1': [3, 3, 3, 4],
  'si 0.01': [3, 3, 3, 4],
  'si 0.002': [3, 3, 2, 3],
};

describe('rank rules on scans of rank 4 (line) and 3 (map), full and thinned', () => {
  // Singular values of numpy's SVD; whole numbers, so no tolerance.
  it.each(thinned)('$set at dose $dose', (scan) => {
    const { nRows, nCols, total, median, elbow } = scan;
    const values = Float64Array.from(scan.values);
    const edge = whiteNoiseEdge({ nRows, nCols }) / Math.sqrt(total);
    const beta = Math.min(nRows, nCols) / Math.max(nRows, nCols);
    const threshold = medianThreshold(beta) * median;
    expect([
      noiseEdgeRank(values, edge),
      noiseEdgeRank(values, edge * (1 + finiteSizeMargin({ nRows, nCols }))),
      values.filter((v) => v > threshold).length,
      elbowRank(values.map((v) => v * v)),
    ]).toEqual(VERDICTS[`${scan.set} ${scan.dose}`]);
    expect(elbowRank(values.map((v) => v * v))).toBe(elbow);
  });

  it('have the published edges, to their digits', () => {
    const edgeOf = (set: string): number => {
      const scan = thinned.find((t) => t.set === set && t.dose === 1) as Thinned;
      return whiteNoiseEdge(scan) / Math.sqrt(scan.total);
    };
    expect(edgeOf('line')).toBeCloseTo(0.006387, 6);
    expect(edgeOf('si')).toBeCloseTo(0.002045, 6);
  });

  it('lie where the study says: the last that counts above its edge, the next below', () => {
    // eels-methods 2.2, three digits.
    const of = (set: string) => thinned.find((t) => t.set === set && t.dose === 1)!.values;
    expect([of('line')[3], of('line')[4]].map((v) => v.toFixed(5))).toEqual(['0.00734', '0.00632']);
    expect([of('si')[2].toFixed(4), of('si')[3].toFixed(5)]).toEqual(['0.0306', '0.00203']);
  });

  it('bend where HyperSpy 1.7.3 says they do', () => {
    const { nRows, nCols, matrix, significant } = hyperspyElbow;
    const { values } = singularTriplets(matrixOf(Float64Array.from(matrix), nRows, nCols), 0);
    expect(elbowRank(values.map((v) => v * v))).toBe(significant);
  });

  it('bend at index 1 on a linear axis, as HyperSpy has it', () => {
    // exp makes the logarithm linear in the values.
    const scree = [1, 0.05, 0.009, 0.001, 9e-5, 5e-5, 3e-5, 2.2e-5, 1.9e-5, 1.8e-5, 1.7e-5, 1.6e-5];
    expect(elbowIndex(Float64Array.from(scree, (x) => Math.exp(x)))).toBe(1);
  });

  it('have the cubic approximation of ω(β) within 0.4 %', () => {
    for (const beta of [1 / 32, 0.25, 0.5, 1]) {
      const cubic = 0.56 * beta ** 3 - 0.95 * beta ** 2 + 1.82 * beta + 1.43;
      expect(Math.abs(cubic / medianThreshold(beta) - 1)).toBeLessThan(0.004);
    }
    expect(hardThreshold(1)).toBeCloseTo(2.309401, 6);
    expect(gavishDonohoRank(Float64Array.from([9, 1, 1]), { nRows: 3, nCols: 3 }, null)).toBe(1);
  });
});

describe('weights', () => {
  it('of the fixed matrix, X′₁₃ = 0.66226618', () => {
    const counts = Float32Array.from([10, 20, 30, 0, 5, 40, 5, 50, 7, 7, 7, 7]);
    const { rowScale, colScale } = weightCounts(counts, { nPixels: 3, nChannels: 4 });
    expect(50 * rowScale[1] * colScale[3]).toBeCloseTo(0.66226618, 8);
  });
});

describe('weighted counting noise', () => {
  it('has variance 1/N where the mean is of rank 1', () => {
    const [m, n] = [80, 300];
    const rng = createRng(4);
    const clean = Float64Array.from(
      { length: m * n },
      (_, at) => (4 + (Math.floor(at / n) % 7)) * (1 + ((at % n) % 5)),
    );
    const counts = Float32Array.from(clean, (mean) => rng.poisson(mean));
    const { rowScale, colScale } = weightCounts(counts, { nPixels: m, nChannels: n });
    const total = clean.reduce((a, b) => a + b, 0);
    let power = 0;
    counts.forEach(
      (y, at) => (power += ((y - clean[at]) * rowScale[Math.floor(at / n)] * colScale[at % n]) ** 2),
    );
    // 24,000 entries tell a variance to 0.9 %; 3 of those.
    expect(Math.abs((power / (m * n)) * total - 1)).toBeLessThan(0.027);
  });
});

describe('a scan of three sources without noise', () => {
  // HyperSpy's TestGetModel: rms below 5e-7 of float64 data; counts are float32 here, so of the largest.
  it('is its first three components', () => {
    const [m, n] = [12, 100];
    const rng = createRng(100);
    const sources = Float64Array.from({ length: 3 * n }, () => 1 + 9 * rng.uniform());
    const maps = Float64Array.from({ length: 3 * m }, () => rng.uniform());
    const counts = Float32Array.from({ length: m * n }, (_, at) =>
      [0, 1, 2].reduce((sum, k) => sum + maps[k * m + Math.floor(at / n)] * sources[k * n + (at % n)], 0),
    );
    const { components, loadings, singularValues } = poissonPca(
      counts,
      { nPixels: m, nChannels: n },
      { maxRank: 4, gainEstimate: false, rng: createRng(1) },
    );
    const largest = Math.max(...counts);
    let square = 0;
    counts.forEach((y, at) => {
      let model = 0;
      for (let k = 0; k < 3; k++)
        model += loadings[k * m + Math.floor(at / n)] * components[k * n + (at % n)];
      square += (y / largest - model / largest) ** 2;
    });
    expect(Math.sqrt(square / (m * n))).toBeLessThan(5e-7);
    expect(singularValues[3]).toBeLessThan(1e-6);
  });
});

/** Small scans of whole counts, no pixel or channel empty. */
const scans = fc
  .record({ nPixels: fc.integer({ min: 3, max: 9 }), nChannels: fc.integer({ min: 3, max: 12 }) })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      counts: fc
        .array(fc.integer({ min: 1, max: 500 }), {
          minLength: shape.nPixels * shape.nChannels,
          maxLength: shape.nPixels * shape.nChannels,
        })
        .map((a) => Float32Array.from(a)),
    }),
  );
const values = (counts: Float32Array, nPixels: number, nChannels: number): Float64Array =>
  poissonPca(counts, { nPixels, nChannels }, { maxRank: 12, gainEstimate: false, rng: createRng(1) })
    .singularValues;
/** Through a Gram matrix values below 1e-7 of the first are rounding: 1e-7 absolute. */
const same = (a: Float64Array, b: Float64Array): void => {
  expect(a.length).toBe(b.length);
  a.forEach((v, k) => expect(Math.abs(v - b[k])).toBeLessThan(1e-7));
};
const settings = { numRuns: 40, seed: 20 };

describe('invariants of poissonPca', () => {
  it('the first singular value is 1, none is larger', () =>
    fc.assert(
      fc.property(scans, ({ counts, shape }) => {
        const found = values(counts, shape.nPixels, shape.nChannels);
        expect(found[0]).toBe(1);
        found.forEach((v) => expect(v).toBeLessThanOrEqual(1 + 1e-9));
      }),
      settings,
    ));

  it('singular values do not change when counts are scaled, transposed, or pixels permuted', () =>
    fc.assert(
      fc.property(
        scans,
        fc.integer({ min: 1, max: 7 }),
        ({ counts, shape: { nPixels: m, nChannels: n } }, by) => {
          const expected = values(counts, m, n);
          same(
            values(
              counts.map((x) => 4 * x),
              m,
              n,
            ),
            expected,
          );
          const turned = Float32Array.from(counts, (_, at) => counts[(at % m) * n + Math.floor(at / m)]);
          same(values(turned, n, m), expected);
          const shifted = Float32Array.from(
            counts,
            (_, at) => counts[((Math.floor(at / n) + by) % m) * n + (at % n)],
          );
          same(values(shifted, m, n), expected);
        },
      ),
      settings,
    ));

  it('the loading of largest magnitude is positive, and components after the first sum to 0', () =>
    fc.assert(
      fc.property(scans, ({ counts, shape }) => {
        const pca = poissonPca(counts, shape, { maxRank: 3, gainEstimate: false, rng: createRng(1) });
        for (let k = 0; k < pca.nComponents; k++) {
          const row = pca.loadings.subarray(k * shape.nPixels, (k + 1) * shape.nPixels);
          expect(Math.max(...row)).toBeGreaterThanOrEqual(-Math.min(...row));
          const sum = pca.components
            .subarray(k * shape.nChannels, (k + 1) * shape.nChannels)
            .reduce((a, b) => a + b, 0);
          expect(Math.abs(sum - (k === 0 ? 1 : 0))).toBeLessThan(1e-6);
        }
      }),
      settings,
    ));
});
