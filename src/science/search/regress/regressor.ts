import type { Rng } from '../../numerics/rng.js';

/** Rows of features: x [nRows × nFeatures], row-major. */
export interface Features {
  readonly x: Float64Array;
  readonly nRows: number;
  readonly nFeatures: number;
}

export interface Prediction {
  /** [nRows], in the unit of the targets. */
  readonly mean: Float64Array;
  /** [nRows]; null where the model states no doubt. */
  readonly std: Float64Array | null;
}

export type FittedModel = (at: Features) => Prediction;

/** A way to learn targets from features. Same samples and seed give the same model. */
export interface Regressor {
  /** With its settings: 'kernel ridge (rbf, γ 0.05, λ 0.001)'. */
  readonly name: string;
  fit(samples: Features, targets: Float64Array, rng: Rng): FittedModel;
}

/** The same features with columns of mean 0 and standard deviation 1; constant columns become 0. */
export interface Standardiser {
  apply(features: Features): Features;
}

/** Learns means and standard deviations (population) of the columns. */
export function standardiser({ x, nRows, nFeatures }: Features): Standardiser {
  const mean = new Float64Array(nFeatures);
  const std = new Float64Array(nFeatures);
  for (let i = 0; i < x.length; i++) mean[i % nFeatures] += x[i] / nRows;
  for (let i = 0; i < x.length; i++) std[i % nFeatures] += (x[i] - mean[i % nFeatures]) ** 2 / nRows;
  for (let f = 0; f < nFeatures; f++) std[f] = Math.sqrt(std[f]);
  const scaleOf = (f: number): number => (std[f] > 1e-12 * (Math.abs(mean[f]) + 1) ? 1 / std[f] : 0);
  const scales = Float64Array.from(std, (_, f) => scaleOf(f));
  return {
    apply: (features) => ({
      ...features,
      x: features.x.map((value, i) => (value - mean[i % nFeatures]) * scales[i % nFeatures]),
    }),
  };
}

/** Rows picked by index. */
export function pickRows({ x, nFeatures }: Features, rows: ArrayLike<number>): Features {
  const picked = new Float64Array(rows.length * nFeatures);
  for (let i = 0; i < rows.length; i++)
    picked.set(x.subarray(rows[i] * nFeatures, (rows[i] + 1) * nFeatures), i * nFeatures);
  return { x: picked, nRows: rows.length, nFeatures };
}
