import { SpectrumError } from '../spectra/spectrum-image.js';
import { fitAmounts, SWEEPS } from './amounts.js';
import { hals, type HalsOptions } from './hals.js';
import { penaltiesOf } from './nmf-options.js';
import type { Factors } from './nndsvd.js';
import {
  weightCounts,
  weightedPower,
  withoutWeights,
  type CountsShape,
  type WeightedCounts,
} from './poisson-weighting.js';
import { inCounts, weightedMap, type CountFactors } from './weighted-factors.js';

export interface McrOptions {
  /** Spectra to start from, [rank × nChannels of the range]; below 0 is taken as 0. Of `endmembers.ts`, a PCA or an NMF. */
  readonly start: Float64Array;
  readonly rank: number;
  readonly channelRange?: readonly [number, number];
  /** Concentrations of a pixel add up to its counts. */
  readonly closure?: boolean;
  readonly weighting?: 'poisson' | 'none';
  readonly maxIterations: number;
  /** Ends when an iteration changes the squared residual by less than this share; 1e-3 of its root is usual for the lack of fit. */
  readonly tolerance: number;
}

export interface Mcr extends CountFactors {
  readonly rank: number;
  readonly nPixels: number;
  readonly nChannels: number;
  readonly channelRange: readonly [number, number];
  /** 100·‖X' − C·S‖/‖X'‖ of the (weighted) matrix, per cent. */
  readonly lackOfFitPercent: number;
  /** 100·(1 − ‖X' − C·S‖²/‖X'‖²). */
  readonly explainedPercent: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly negativeCounts: number;
}

/**
 * Multivariate curve resolution by alternating least squares: concentrations and spectra ≥ 0 in turn, each to its optimum,
 * from spectra that are handed in; closure as an option, unimodality none.
 *
 * Differs from `nmf` in where it starts (measured spectra, so that the result stays near them) and in solving each factor to
 * the end. Without pure pixels or channels the result is one of many: rotational ambiguity.
 *
 * @param counts  [nPixels × nChannels], electrons; below 0 is taken as 0 and counted
 * @throws SpectrumError invalid-parameter (start of another shape, or one that is 0), no-counts, shape-mismatch
 * Source: Tauler, Chemom. Intell. Lab. Syst. 30 (1995) 133; lack of fit: Jaumot et al., ibid. 140 (2015) 1.
 * Checked: separable mixtures from all starts, closure, lack of fit against the residual (mcr-als.spec.ts).
 */
export function mcrAls(counts: Float32Array, shape: CountsShape, options: McrOptions): Mcr {
  const weights = weightCounts(counts, shape, options.channelRange);
  const weighted = options.weighting === 'none' ? withoutWeights(weights) : weights;
  const { rank } = options;
  const start = startOf(weighted, options);
  const { power } = weightedPower(weighted);
  const settings: HalsOptions = {
    rank,
    power,
    maxIterations: options.maxIterations,
    tolerance: options.tolerance,
    maxSweeps: SWEEPS,
  };
  const penalties = options.closure === true ? penaltiesOf(weighted, start, { rank, closure: true }) : {};
  const found = hals(weightedMap(weighted), start, { ...settings, ...penalties });
  const share = found.squaredError / power;
  return {
    ...inCounts(weighted, found, options),
    rank,
    nPixels: shape.nPixels,
    nChannels: weighted.counts.nCols,
    channelRange: weighted.channelRange,
    lackOfFitPercent: 100 * Math.sqrt(share),
    explainedPercent: 100 * (1 - share),
    iterations: found.iterations,
    converged: found.converged,
    negativeCounts: weighted.negativeCounts,
  };
}

/** The spectra under weights, and concentrations that fit the first spectra by least squares. */
function startOf(weighted: WeightedCounts, { start, rank }: McrOptions): Factors {
  const { nCols: n } = weighted.counts;
  if (!(Number.isInteger(rank) && rank >= 1 && start.length === rank * n)) {
    throw new SpectrumError(
      'invalid-parameter',
      `${start.length} numbers are not ${rank} spectra of ${n} channels.`,
    );
  }
  const right = start.map((x, at) => Math.max(0, x) * weighted.colScale[at % n]);
  for (let k = 0; k < rank; k++) {
    if (!right.subarray(k * n, (k + 1) * n).some((x) => x > 0)) {
      throw new SpectrumError(
        'invalid-parameter',
        `Spectrum ${k + 1} to start from is not above 0 anywhere.`,
      );
    }
  }
  // The first half-step of hals improves the spectra; concentrations that fit them must come first.
  const fitted = fitAmounts(weighted, right, rank, { maxIterations: 1, tolerance: 0 });
  return { left: fitted.right, right };
}
