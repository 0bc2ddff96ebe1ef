import type { Vec3 } from '../crystal/structure.js';
import { BoundaryError } from './boundary-error.js';

/** Greatest common divisor of whole numbers, ≥ 0; of nothing or of zeros: 0. Exact below 2⁵³. */
export function gcd(...values: readonly number[]): number {
  let g = 0;
  for (const value of values) {
    let v = Math.abs(value);
    while (v !== 0) [g, v] = [v, g % v];
  }
  return g;
}

/** { g, p, q } with g = gcd(a, b) = p·a + q·b, g ≥ 0. */
export function extendedGcd(a: number, b: number): { g: number; p: number; q: number } {
  let [r, nextR, p, nextP, q, nextQ] = [a, b, 1, 0, 0, 1];
  while (nextR !== 0) {
    const quotient = Math.trunc(r / nextR);
    [r, nextR] = [nextR, r - quotient * nextR];
    [p, nextP] = [nextP, p - quotient * nextP];
    [q, nextQ] = [nextQ, q - quotient * nextQ];
  }
  return r < 0 ? { g: -r, p: -p, q: -q } : { g: r, p, q };
}

/** Whole numbers without common divisor on the same ray. @throws BoundaryError not-integer for (0, 0, 0) or fractions */
export function coprime(v: Vec3): Vec3 {
  const g = gcd(...v);
  if (!v.every(Number.isInteger) || g === 0) {
    throw new BoundaryError('not-integer', `(${v.join(' ')}) must be whole numbers, not all 0`, { v });
  }
  return [v[0] / g, v[1] / g, v[2] / g];
}

export interface RatioOptions {
  /** Of the largest entry. Default 1e-9. */
  readonly tolerance?: number;
  /** Largest whole number. Default 4000. */
  readonly maxSize?: number;
}

/**
 * The smallest whole numbers in the ratio of the entries of `v`.
 * @throws BoundaryError not-integer  no such ratio within the tolerance
 */
export function wholeRatio(v: Vec3, options: RatioOptions = {}): Vec3 {
  const found = findRatio(v, options);
  if (found === null) {
    throw new BoundaryError('not-integer', `(${v.join(' ')}) is not in the ratio of whole numbers`, { v });
  }
  return found;
}

/** As `wholeRatio`; null where it throws. */
export function findRatio(v: Vec3, { tolerance = 1e-9, maxSize = 4000 }: RatioOptions): Vec3 | null {
  const largest = Math.max(...v.map(Math.abs));
  for (let size = 1; size <= maxSize && largest > 0; size++) {
    const scaled = v.map((entry) => (entry / largest) * size);
    if (scaled.every((entry) => Math.abs(entry - Math.round(entry)) <= tolerance * size)) {
      return scaled.map((entry) => Math.round(entry) + 0) as unknown as Vec3;
    }
  }
  return null;
}

/**
 * Row-style Hermite normal form: the basis, in echelon form with positive pivots and reduced entries above them, of the
 * lattice that the integer rows span. As many rows come back as the rank.
 * Source: H. Cohen, A Course in Computational Algebraic Number Theory (1993), section 2.4.
 * Checked: invariance under unimodular mixing, determinant, naive membership (integer-lattice.spec.ts).
 */
export function hermiteForm(rows: readonly (readonly number[])[]): number[][] {
  const left = rows.map((row) => [...row]);
  const basis: number[][] = [];
  const nColumns = left[0]?.length ?? 0;
  for (let column = 0; column < nColumns; column++) {
    const pivot = eliminateColumn(left, column);
    if (pivot === null) continue;
    for (const above of basis) addMultiple(above, pivot, -Math.floor(at(above, column) / at(pivot, column)));
    basis.push(pivot);
  }
  return basis;
}

/** Euclid on one column: takes the row with the gcd out of `rows`, the others keep 0 there. */
function eliminateColumn(rows: number[][], column: number): number[] | null {
  for (;;) {
    const nonzero = rows.filter((row) => at(row, column) !== 0);
    const smallest = nonzero.reduce<number[] | null>(
      (best, row) => (best === null || Math.abs(at(row, column)) < Math.abs(at(best, column)) ? row : best),
      null,
    );
    if (smallest === null) return null;
    if (nonzero.length === 1) {
      rows.splice(rows.indexOf(smallest), 1);
      return at(smallest, column) < 0 ? smallest.map((v) => 0 - v) : smallest;
    }
    for (const row of nonzero) {
      if (row !== smallest) addMultiple(row, smallest, -Math.trunc(at(row, column) / at(smallest, column)));
    }
  }
}

function at(row: readonly number[], column: number): number {
  return row[column];
}

function addMultiple(target: number[], source: readonly number[], factor: number): void {
  source.forEach((value, i) => (target[i] = at(target, i) + factor * value));
}

/** Integer vectors adapted to a lattice plane: two span the plane h·v = 0, the third steps to the next, h·v = 1. */
export interface PlaneBasis {
  readonly inPlane: readonly [Vec3, Vec3];
  readonly step: Vec3;
}

/** The plane basis of coprime indices h; its three vectors have determinant ±1. */
export function planeBasis(h: Vec3): PlaneBasis {
  const { g, p, q } = extendedGcd(h[0], h[1]);
  if (g === 0) {
    return {
      inPlane: [
        [1, 0, 0],
        [0, 1, 0],
      ],
      step: [0, 0, Math.sign(h[2])],
    };
  }
  const { p: r, q: s } = extendedGcd(g, h[2]);
  return {
    inPlane: [
      [h[1] / g, 0 - h[0] / g, 0],
      [0 - p * h[2], 0 - q * h[2], g],
    ],
    step: [r * p, r * q, s],
  };
}

/** Lagrange–Gauss reduction of a plane lattice with `inner` product: shortest vector first, the pair at 60–90° or 90–120°. */
export function reducePair<V>(
  pair: readonly [V, V],
  inner: (a: V, b: V) => number,
  combine: (a: V, factor: number, b: V) => V,
): [V, V] {
  let [a, b] = pair;
  for (;;) {
    if (inner(b, b) < inner(a, a) * (1 - 1e-12)) [a, b] = [b, a];
    const factor = Math.round((inner(a, b) / inner(a, a)) * (1 - 1e-12));
    if (factor === 0) return [a, b];
    b = combine(b, -factor, a);
  }
}

/**
 * The nearest matrix of fractions with one common denominator, rows of whole numbers over it; null when none up to
 * `maxDenominator` comes within `tolerance` in every entry.
 */
export function rationalMatrix(
  matrix: readonly (readonly number[])[],
  maxDenominator: number,
  tolerance: number,
): { numerators: number[][]; denominator: number } | null {
  for (let denominator = 1; denominator <= maxDenominator; denominator++) {
    const near = matrix.every((row) =>
      row.every((v) => Math.abs(v * denominator - Math.round(v * denominator)) <= tolerance * denominator),
    );
    if (near) {
      const numerators = matrix.map((row) => row.map((v) => Math.round(v * denominator) + 0));
      return { numerators, denominator };
    }
  }
  return null;
}
