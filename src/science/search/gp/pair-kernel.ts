import { featureProduct, type Inputs } from './inputs.js';
import { matern, maternSlope, separation, type Move } from './kernel-column.js';
import type { Symmetry } from './symmetry.js';

const MOVES: readonly Move[] = [0, 1, 2, 3];

/**
 * The kernel between all pairs of observed points, for any lengths: separations are found once.
 * Matrices are [n × n], of which the lower triangle is filled.
 */
export class PairKernel {
  readonly n: number;
  private readonly nColumns: number;
  /** [nPairs] of column c under move m at 4·c + m; null where no term needs it. */
  private readonly separations: (Float64Array | null)[];

  constructor(
    private readonly inputs: Inputs,
    private readonly symmetry: Symmetry,
  ) {
    this.n = inputs.nPoints;
    this.nColumns = inputs.columns.length;
    this.separations = inputs.columns.flatMap((_, c) =>
      MOVES.map((move) =>
        symmetry.terms.some((term) => term[c].includes(move)) ? separationsOf(inputs, c, move) : null,
      ),
    );
  }

  /** Kernel without noise; with `slopes` (one matrix a column) also its derivatives by the logarithms of the lengths. */
  fill(lengths: readonly number[], kernel: Float64Array, slopes: readonly Float64Array[] | null): void {
    const values = new Float64Array(4 * this.nColumns);
    const derivatives = new Float64Array(4 * this.nColumns);
    for (let i = 0, pair = 0; i < this.n; i++) {
      for (let j = 0; j <= i; j++, pair++) {
        for (let k = 0; k < values.length; k++) {
          const separations = this.separations[k];
          if (separations === null) continue;
          const scaled = separations[pair] / lengths[k >> 2];
          values[k] = matern(scaled);
          if (slopes !== null) derivatives[k] = maternSlope(scaled);
        }
        const at = i * this.n + j;
        kernel[at] = this.sumTerms(values) + featureProduct(this.inputs, i, j);
        if (slopes !== null) this.addSlopes(slopes, at, { values, derivatives });
      }
    }
  }

  private sumTerms(values: Float64Array): number {
    let sum = 0;
    for (const term of this.symmetry.terms) {
      let product = 1;
      for (let c = 0; c < this.nColumns; c++) product *= sumOver(values, c, term[c]);
      sum += product;
    }
    return sum / this.symmetry.nImages;
  }

  private addSlopes(
    slopes: readonly Float64Array[],
    at: number,
    { values, derivatives }: { values: Float64Array; derivatives: Float64Array },
  ): void {
    for (let c = 0; c < this.nColumns; c++) {
      let sum = 0;
      for (const term of this.symmetry.terms) {
        let product = sumOver(derivatives, c, term[c]);
        for (let e = 0; e < this.nColumns; e++) if (e !== c) product *= sumOver(values, e, term[e]);
        sum += product;
      }
      slopes[c][at] = sum / this.symmetry.nImages;
    }
  }
}

function sumOver(values: Float64Array, c: number, moves: readonly Move[]): number {
  let sum = 0;
  for (const move of moves) sum += values[4 * c + move];
  return sum;
}

function separationsOf({ columns, values, nPoints }: Inputs, c: number, move: Move): Float64Array {
  const separations = new Float64Array((nPoints * (nPoints + 1)) / 2);
  for (let i = 0, pair = 0; i < nPoints; i++) {
    for (let j = 0; j <= i; j++, pair++) {
      const a = values[i * columns.length + c];
      separations[pair] = separation(columns[c], [a, values[j * columns.length + c]], move);
    }
  }
  return separations;
}
