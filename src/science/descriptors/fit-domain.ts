import { matrixOf } from '../numerics/gemm.js';
import { quantile } from '../numerics/statistics.js';
import { singularTriplets } from '../numerics/svd.js';
import { DescriptorError } from './descriptor-error.js';
import type { DomainModel } from './domain-model.js';
import { measureRow } from './judge-row.js';

export interface DomainOptions {
  readonly nChannels: number;
  /** Drawn as the others, but not among them; the limits are told with these. [n × nChannels] */
  readonly heldOut: Float32Array;
  /** Share of held-out rows beyond either limit. */
  readonly falseAlarms: number;
  /** Components: as many as explain this share of the variance, or `maxComponents`. */
  readonly explainedShare: number;
  readonly maxComponents: number;
}

export const DEFAULT_DOMAIN_OPTIONS = {
  falseAlarms: 0.01,
  explainedShare: 0.999,
  maxComponents: 16,
} as const;

/** Singular values below this share of the first are rounding of float32 rows. */
const RESOLVED = 1e-5;
/** More rows than this are thinned evenly for the basis. */
const MAX_ROWS = 8192;

/**
 * Learns what a network's training rows are like, so that others can be told from them.
 *
 * @param train  rows as the network is trained with, noise and all perturbations in them: what those do to a row is then known;
 *               [n × nChannels], n ≥ 3
 * @throws DescriptorError too-little-data  fewer than 3 training or 10 held-out rows; shape-mismatch; invalid-parameter
 * Checked: planted subspace found; false alarms as asked for on new rows (domain.spec.ts).
 */
export function fitDomain(train: Float32Array, options: DomainOptions): DomainModel {
  const { nChannels, heldOut, falseAlarms } = options;
  const nTrain = rowsIn(train, nChannels);
  const nHeld = rowsIn(heldOut, nChannels);
  if (nTrain < 3 || nHeld < 10) {
    throw new DescriptorError(
      'too-little-data',
      `${nTrain} training and ${nHeld} held-out rows tell no domain.`,
    );
  }
  const unscaled: DomainModel = {
    nChannels,
    ...basisOf(train, nTrain, options),
    residualUnit: 1,
    scoreUnit: 1,
    limit: 1,
    guard: null,
  };
  const measures = Array.from({ length: nHeld }, (_, i) =>
    measureRow(unscaled, heldOut.subarray(i * nChannels, (i + 1) * nChannels)),
  );
  const unit = (values: readonly number[]): number =>
    Math.max(quantile(values, 1 - falseAlarms), Number.MIN_VALUE);
  return {
    ...unscaled,
    residualUnit: unit(measures.map((m) => m.residual)),
    scoreUnit: unit(measures.map((m) => m.distance)),
  };
}

function rowsIn(rows: Float32Array, nChannels: number): number {
  const n = rows.length / nChannels;
  if (!Number.isInteger(n)) {
    throw new DescriptorError(
      'shape-mismatch',
      `Rows of ${nChannels} channels cannot be ${rows.length} numbers.`,
    );
  }
  if (!rows.every(Number.isFinite)) {
    throw new DescriptorError(
      'invalid-parameter',
      'A row that could not be made tells nothing: leave it out.',
    );
  }
  return n;
}

function basisOf(
  rows: Float32Array,
  n: number,
  { nChannels, explainedShare, maxComponents }: DomainOptions,
): Pick<DomainModel, 'centre' | 'basis' | 'scales' | 'nComponents'> {
  const every = Math.ceil(n / MAX_ROWS);
  const kept = Math.ceil(n / every);
  const centre = new Float64Array(nChannels);
  for (let i = 0; i < kept; i++) {
    for (let k = 0; k < nChannels; k++) centre[k] += rows[i * every * nChannels + k] / kept;
  }
  // Channels as rows: the singular vectors on the left are then spectra.
  const deviations = matrixOf(new Float64Array(nChannels * kept), nChannels, kept);
  for (let i = 0; i < kept; i++) {
    for (let k = 0; k < nChannels; k++) {
      deviations.data[k * kept + i] = rows[i * every * nChannels + k] - centre[k];
    }
  }
  const most = Math.min(maxComponents, nChannels, kept - 1);
  const { values, left } = singularTriplets(deviations, most);
  const total = values.reduce((sum, v) => sum + v * v, 0);
  let explained = 0;
  let nComponents = 0;
  // A component of rounding has no scale to measure by.
  while (
    nComponents < most &&
    explained < explainedShare * total &&
    values[nComponents] > RESOLVED * values[0]
  ) {
    explained += values[nComponents++] ** 2;
  }
  nComponents = Math.max(1, nComponents);
  return {
    nComponents,
    centre: Float32Array.from(centre),
    basis: Float32Array.from(left.subarray(0, nComponents * nChannels)),
    scales: Float32Array.from(values.subarray(0, nComponents), (v) => v / Math.sqrt(kept - 1)),
  };
}
