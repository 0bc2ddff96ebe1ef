import { cholesky, extendCholesky, solveLower } from './cholesky.js';
import type { Process } from './fit-process.js';
import type { Inputs } from './inputs.js';
import { PoolKernel } from './pool-kernel.js';

/** So many of the lowest observations bound the standard deviations together. */
const BOUNDING = 24;
/** Points whose bounds are found at once: their columns stay in the cache. */
const BLOCK = 1024;

/**
 * Mean and standard deviation of a process at many points.
 *
 * Means are found for all points at once; a standard deviation costs n², so it is found where asked for, and `boundStd`
 * tells where that is worth it.
 */
export class Predictor {
  /** [nPoints] */
  readonly mean: Float64Array;
  /** [nPoints], ≥ the standard deviation: what the single closest observation leaves, or the lowest ones together. */
  readonly boundStd: Float64Array;
  private readonly kernel: PoolKernel;
  private readonly own: Float64Array;
  private readonly believed: number[] = [];
  private l: Float64Array;

  constructor(
    private readonly process: Process,
    private readonly wanted: Inputs,
  ) {
    this.kernel = new PoolKernel(process, wanted);
    this.own = this.kernel.own();
    for (let i = 0; i < wanted.nPoints; i++) this.own[i] += this.linear(wanted, i, i);
    this.mean = this.featureMeans();
    this.boundStd = this.own.slice();
    this.l = process.l;
    const lowest = this.lowestObserved();
    const factor = this.factorOf(lowest);
    for (let first = 0; first < wanted.nPoints; first += BLOCK) {
      const n = Math.min(BLOCK, wanted.nPoints - first);
      this.addObserved(first, n);
      this.boundByLowest(first, n, { lowest, factor });
    }
  }

  get nBelieved(): number {
    return this.believed.length;
  }

  /** Standard deviation of the energy (without noise) at a point. */
  std(i: number): number {
    const n = this.process.inputs.nPoints + this.believed.length;
    const explained = solveLower(this.l, n, this.covarianceWith(i));
    let left = this.own[i];
    for (let k = 0; k < n; k++) left -= explained[k] * explained[k];
    return this.toStd(left);
  }

  /** Takes the mean at point i for told: means stay, standard deviations shrink. */
  believe(i: number): void {
    const n = this.process.inputs.nPoints + this.believed.length;
    const row = Float64Array.of(...this.covarianceWith(i), this.own[i] + this.process.noise);
    this.l = extendCholesky(this.l, n, row);
    this.believed.push(i);
  }

  /** Covariance of the energies at some points, [n × n], its lower triangle. */
  covariance(points: readonly number[]): Float64Array {
    const n = points.length;
    const nKnown = this.process.inputs.nPoints + this.believed.length;
    const explained = points.map((i) => solveLower(this.l, nKnown, this.covarianceWith(i)));
    const covariance = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let left = this.between(points[i], points[j]);
        for (let k = 0; k < nKnown; k++) left -= explained[i][k] * explained[j][k];
        covariance[i * n + j] = this.process.signal * left;
      }
    }
    return covariance;
  }

  /** Kernel between point i and each observed or believed one. */
  private covarianceWith(i: number): Float64Array {
    const nObserved = this.process.inputs.nPoints;
    const row = new Float64Array(nObserved + this.believed.length);
    for (let j = 0; j < nObserved; j++)
      row[j] = this.kernel.at(j, i) + this.linear(this.process.inputs, j, i);
    this.believed.forEach((b, k) => (row[nObserved + k] = this.between(b, i)));
    return row;
  }

  private between(p: number, q: number): number {
    return this.kernel.between(p, q) + this.linear(this.wanted, p, q);
  }

  private toStd(kernel: number): number {
    return Math.sqrt(this.process.signal * Math.max(kernel, 1e-9));
  }

  /** Adds what the observations say of the means at n points, and takes what each leaves of their variance. */
  private addObserved(first: number, n: number): void {
    const { inputs, weights, l } = this.process;
    const [mean, left] = [this.mean.subarray(first, first + n), this.boundStd.subarray(first, first + n)];
    const own = this.own.subarray(first, first + n);
    const row = new Float64Array(n);
    for (let j = 0; j < inputs.nPoints; j++) {
      let variance = 0;
      for (let k = 0; k <= j; k++) variance += l[j * inputs.nPoints + k] ** 2;
      this.kernel.fill(j, first, row);
      addMultiple(mean, weights[j], row);
      this.addLinear(row, j, first);
      lowerTo(left, own, row, 1 / variance);
    }
  }

  /** Lowers the bound at n points to what some observations leave together, and makes it a standard deviation. */
  private boundByLowest(
    first: number,
    n: number,
    { lowest, factor }: { readonly lowest: readonly number[]; readonly factor: Float64Array },
  ): void {
    const size = lowest.length;
    const left = this.own.slice(first, first + n);
    const solved: Float64Array[] = [];
    for (let r = 0; r < size; r++) {
      const row = new Float64Array(n);
      this.kernel.fill(lowest[r], first, row);
      this.addLinear(row, lowest[r], first);
      for (let q = 0; q < r; q++) addMultiple(row, -factor[r * size + q], solved[q]);
      const precision = 1 / factor[r * size + r];
      scale(row, precision);
      for (let k = 0; k < n; k++) left[k] -= row[k] * row[k];
      solved.push(row);
    }
    for (let k = 0; k < n; k++) {
      this.boundStd[first + k] = this.toStd(Math.min(this.boundStd[first + k], left[k]));
    }
  }

  /** Adds the features' part of the kernel between observation j and points first, first + 1, … */
  private addLinear(row: Float64Array, j: number, first: number): void {
    const { nFeatures, features } = this.wanted;
    const observed = this.process.inputs.features;
    for (let f = 0; f < nFeatures; f++) {
      const h = observed[j * nFeatures + f];
      for (let k = 0, at = first * nFeatures + f; k < row.length; k++, at += nFeatures)
        row[k] += h * features[at];
    }
  }

  private lowestObserved(): number[] {
    const { y } = this.process;
    return Array.from(y, (_, j) => j)
      .sort((a, b) => y[a] - y[b] || a - b)
      .slice(0, BOUNDING);
  }

  /** Factor of the covariance (with noise) of some observations, out of the factor of all. */
  private factorOf(some: readonly number[]): Float64Array {
    const { l, inputs } = this.process;
    const n = inputs.nPoints;
    const covariance = new Float64Array(some.length ** 2);
    some.forEach((a, row) =>
      some.slice(0, row + 1).forEach((b, column) => {
        let sum = 0;
        for (let k = 0; k <= Math.min(a, b); k++) sum += l[a * n + k] * l[b * n + k];
        covariance[row * some.length + column] = sum;
      }),
    );
    return cholesky(covariance, some.length);
  }

  /** Σ_f h_f(p)·h_f(q), p of `points`, q wanted. */
  private linear(points: Inputs, p: number, q: number): number {
    const { nFeatures, features } = this.wanted;
    let sum = 0;
    for (let f = 0; f < nFeatures; f++)
      sum += points.features[p * nFeatures + f] * features[q * nFeatures + f];
    return sum;
  }

  /** Σ_f h_f(i)·β_f with β = Σ_j weight_j·h(j): the part of the mean that the features make. */
  private featureMeans(): Float64Array {
    const { nPoints, features, nFeatures } = this.wanted;
    const { inputs, weights } = this.process;
    const beta = new Float64Array(nFeatures);
    for (let j = 0; j < inputs.nPoints; j++) {
      for (let f = 0; f < nFeatures; f++) beta[f] += weights[j] * inputs.features[j * nFeatures + f];
    }
    const mean = new Float64Array(nPoints);
    for (let i = 0; i < nPoints; i++) {
      for (let f = 0; f < nFeatures; f++) mean[i] += features[i * nFeatures + f] * beta[f];
    }
    return mean;
  }
}

function addMultiple(into: Float64Array, factor: number, values: Float64Array): void {
  for (let k = 0; k < into.length; k++) into[k] += factor * values[k];
}

function scale(values: Float64Array, factor: number): void {
  for (let k = 0; k < values.length; k++) values[k] *= factor;
}

/** What one observation leaves of the variance, where that is less. */
function lowerTo(left: Float64Array, own: Float64Array, row: Float64Array, precision: number): void {
  for (let k = 0; k < left.length; k++) {
    const now = own[k] - row[k] * row[k] * precision;
    if (now < left[k]) left[k] = now;
  }
}
