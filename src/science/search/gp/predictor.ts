import { extendCholesky, solveLower } from './cholesky.js';
import type { Process } from './fit-process.js';
import type { Inputs } from './inputs.js';
import { matern, separation, type KernelColumn, type Move } from './kernel-column.js';

/** One column of the wanted points: few different values, and which of them each point has. */
interface ColumnValues {
  readonly different: Float64Array;
  /** [nPoints] */
  readonly ids: Uint32Array;
}

/**
 * Mean and standard deviation of a process at many points.
 *
 * Columns of a table repeat their values, so the kernel's factors are tabulated for the different ones. Means are found
 * for all points at once; a standard deviation costs n², so it is found where asked for, and `boundStd` tells where that
 * is worth it.
 */
export class Predictor {
  /** [nPoints] */
  readonly mean: Float64Array;
  /** [nPoints], ≥ the standard deviation: what the single closest observation leaves. */
  readonly boundStd: Float64Array;
  private readonly columns: ColumnValues[];
  /** [nObserved][nTerms][nColumns][nDifferent] */
  private readonly tables: Float64Array[][][] = [];
  private readonly own: Float64Array;
  private readonly believed: number[] = [];
  private l: Float64Array;

  constructor(
    private readonly process: Process,
    private readonly wanted: Inputs,
  ) {
    this.columns = wanted.columns.map((_, c) => columnValues(wanted, c));
    this.own = this.ownKernel();
    this.mean = this.featureMeans();
    this.boundStd = Float64Array.from(this.own, (k) => k);
    const observed = process.inputs;
    const kernel = new Float64Array(wanted.nPoints);
    for (let j = 0; j < observed.nPoints; j++) {
      this.tables.push(this.tabulate(observed, j));
      this.kernelWith(j, kernel);
      const self = process.l.subarray(j * observed.nPoints, j * observed.nPoints + j + 1);
      const covariance = self.reduce((sum, v) => sum + v * v, 0);
      this.accumulate(kernel, j, 1 / covariance);
    }
    for (let i = 0; i < wanted.nPoints; i++) this.boundStd[i] = this.toStd(this.boundStd[i]);
    this.l = process.l;
  }

  get nBelieved(): number {
    return this.believed.length;
  }

  /** Standard deviation of the energy (without noise) at a point. */
  std(i: number): number {
    const n = this.process.inputs.nPoints + this.believed.length;
    const explained = solveLower(this.l, n, this.covarianceWith(i));
    return this.toStd(explained.reduce((left, v) => left - v * v, this.own[i]));
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
    for (let j = 0; j < nObserved; j++) row[j] = this.tableKernel(j, i) + this.featureKernel(j, i);
    this.believed.forEach((b, k) => (row[nObserved + k] = this.between(b, i)));
    return row;
  }

  private toStd(kernel: number): number {
    return Math.sqrt(this.process.signal * Math.max(kernel, 1e-9));
  }

  private tabulate({ columns, values }: Inputs, j: number): Float64Array[][] {
    return this.process.symmetry.terms.map((term) =>
      columns.map((column, c) =>
        this.columns[c].different.map((v) =>
          sumOfMoves(column, [v, values[j * columns.length + c]], [term[c], this.process.lengths[c]]),
        ),
      ),
    );
  }

  /** Kernel of all points with observation j, without features. */
  private kernelWith(j: number, kernel: Float64Array): void {
    const product = new Float64Array(kernel.length);
    kernel.fill(0);
    for (const term of this.tables[j]) {
      term.forEach((table, c) => {
        const { ids } = this.columns[c];
        if (c === 0) for (let i = 0; i < ids.length; i++) product[i] = table[ids[i]];
        else for (let i = 0; i < ids.length; i++) product[i] *= table[ids[i]];
      });
      for (let i = 0; i < kernel.length; i++) kernel[i] += product[i];
    }
    const share = 1 / this.process.symmetry.nImages;
    for (let i = 0; i < kernel.length; i++) kernel[i] *= share;
  }

  private accumulate(kernel: Float64Array, j: number, precision: number): void {
    const weight = this.process.weights[j];
    for (let i = 0; i < kernel.length; i++) {
      this.mean[i] += weight * kernel[i];
      const k = kernel[i] + this.featureKernel(j, i);
      this.boundStd[i] = Math.min(this.boundStd[i], this.own[i] - k * k * precision);
    }
  }

  private tableKernel(j: number, i: number): number {
    let sum = 0;
    for (const term of this.tables[j]) {
      let product = 1;
      for (let c = 0; c < term.length; c++) product *= term[c][this.columns[c].ids[i]];
      sum += product;
    }
    return sum / this.process.symmetry.nImages;
  }

  private featureKernel(j: number, i: number): number {
    const { nFeatures, features } = this.wanted;
    const observed = this.process.inputs.features;
    let sum = 0;
    for (let f = 0; f < nFeatures; f++) sum += observed[j * nFeatures + f] * features[i * nFeatures + f];
    return sum;
  }

  /** Kernel of two wanted points. */
  private between(a: number, b: number): number {
    const { columns, values, features, nFeatures } = this.wanted;
    const { symmetry, lengths } = this.process;
    let sum = 0;
    for (const term of symmetry.terms) {
      let product = 1;
      for (let c = 0; c < columns.length; c++) {
        const pair = [values[a * columns.length + c], values[b * columns.length + c]] as const;
        product *= sumOfMoves(columns[c], pair, [term[c], lengths[c]]);
      }
      sum += product;
    }
    let linear = 0;
    for (let f = 0; f < nFeatures; f++) linear += features[a * nFeatures + f] * features[b * nFeatures + f];
    return sum / symmetry.nImages + linear;
  }

  private ownKernel(): Float64Array {
    const { columns, nPoints } = this.wanted;
    const { symmetry, lengths } = this.process;
    const tables = symmetry.terms.map((term) =>
      columns.map((column, c) =>
        this.columns[c].different.map((v) => sumOfMoves(column, [v, v], [term[c], lengths[c]])),
      ),
    );
    const own = new Float64Array(nPoints);
    const { features, nFeatures } = this.wanted;
    for (let i = 0; i < nPoints; i++) {
      for (const term of tables) {
        let product = 1;
        for (let c = 0; c < columns.length; c++) product *= term[c][this.columns[c].ids[i]];
        own[i] += product / symmetry.nImages;
      }
      for (let f = 0; f < nFeatures; f++) own[i] += features[i * nFeatures + f] ** 2;
    }
    return own;
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

function sumOfMoves(
  column: KernelColumn,
  pair: readonly [number, number],
  [moves, length]: readonly [readonly Move[], number],
): number {
  let sum = 0;
  for (const move of moves) sum += matern(separation(column, pair, move) / length);
  return sum;
}

function columnValues({ columns, values, nPoints }: Inputs, c: number): ColumnValues {
  const found = new Map<number, number>();
  const ids = new Uint32Array(nPoints);
  for (let i = 0; i < nPoints; i++) {
    const value = values[i * columns.length + c];
    let id = found.get(value);
    if (id === undefined) found.set(value, (id = found.size));
    ids[i] = id;
  }
  return { different: Float64Array.from(found.keys()), ids };
}
