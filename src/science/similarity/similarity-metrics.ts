import { SimilarityError } from './similarity-error.js';

export type SimilarityMetric = 'cosine' | 'euclidean' | 'ruzicka' | 'city-block' | 'chebyshev';

/** The three that vote. */
export const VOTING_METRICS: readonly SimilarityMetric[] = ['cosine', 'euclidean', 'ruzicka'];

/**
 * How alike two spectra on one axis are: 1 the same, smaller the less alike.
 *
 * cosine a·b/(|a||b|); euclidean 1 − |a − b|/√2; ruzicka Σmin/Σmax; city-block 1 − Σ|a − b|/2; chebyshev 1 − max|a − b|.
 * Those with a difference are of spectra of sum 1 (then they lie in 0 … 1).
 *
 * @param a,b  [n], same length; ruzicka wants values ≥ 0
 * @throws SimilarityError shape-mismatch
 * Source: the measures of Zheng et al., npj Comput. Mater. 4 (2018) 12.
 * Checked: values of [1,0], [.5,.5], [.8,.2] by hand; bounds and symmetry by fast-check (similarity-metrics.spec.ts).
 */
export function similarity(metric: SimilarityMetric, a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) {
    throw new SimilarityError('shape-mismatch', `Spectra of ${a.length} and ${b.length} points.`);
  }
  return MEASURES[metric](a, b);
}

type Measure = (a: Float64Array, b: Float64Array) => number;

const MEASURES: Record<SimilarityMetric, Measure> = {
  cosine(a, b) {
    const [ab, aa, bb] = [sumOver(a, b, (x, y) => x * y), sumOver(a, a, square), sumOver(b, b, square)];
    if (aa === 0 || bb === 0) return aa === bb ? 1 : 0;
    return ab / Math.sqrt(aa * bb);
  },
  euclidean: (a, b) => 1 - Math.sqrt(sumOver(a, b, (x, y) => (x - y) ** 2)) / Math.SQRT2,
  ruzicka(a, b) {
    const larger = sumOver(a, b, Math.max);
    return larger === 0 ? 1 : sumOver(a, b, Math.min) / larger;
  },
  'city-block': (a, b) => 1 - sumOver(a, b, (x, y) => Math.abs(x - y)) / 2,
  chebyshev: (a, b) => 1 - a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0),
};

const square = (x: number, y: number): number => x * y;

function sumOver(a: Float64Array, b: Float64Array, f: (x: number, y: number) => number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += f(a[i], b[i]);
  return sum;
}
