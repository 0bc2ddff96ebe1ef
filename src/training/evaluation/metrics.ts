import type { Reliability } from './model-evaluation.js';

const N_VALUE_BINS = 8;
const N_PROBABILITY_BINS = 10;

const meanOf = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total / values.length;
};

/** Errors of values: mean absolute, root of mean square, mean, and R² (null where the truth does not vary). */
export function scalarMetrics(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
): Record<'mae' | 'rmse' | 'bias' | 'r2', number | null> {
  const n = truth.length;
  if (n === 0) return { mae: null, rmse: null, bias: null, r2: null };
  const errors = Float64Array.from({ length: n }, (_, i) => predicted[i] - truth[i]);
  const centre = meanOf(truth);
  const square = errors.reduce((sum, e) => sum + e * e, 0);
  let total = 0;
  for (let i = 0; i < n; i++) total += (truth[i] - centre) ** 2;
  return {
    mae: errors.reduce((sum, e) => sum + Math.abs(e), 0) / n,
    rmse: Math.sqrt(square / n),
    bias: meanOf(errors),
    r2: total > 0 ? 1 - square / total : null,
  };
}

/** rows = truth, columns = predicted. */
export function confusionOf(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  nClasses: number,
): number[][] {
  const counts = Array.from({ length: nClasses }, () => new Array<number>(nClasses).fill(0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]][predicted[i]] += 1;
  return counts;
}

/**
 * Accuracy, its mean over classes ('balanced'), and F1 averaged over the classes that occur, in truth or prediction
 * (scikit-learn's macro average).
 *
 * Checked: metrics.spec.ts, by hand.
 */
export function classMetrics(
  confusion: readonly (readonly number[])[],
): Record<'accuracy' | 'macroF1' | 'balancedAccuracy', number | null> {
  let total = 0;
  let right = 0;
  const f1: number[] = [];
  const recalls: number[] = [];
  confusion.forEach((row, k) => {
    const inTruth = row.reduce((a, b) => a + b, 0);
    const inPrediction = confusion.reduce((sum, r) => sum + r[k], 0);
    total += inTruth;
    right += row[k];
    if (inTruth + inPrediction > 0) f1.push((2 * row[k]) / (inTruth + inPrediction));
    if (inTruth > 0) recalls.push(row[k] / inTruth);
  });
  if (total === 0) return { accuracy: null, macroF1: null, balancedAccuracy: null };
  return { accuracy: right / total, macroF1: meanOf(f1), balancedAccuracy: meanOf(recalls) };
}

/** Cosine of the angle between two curves; 0 where one of them is nothing. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/**
 * Area under the receiver operating characteristic: the chance that an outside score is higher than an inside one, ties
 * counted half.
 *
 * @param weights  of the inside scores; left out: all alike
 * Checked: metrics.spec.ts, against all pairs.
 */
export function auroc(
  inside: readonly number[],
  outside: readonly number[],
  weights: readonly number[] = inside.map(() => 1),
): number {
  const all = [
    ...inside.map((score, i) => ({ score, weight: weights[i], out: 0 })),
    ...outside.map((score) => ({ score, weight: 0, out: 1 })),
  ].sort((a, b) => a.score - b.score || 0);
  let wins = 0;
  let below = 0;
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end].score === all[i].score) end += 1;
    let tied = 0;
    let out = 0;
    for (let k = i; k < end; k++) {
      tied += all[k].weight;
      out += all[k].out;
    }
    wins += out * (below + tied / 2);
    below += tied;
    i = end;
  }
  // Sums of weights round.
  return Math.min(1, wins / (outside.length * below));
}

/** Predicted values in bins of equal count, against what was observed. */
export function valueReliability(predicted: ArrayLike<number>, truth: ArrayLike<number>): Reliability | null {
  const n = truth.length;
  if (n < 2) return null;
  const sorted = Float64Array.from(predicted).sort();
  const edges = Array.from(
    { length: N_VALUE_BINS + 1 },
    (_, k) => sorted[Math.round((k / N_VALUE_BINS) * (n - 1))],
  );
  const distinct = edges.filter((edge, k) => k === 0 || edge > edges[k - 1]);
  return distinct.length < 2 ? null : binned('value', distinct, predicted, truth);
}

/** Probabilities of all labels pooled, against the share that was true. */
export function probabilityReliability(
  probabilities: ArrayLike<number>,
  isTrue: ArrayLike<number>,
): Reliability | null {
  if (isTrue.length === 0) return null;
  const edges = Array.from({ length: N_PROBABILITY_BINS + 1 }, (_, k) => k / N_PROBABILITY_BINS);
  return binned('probability', edges, probabilities, isTrue);
}

function binned(
  kind: Reliability['kind'],
  binEdges: readonly number[],
  predicted: ArrayLike<number>,
  observed: ArrayLike<number>,
): Reliability {
  const bins = binEdges.slice(1).map(() => ({ n: 0, predicted: 0, observed: 0, squares: 0 }));
  for (let i = 0; i < observed.length; i++) {
    let k = bins.length - 1;
    while (k > 0 && predicted[i] < binEdges[k]) k -= 1;
    const bin = bins[k];
    bin.n += 1;
    bin.predicted += predicted[i];
    bin.observed += observed[i];
    bin.squares += observed[i] ** 2;
  }
  const each = (of: (bin: (typeof bins)[number]) => number): (number | null)[] =>
    bins.map((bin) => (bin.n === 0 ? null : of(bin)));
  return {
    kind,
    binEdges,
    predictedMean: each((b) => b.predicted / b.n),
    observedMean: each((b) => b.observed / b.n),
    observedStd: each((b) => Math.sqrt(Math.max(0, b.squares / b.n - (b.observed / b.n) ** 2))),
    counts: bins.map((b) => b.n),
  };
}
