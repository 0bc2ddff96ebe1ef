import { signOfLargest, symmetricEigen } from '../numerics/eigen.js';
import { gramOfRows, matrixOf, vectorsTimesRows } from '../numerics/gemm.js';
import type { Rng } from '../numerics/rng.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import type { PoissonPca } from './pca-result.js';
import { compositionScores } from './scores.js';

export interface IcaOptions {
  /** What tells independence: 'tanh' is robust, 'cube' (kurtosis) fast and drawn by outliers. */
  readonly nonlinearity: 'tanh' | 'cube';
  readonly maxIterations: number;
  /** Ends when no direction turns by more than this, 1 − |cos|. */
  readonly tolerance: number;
  readonly rng: Rng;
}

export interface Ica {
  /** [k × n]: mean 0, variance 1; the entry of largest magnitude is positive; strongest in the signals first. */
  readonly sources: Float64Array;
  /** signals − means = mixing·sources, [k × k]. */
  readonly mixing: Float64Array;
  readonly means: Float64Array;
  readonly count: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Independent sources of mixed signals by symmetric FastICA.
 *
 * @param signals  [k × n], one a row, n ≫ k
 * @throws SpectrumError invalid-parameter  signals that depend on one another linearly
 * Valid for: sources that are not Gaussian (one may be) and independent as their values are drawn; spectra and maps seldom
 * are, so the result is a description. Order and sign are free in the method, fixed by the rules above.
 * Source: Hyvärinen, IEEE Trans. Neural Netw. 10 (1999) 626.
 * Checked: against scikit-learn 1.2.1 on three mixed waves (fast-ica.spec.ts).
 */
export function fastIca(signals: Float64Array, k: number, options: IcaOptions): Ica {
  const n = signals.length / k;
  const means = Float64Array.from(
    { length: k },
    (_, i) => signals.subarray(i * n, (i + 1) * n).reduce((a, b) => a + b, 0) / n,
  );
  const centred = signals.map((x, at) => x - means[Math.floor(at / n)]);
  const { white, unwhiten } = whitened(centred, k);
  let w = orthonormalRows(
    Float64Array.from({ length: k * k }, () => options.rng.normal()),
    k,
  );
  for (let iteration = 1; ; iteration++) {
    const next = orthonormalRows(updated(w, white, k, options.nonlinearity), k);
    let turned = 0;
    for (let p = 0; p < k; p++) {
      let cosine = 0;
      for (let q = 0; q < k; q++) cosine += next[p * k + q] * w[p * k + q];
      turned = Math.max(turned, Math.abs(1 - Math.abs(cosine)));
    }
    w = next;
    const converged = turned <= options.tolerance;
    if (converged || iteration >= options.maxIterations) {
      return { ...ordered(w, white, unwhiten, k), means, count: k, iterations: iteration, converged };
    }
  }
}

/**
 * Independent parts of the composition of the pixels: FastICA on the significant subspace without its first component
 * (how much there is of a pixel).
 *
 * @param rank  components that count; rank − 1 sources come out
 * @returns sources over the pixels, and the spectrum that belongs to one unit of each, [k × nChannels]: it sums to 0
 * @throws SpectrumError invalid-parameter  rank below 2, or above the components there are
 */
export function independentParts(
  pca: PoissonPca,
  rank: number,
  options: IcaOptions,
): Ica & { readonly spectra: Float64Array } {
  const k = rank - 1;
  if (!(Number.isInteger(rank) && k >= 1 && rank <= pca.nComponents)) {
    throw new SpectrumError(
      'invalid-parameter',
      `A subspace of rank ${rank} of ${pca.nComponents} components has no independent parts.`,
    );
  }
  const { values } = compositionScores(pca, rank);
  const signals = new Float64Array(values.length);
  const m = pca.nPixels;
  for (let i = 0; i < m; i++) for (let d = 0; d < k; d++) signals[d * m + i] = values[i * k + d];
  const ica = fastIca(signals, k, options);
  const columns = new Float64Array(k * k);
  for (let d = 0; d < k; d++) for (let p = 0; p < k; p++) columns[p * k + d] = ica.mixing[d * k + p];
  const n = pca.nChannels;
  return {
    ...ica,
    spectra: vectorsTimesRows(matrixOf(pca.components.subarray(n, rank * n), k, n), columns, k),
  };
}

/** Signals of unit variance and no correlation, and what turns them back. */
function whitened(centred: Float64Array, k: number): { white: Float64Array; unwhiten: Float64Array } {
  const n = centred.length / k;
  const { values, vectors } = symmetricEigen(gramOfRows(matrixOf(centred, k, n)), k);
  if (!(values[k - 1] > 1e-14 * values[0])) {
    throw new SpectrumError('invalid-parameter', `The ${k} signals depend on one another linearly.`);
  }
  const to = new Float64Array(k * k);
  const unwhiten = new Float64Array(k * k);
  for (let p = 0; p < k; p++) {
    const root = Math.sqrt(values[p] / n);
    for (let q = 0; q < k; q++) {
      to[p * k + q] = vectors[p * k + q] / root;
      unwhiten[q * k + p] = vectors[p * k + q] * root;
    }
  }
  return { white: vectorsTimesRows(matrixOf(centred, k, n), to, k), unwhiten };
}

/** E[z·g(wᵀz)] − E[g′(wᵀz)]·w for each row w. */
function updated(
  w: Float64Array,
  white: Float64Array,
  k: number,
  nonlinearity: IcaOptions['nonlinearity'],
): Float64Array {
  const n = white.length / k;
  const sources = vectorsTimesRows(matrixOf(white, k, n), w, k);
  const next = new Float64Array(k * k);
  for (let p = 0; p < k; p++) {
    let slope = 0;
    for (let i = 0; i < n; i++) {
      const y = sources[p * n + i];
      const g = nonlinearity === 'tanh' ? Math.tanh(y) : y * y * y;
      slope += nonlinearity === 'tanh' ? 1 - g * g : 3 * y * y;
      for (let q = 0; q < k; q++) next[p * k + q] += (white[q * n + i] * g) / n;
    }
    for (let q = 0; q < k; q++) next[p * k + q] -= (slope / n) * w[p * k + q];
  }
  return next;
}

/** (W·Wᵀ)^(−½)·W: the nearest rows that are orthonormal, none before another. */
function orthonormalRows(w: Float64Array, k: number): Float64Array {
  const { values, vectors } = symmetricEigen(gramOfRows(matrixOf(w, k, k)), k);
  const root = new Float64Array(k * k);
  for (let e = 0; e < k; e++)
    for (let p = 0; p < k; p++)
      for (let q = 0; q < k; q++)
        root[p * k + q] += (vectors[e * k + p] * vectors[e * k + q]) / Math.sqrt(values[e]);
  return vectorsTimesRows(matrixOf(w, k, k), root, k);
}

function ordered(
  w: Float64Array,
  white: Float64Array,
  unwhiten: Float64Array,
  k: number,
): { sources: Float64Array; mixing: Float64Array } {
  const n = white.length / k;
  const free = vectorsTimesRows(matrixOf(white, k, n), w, k);
  const columns = Array.from({ length: k }, (_, p) => {
    const sign = signOfLargest(free.subarray(p * n, (p + 1) * n));
    const column = Float64Array.from({ length: k }, (__, i) => {
      let value = 0;
      for (let q = 0; q < k; q++) value += unwhiten[i * k + q] * w[p * k + q];
      return sign * value;
    });
    return { p, sign, column, strength: column.reduce((s, x) => s + x * x, 0) };
  }).sort((a, b) => b.strength - a.strength);
  const sources = new Float64Array(k * n);
  const mixing = new Float64Array(k * k);
  columns.forEach(({ p, sign, column }, to) => {
    for (let i = 0; i < n; i++) sources[to * n + i] = sign * free[p * n + i];
    column.forEach((x, i) => (mixing[i * k + to] = x));
  });
  return { sources, mixing };
}
