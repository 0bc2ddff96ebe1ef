import { featureProduct, type Inputs } from './inputs.js';
import type { Move } from './kernel-column.js';
import { PairSeparations } from './pair-separations.js';
import type { Symmetry } from './symmetry.js';

/** Of one column under one move: correlations of all pairs, and their derivatives by the logarithm of the length. */
interface Factor {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/** The kernel between all pairs of observed points (i, j ≤ i, row by row), for any lengths. */
export class PairKernel {
  readonly n: number;
  private readonly nPairs: number;
  private readonly features: Float64Array;
  /** By 4·column + move, only those that a term needs; for the lengths of the last `fill`. */
  private readonly factors = new Map<number, Factor>();
  /** For what is found on the way. */
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

  /** @returns kernel without noise, [n × n], of which the lower triangle is filled */
  fill(lengths: readonly number[]): Float64Array {
    for (const [key, factor] of this.factors) {
      matern52(this.separations.of(key >> 2, (key & 3) as Move), lengths[key >> 2], factor);
    }
    const sum = new Float64Array(this.nPairs);
    for (const term of this.symmetry.terms) {
      this.setProduct(term.map((moves, c) => this.sumOver(c, moves, 'values')));
      addTo(sum, this.product);
    }
    const share = 1 / this.symmetry.nImages;
    const kernel = new Float64Array(this.n * this.n);
    for (let i = 0, pair = 0; i < this.n; i++) {
      for (let j = 0; j <= i; j++, pair++) kernel[i * this.n + j] = share * sum[pair] + this.features[pair];
    }
    return kernel;
  }

  /**
   * Σ_pairs share · derivative of the kernel by the logarithm of each length, at the lengths of the last `fill`.
   * @param shares  [nPairs]
   */
  slopes(shares: Float64Array): number[] {
    const { product } = this;
    return this.symmetry.terms[0].map((_, c) => {
      let slope = 0;
      for (const term of this.symmetry.terms) {
        this.setProduct(term.map((moves, k) => this.sumOver(k, moves, k === c ? 'slopes' : 'values')));
        for (let pair = 0; pair < product.length; pair++) slope += shares[pair] * product[pair];
      }
      return slope / this.symmetry.nImages;
    });
  }

  private newFactor(): Factor {
    return { values: new Float64Array(this.nPairs), slopes: new Float64Array(this.nPairs) };
  }

  private sumOver(c: number, moves: readonly Move[], of: keyof Factor): Float64Array {
    const [first, ...others] = moves.map((move) => this.factors.get(4 * c + move)![of]);
    if (others.length === 0) return first;
    const sum = first.slice();
    for (const other of others) addTo(sum, other);
    return sum;
  }

  private setProduct([first, ...others]: readonly Float64Array[]): void {
    this.product.set(first);
    for (const other of others) multiplyBy(this.product, other);
  }
}

function addTo(sum: Float64Array, values: Float64Array): void {
  for (let pair = 0; pair < sum.length; pair++) sum[pair] += values[pair];
}

function multiplyBy(product: Float64Array, values: Float64Array): void {
  for (let pair = 0; pair < product.length; pair++) product[pair] *= values[pair];
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
