import { featureProduct, type Inputs } from './inputs.js';
import type { Move } from './kernel-column.js';
import { PairSeparations } from './pair-separations.js';
import type { Symmetry } from './symmetry.js';

/** Of one column under one move: correlations of all pairs, and their derivatives by the logarithm of the length. */
interface Factor {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/**
 * The kernel between all pairs of observed points, for any lengths.
 * Matrices are [n × n], of which the lower triangle is filled.
 */
export class PairKernel {
  readonly n: number;
  private readonly nPairs: number;
  private readonly features: Float64Array;
  /** By 4·column + move, only those that a term needs. */
  private readonly factors = new Map<number, Factor>();
  private readonly product: Float64Array;

  constructor(
    inputs: Inputs,
    private readonly symmetry: Symmetry,
    private readonly separations = new PairSeparations(inputs),
  ) {
    this.n = inputs.nPoints;
    this.nPairs = separations.nPairs;
    this.product = new Float64Array(this.nPairs);
    this.features = featureProducts(inputs, this.nPairs);
    for (const term of symmetry.terms) {
      term.forEach((moves, c) => {
        for (const move of moves) this.factors.set(4 * c + move, this.newFactor());
      });
    }
  }

  /** Kernel without noise; with `slopes` (one matrix a column) also its derivatives by the logarithms of the lengths. */
  fill(lengths: readonly number[], kernel: Float64Array, slopes: readonly Float64Array[] | null): void {
    for (const [key, factor] of this.factors) {
      matern52(this.separations.of(key >> 2, (key & 3) as Move), lengths[key >> 2], factor);
    }
    const sum = new Float64Array(this.nPairs);
    const slopeSums = lengths.map(() => new Float64Array(slopes === null ? 0 : this.nPairs));
    for (const term of this.symmetry.terms) {
      const values = term.map((moves, c) => this.sumOver(c, moves, 'values'));
      this.addProduct(values, sum);
      if (slopes === null) continue;
      slopeSums.forEach((into, c) => {
        this.addProduct(values.with(c, this.sumOver(c, term[c], 'slopes')), into);
      });
    }
    const share = 1 / this.symmetry.nImages;
    for (let pair = 0; pair < this.nPairs; pair++) sum[pair] = sum[pair] * share + this.features[pair];
    this.unpack(sum, kernel, 1);
    slopes?.forEach((matrix, c) => this.unpack(slopeSums[c], matrix, share));
  }

  private newFactor(): Factor {
    return { values: new Float64Array(this.nPairs), slopes: new Float64Array(this.nPairs) };
  }

  private sumOver(c: number, moves: readonly Move[], of: keyof Factor): Float64Array {
    const [first, ...others] = moves.map((move) => this.factors.get(4 * c + move)![of]);
    if (others.length === 0) return first;
    const sum = first.slice();
    for (const other of others) for (let pair = 0; pair < sum.length; pair++) sum[pair] += other[pair];
    return sum;
  }

  private addProduct([first, ...others]: readonly Float64Array[], into: Float64Array): void {
    const { product } = this;
    product.set(first);
    for (const other of others) for (let pair = 0; pair < into.length; pair++) product[pair] *= other[pair];
    for (let pair = 0; pair < into.length; pair++) into[pair] += product[pair];
  }

  private unpack(pairs: Float64Array, matrix: Float64Array, factor: number): void {
    for (let i = 0, pair = 0; i < this.n; i++) {
      for (let j = 0; j <= i; j++, pair++) matrix[i * this.n + j] = factor * pairs[pair];
    }
  }
}

/** `matern` and `maternSlope` of kernel-column.ts for many separations, the exponential once. */
function matern52(separations: Float64Array, length: number, { values, slopes }: Factor): void {
  const scale = Math.sqrt(5) / length;
  for (let pair = 0; pair < separations.length; pair++) {
    const r = scale * separations[pair];
    const decay = Math.exp(-r);
    const third = (r * r) / 3;
    values[pair] = (1 + r + third) * decay;
    slopes[pair] = third * (1 + r) * decay;
  }
}

function featureProducts(inputs: Inputs, nPairs: number): Float64Array {
  const products = new Float64Array(nPairs);
  for (let i = 0, pair = 0; i < inputs.nPoints; i++) {
    for (let j = 0; j <= i; j++, pair++) products[pair] = featureProduct(inputs, i, j);
  }
  return products;
}
