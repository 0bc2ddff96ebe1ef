import type { LinearMap } from '../numerics/subspace.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { hals, type HalsResult } from './hals.js';
import { weightCounts, weightedPower, type CountsShape, type WeightedCounts } from './poisson-weighting.js';
import { weightedMap } from './weighted-factors.js';

/** Sweeps that solve the non-negative least squares of one factor, to a tenth of the first change. */
export const SWEEPS = 100;

export interface Amounts {
  /** [count × nPixels], ≥ 0, counts for spectra of unit sum. */
  readonly loadings: Float64Array;
  /** ‖X' − Σ loading·spectrum‖/‖X'‖ of the weighted matrix. */
  readonly relativeError: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * How much of given spectra each pixel holds: non-negative least squares under Keenan–Kotula weights.
 *
 * @param spectra  [count × nChannels of the range]; noise may leave entries below 0
 * @throws SpectrumError invalid-parameter (spectra of another shape), no-counts, shape-mismatch
 * Valid for: spectra that do not depend on one another; where they nearly do, amounts are exchanged between them.
 * Source: coordinate descent (hals.ts); the problem is convex. Checked: optimality conditions of Karush, Kuhn and Tucker,
 * amounts of exact mixtures (amounts.spec.ts).
 */
export function amountsOf(
  counts: Float32Array,
  shape: CountsShape,
  {
    spectra,
    count,
    channelRange,
  }: {
    readonly spectra: Float64Array;
    readonly count: number;
    readonly channelRange?: readonly [number, number];
  },
): Amounts {
  const weighted = weightCounts(counts, shape, channelRange);
  const { nRows: m, nCols: n } = weighted.counts;
  if (!(Number.isInteger(count) && count >= 1 && spectra.length === count * n)) {
    throw new SpectrumError(
      'invalid-parameter',
      `${spectra.length} numbers are not ${count} spectra of ${n} channels.`,
    );
  }
  const right = spectra.map((x, at) => x * weighted.colScale[at % n]);
  const fitted = fitAmounts(weighted, right, count, { maxIterations: 200, tolerance: 1e-10 });
  const loadings = fitted.right.map((x, at) =>
    weighted.rowScale[at % m] > 0 ? x / weighted.rowScale[at % m] : 0,
  );
  const { power } = weightedPower(weighted);
  const { iterations, converged } = fitted;
  return { loadings, relativeError: Math.sqrt(fitted.squaredError / power), iterations, converged };
}

/** Amounts (`right` of the result) that fit weighted spectra by least squares, from the same amount of each. */
export function fitAmounts(
  weighted: WeightedCounts,
  spectra: Float64Array,
  rank: number,
  stop: { readonly maxIterations: number; readonly tolerance: number },
): HalsResult {
  const { nRows: m, nCols: n } = weighted.counts;
  const amounts = new Float64Array(rank * m);
  for (let k = 0; k < rank; k++) {
    const area = spectra
      .subarray(k * n, (k + 1) * n)
      .reduce((s, x, j) => s + (weighted.colScale[j] > 0 ? x / weighted.colScale[j] : 0), 0);
    for (let i = 0; i < m; i++)
      amounts[k * m + i] = (weighted.rowSums[i] * weighted.rowScale[i]) / (rank * area);
  }
  const map = weightedMap(weighted);
  const flipped: LinearMap = {
    nRows: n,
    nCols: m,
    times: (v, b) => map.transposeTimes(v, b),
    transposeTimes: (y, b) => map.times(y, b),
  };
  const { power } = weightedPower(weighted);
  return hals(
    flipped,
    { left: spectra, right: amounts },
    { rank, power, ...stop, maxSweeps: SWEEPS, fixedLeft: true },
  );
}
