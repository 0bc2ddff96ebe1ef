import { dotRows, extendCholesky, factorInPlace, solveLower } from '../../numerics/cholesky.js';
import type { Process } from './fit-process.js';
import type { Inputs } from './inputs.js';
import { PoolKernel } from './pool-kernel.js';

/** So many of the closest observations bound a standard deviation together. */
const CLOSEST = 8;

interface Scratch {
  /** [nObserved] */
  readonly row: Float64Array;
  /** [size], size ≤ CLOSEST */
  readonly closest: Uint32Array;
  /** [size] */
  readonly covariance: Float64Array;
  /** [size × size] */
  readonly among: Float64Array;
}

/**
 * Mean and standard deviation of a process at many points.
 *
 * Means are found for all points at once; a standard deviation costs n², so it is found where asked for, and the bounds
 * (`boundStd`, and the dearer and closer `closeStd`) tell where that is worth it.
 */
export class Predictor {
  /** [nPoints] */
  readonly mean: Float64Array;
  /** [nPoints], ≥ the standard deviation: what the single closest observation leaves. */
  readonly boundStd: Float64Array;
  private readonly kernel: PoolKernel;
  private readonly own: Float64Array;
  private readonly believed: number[] = [];
  /** Covariance of the observations, noise included: [nObserved × nObserved], its lower triangle. */
  private readonly observed: Float64Array;
  private l: Float64Array;
  /** What `closeStd`, called thousands of times, would make anew. */
  private readonly scratch: Scratch;

  constructor(
    private readonly process: Process,
    private readonly wanted: Inputs,
  ) {
    this.kernel = new PoolKernel(process, wanted);
    this.own = this.kernel.own();
    for (let i = 0; i < wanted.nPoints; i++) this.own[i] += featuresOf(wanted, i, wanted, i);
    this.mean = new Float64Array(wanted.nPoints);
    this.boundStd = new Float64Array(wanted.nPoints);
    this.l = process.l;
    this.observed = squareOf(process.l, process.inputs.nPoints);
    this.scratch = scratchFor(process.inputs.nPoints);
    this.addObserved();
  }

  get nBelieved(): number {
    return this.believed.length;
  }

  /** Standard deviation of the energy (without noise) at a point. */
  std(i: number): number {
    const n = this.process.inputs.nPoints + this.believed.length;
    return this.toStd(this.own[i] - explained(this.l, n, this.covarianceWith(i)));
  }

  /** ≥ the standard deviation at a point: what the observations closest to it leave together. */
  closeStd(i: number): number {
    const n = this.process.inputs.nPoints;
    const { row, closest, among, covariance } = this.scratch;
    this.fillObserved(i, row);
    const size = findLargest(row, closest);
    for (let p = 0; p < size; p++) {
      const a = closest[p];
      covariance[p] = row[a];
      for (let q = 0; q <= p; q++) {
        const b = closest[q];
        among[p * size + q] = this.observed[a > b ? a * n + b : b * n + a];
      }
    }
    factorInPlace(among, size);
    return this.toStd(this.own[i] - explained(among, size, covariance));
  }

  /** Takes the mean at point i for told: means stay, standard deviations shrink. */
  believe(i: number): void {
    const n = this.process.inputs.nPoints + this.believed.length;
    const row = new Float64Array(n + 1);
    row.set(this.covarianceWith(i));
    row[n] = this.own[i] + this.process.noise;
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
    this.fillObserved(i, row);
    for (let k = 0; k < this.believed.length; k++) row[nObserved + k] = this.between(this.believed[k], i);
    return row;
  }

  /** Kernel between point i and each observation, into the first entries of `row`. */
  private fillObserved(i: number, row: Float64Array): void {
    const { nFeatures, features } = this.wanted;
    const { nPoints, features: observed } = this.process.inputs;
    this.kernel.fill(i, row);
    for (let f = 0; f < nFeatures; f++) {
      const h = features[i * nFeatures + f];
      for (let j = 0, at = f; j < nPoints; j++, at += nFeatures) row[j] += h * observed[at];
    }
  }

  private between(p: number, q: number): number {
    return this.kernel.between(p, q) + featuresOf(this.wanted, p, this.wanted, q);
  }

  private toStd(kernel: number): number {
    return Math.sqrt(this.process.signal * Math.max(kernel, 1e-9));
  }

  /** Finds the means, and what the closest observation alone leaves of the variances. */
  private addObserved(): void {
    const { inputs, weights } = this.process;
    const n = inputs.nPoints;
    const precision = Float64Array.from({ length: n }, (_, j) => 1 / this.observed[j * n + j]);
    const { row } = this.scratch;
    for (let i = 0; i < this.wanted.nPoints; i++) {
      this.fillObserved(i, row);
      let mean = 0;
      let most = 0;
      for (let j = 0; j < n; j++) {
        mean += weights[j] * row[j];
        const share = row[j] * row[j] * precision[j];
        if (share > most) most = share;
      }
      this.mean[i] = mean;
      this.boundStd[i] = this.toStd(this.own[i] - most);
    }
  }
}

/** What observations of this factor explain of the variance of a point of this covariance with them; overwrites it. */
function explained(l: Float64Array, n: number, covariance: Float64Array): number {
  solveLower(l, n, covariance);
  let sum = 0;
  for (let k = 0; k < n; k++) sum += covariance[k] * covariance[k];
  return sum;
}

/** Σ_f h_f(p)·h_f(q) */
function featuresOf(a: Inputs, p: number, b: Inputs, q: number): number {
  let sum = 0;
  for (let f = 0; f < a.nFeatures; f++)
    sum += a.features[p * a.nFeatures + f] * b.features[q * b.nFeatures + f];
  return sum;
}

/** L·Lᵀ, its lower triangle. */
function squareOf(l: Float64Array, n: number): Float64Array {
  const square = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) square[i * n + j] = dotRows(l, i * n, j * n, j + 1);
  }
  return square;
}

/** Where the largest values stand, the largest first, into `at`; how many. */
function findLargest(values: Float64Array, at: Uint32Array): number {
  let size = 0;
  for (let j = 0; j < values.length; j++) {
    if (size === at.length && values[j] <= values[at[size - 1]]) continue;
    let k = size < at.length ? size++ : size - 1;
    for (; k > 0 && values[at[k - 1]] < values[j]; k--) at[k] = at[k - 1];
    at[k] = j;
  }
  return size;
}

function scratchFor(nObserved: number): Scratch {
  const size = Math.min(nObserved, CLOSEST);
  return {
    row: new Float64Array(nObserved),
    closest: new Uint32Array(size),
    covariance: new Float64Array(size),
    among: new Float64Array(size * size),
  };
}
