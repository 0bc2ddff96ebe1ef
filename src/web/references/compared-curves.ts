import type { SimilarMatch } from './types.js';

/** Query and reference over what both have in common, each with mean 1, and their difference. */
export interface ComparedCurves {
  readonly energy: Float64Array;
  readonly query: Float64Array;
  readonly reference: Float64Array;
  /** Query less reference. */
  readonly difference: Float64Array;
}

/** A curve that is zero everywhere stays so. */
export function comparedCurves({
  compared,
  rangeEv,
}: Pick<SimilarMatch, 'compared' | 'rangeEv'>): ComparedCurves {
  const n = compared.query.length;
  const step = (rangeEv[1] - rangeEv[0]) / n;
  const energy = Float64Array.from({ length: n }, (_, i) => rangeEv[0] + (i + 0.5) * step);
  const [query, reference] = [withMeanOne(compared.query), withMeanOne(compared.reference)];
  return { energy, query, reference, difference: query.map((v, i) => v - reference[i]) };
}

function withMeanOne(values: readonly number[]): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Float64Array.from(values, (v) => (mean > 0 ? v / mean : v));
}
