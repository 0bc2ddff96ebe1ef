import { gramOfRows, matrixOf } from '../numerics/gemm.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import type { HalsOptions } from './hals.js';
import { rescaleRows, type Penalty } from './hals-penalties.js';
import type { Factors } from './nndsvd.js';
import type { WeightedCounts } from './poisson-weighting.js';
import { weightedMap } from './weighted-factors.js';

/** What is asked of the factors of an NMF. */
export interface NmfConstraints {
  readonly rank: number;
  /** 'poisson' (when left out): every entry by its own noise; 'none': plain least squares of counts, as scikit-learn. */
  readonly weighting?: 'poisson' | 'none';
  /** 'nndsvda' when left out: no chance in it; 'random': from `rng`. */
  readonly start?: 'nndsvda' | 'random';
  readonly sparsity?: { readonly of: 'components' | 'loadings'; readonly weight: number };
  /** Loadings of a pixel add up to its counts: over these, they are fractions whose sum is 1. */
  readonly closure?: boolean;
  /** Only for lines: neighbouring pixels have similar loadings. */
  readonly smoothness?: { readonly order: 1 | 2; readonly weight: number };
}

/** δ of the closure over the largest curvature of the loadings: sums are then kept to about a per mille, before the last exact scaling. */
const CLOSURE = 1000;

type Penalties = Pick<HalsOptions, 'left' | 'right' | 'unit'>;

/**
 * Penalties in the units of the factors at hand. Weights are shares, so that they do not depend on dose or size:
 * sparsity 1 is the least that makes every entry 0 when one row stands alone; smoothness 1 weighs a difference of
 * neighbouring pixels as much as the counts of one pixel weigh their loading.
 *
 * @throws SpectrumError invalid-parameter  a weight below 0; sparsity of 1 or more
 */
export function penaltiesOf(weighted: WeightedCounts, start: Factors, options: Asked): Penalties {
  check(options);
  const { sparsity, smoothness, closure } = options;
  if (sparsity?.of === 'components')
    return sparseComponents(weighted, start, { ...options, weight: sparsity.weight });
  if (sparsity === undefined && smoothness === undefined && closure !== true) return {};
  return onLoadings(weighted, start, options);
}

type Asked = Pick<NmfConstraints, 'rank' | 'sparsity' | 'smoothness' | 'closure'>;

function check({ sparsity, smoothness, closure }: Asked): void {
  for (const weight of [sparsity?.weight ?? 0, smoothness?.weight ?? 0]) {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new SpectrumError('invalid-parameter', `A penalty of weight ${weight}.`);
    }
  }
  if (sparsity !== undefined && sparsity.weight >= 1) {
    throw new SpectrumError(
      'invalid-parameter',
      `A sparsity of ${sparsity.weight} leaves nothing: it must be below 1.`,
    );
  }
  if (sparsity?.of === 'components' && (smoothness !== undefined || closure === true)) {
    throw new SpectrumError(
      'invalid-parameter',
      'Sparse components cannot be had together with penalties on the loadings.',
    );
  }
}

function sparseComponents(
  weighted: WeightedCounts,
  start: Factors,
  { rank, weight }: { readonly rank: number; readonly weight: number },
): Penalties {
  const sums = weighted.rowSums.map((s, i) => s * weighted.rowScale[i]);
  const products = weightedMap(weighted).transposeTimes(unitRows(start.left, rank, sums), rank);
  return { right: { l1: weight * largest(products) }, unit: { factor: 'left', sums } };
}

/** Components of unit sum in counts, in weighted units; penalties on what they are multiplied with. */
function onLoadings(
  weighted: WeightedCounts,
  start: Factors,
  { rank, sparsity, smoothness, closure }: Asked,
): Penalties {
  const sums = weighted.colScale.map((c) => (c > 0 ? 1 / c : 0));
  const rows = unitRows(start.right, rank, sums);
  const gram = gramOfRows(matrixOf(rows, rank, weighted.counts.nCols));
  const most = largest(Float64Array.from({ length: rank }, (_, k) => gram[k * rank + k]));
  const left: Penalty = {
    l1: sparsity === undefined ? 0 : sparsity.weight * largest(weightedMap(weighted).times(rows, rank)),
    smooth: smoothness && { order: smoothness.order, weight: smoothness.weight * most },
    closure:
      closure === true
        ? { weight: CLOSURE * most, target: weighted.rowSums.map((s, i) => s * weighted.rowScale[i]) }
        : undefined,
  };
  return { left, unit: { factor: 'right', sums } };
}

/** Rows scaled to Σ rowⱼ·sumsⱼ = 1. */
function unitRows(rows: Float64Array, k: number, sums: Float64Array): Float64Array {
  const scaled = rows.slice();
  rescaleRows(scaled, new Float64Array(0), { k, sums });
  return scaled;
}

const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);

/** What was asked of the factors, in words. */
export function constraintsOf({ weighting, start, sparsity, closure, smoothness }: NmfConstraints): string[] {
  const words = ['components ≥ 0', 'loadings ≥ 0', 'components of unit sum'];
  words.push(weighting === 'none' ? 'least squares without weights' : 'Poisson-weighted least squares');
  if (start === 'random') words.push('random start');
  if (sparsity !== undefined) words.push(`sparse ${sparsity.of}, weight ${sparsity.weight}`);
  if (closure === true) words.push('loadings of a pixel add up to its counts');
  if (smoothness !== undefined)
    words.push(`smooth loadings, order ${smoothness.order}, weight ${smoothness.weight}`);
  return words;
}
