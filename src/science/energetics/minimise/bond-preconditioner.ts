import type { NeighbourList } from '../neighbour-list.js';
import { BandedCholesky } from './banded-cholesky.js';
import type { Precondition } from './lbfgs.js';

/** Atoms nearer than this share of the usual nearest distance are bonded. */
const BOND_RANGE = 1.2;
/** eV/Å² of a bond; only the first step depends on it. */
const BOND_STIFFNESS = 1.8;
/** Each atom's spring to its place, as a share of a bond's: keeps the matrix definite. */
const PLACE_SHARE = 0.05;
/** Å²/eV without bonds: about the inverse of the stiffest mode of a metal. */
const PLAIN_FLEXIBILITY = 0.06;
/** Numbers in the band at most; wider ones cost more than they save. */
const BAND_SIZE_AT_MOST = 2_000_000;

interface Bonds {
  /** Pairs of ranks. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Bonds of each rank, those to fixed atoms included. */
  readonly nOf: Float64Array;
  readonly bandwidth: number;
}

/**
 * The inverse of a crude Hessian: equal springs between nearest neighbours, the same along x, y and z. Long waves, soft for
 * the real crystal too, are then as quick to relax as short ones: 26 to 42 evaluations instead of 78 to 99 for boundaries of 90 to 430 atoms.
 *
 * Atoms are ordered along the structure's longest side, where the matrix is a narrow band; bonds through a periodic face of
 * that side are left out. Components of a vector beyond the atoms' are divided as those of an atom without bonds.
 *
 * @param free  indices of the coordinates that move, three an atom
 * Source: D. Packwood et al., J. Chem. Phys. 144, 164109 (2016), whose weights decay with distance: no difference was measured.
 */
export function bondPreconditioner(list: NeighbourList, free: Int32Array): Precondition {
  const n = free.length / 3;
  const axis = longestSide(list.wrapped);
  const order = Int32Array.from({ length: n }, (_, k) => k);
  order.sort((a, b) => list.wrapped[free[3 * a] + axis] - list.wrapped[free[3 * b] + axis] || a - b);
  const rankOf = new Int32Array(list.nAtoms).fill(-1);
  order.forEach((k, rank) => (rankOf[free[3 * k] / 3] = rank));
  const { pairs, nOf, bandwidth } = findBonds(list, rankOf, axis);
  const plain: Precondition = (v) => {
    for (let i = 0; i < v.length; i++) v[i] *= PLAIN_FLEXIBILITY;
  };
  if (n * (bandwidth + 1) > BAND_SIZE_AT_MOST) return plain;
  const matrix = new BandedCholesky(n, bandwidth);
  for (let rank = 0; rank < n; rank++) matrix.add(rank, rank, BOND_STIFFNESS * (nOf[rank] + PLACE_SHARE));
  for (const [a, b] of pairs) matrix.add(a, b, -BOND_STIFFNESS);
  matrix.factorise();
  const sorted = new Float64Array(3 * n);
  return (v) => {
    for (let i = 3 * n; i < v.length; i++) v[i] *= PLAIN_FLEXIBILITY;
    for (let rank = 0; rank < n; rank++) {
      for (let x = 0; x < 3; x++) sorted[3 * rank + x] = v[3 * order[rank] + x];
    }
    matrix.solve3(sorted);
    for (let rank = 0; rank < n; rank++) {
      for (let x = 0; x < 3; x++) v[3 * order[rank] + x] = sorted[3 * rank + x];
    }
  };
}

function longestSide(positions: Float64Array): 0 | 1 | 2 {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  positions.forEach((x, i) => {
    low[i % 3] = Math.min(low[i % 3], x);
    high[i % 3] = Math.max(high[i % 3], x);
  });
  const [x, y, z] = high.map((top, k) => top - low[k]);
  if (y >= x && y >= z) return 1;
  return x >= z ? 0 : 2;
}

function findBonds(list: NeighbourList, rankOf: Int32Array, axis: 0 | 1 | 2): Bonds {
  const { wrapped, nAtoms } = list;
  const nearest = new Float64Array(nAtoms).fill(Infinity);
  list.forEachPair((i, j, distance) => {
    nearest[i] = Math.min(nearest[i], distance);
    nearest[j] = Math.min(nearest[j], distance);
  });
  const range = BOND_RANGE * nearest.sort()[nAtoms >> 1];
  const nOf = new Float64Array(nAtoms);
  const pairs: (readonly [number, number])[] = [];
  let bandwidth = 0;
  list.forEachPair((i, j, distance) => {
    if (distance > range || i === j) return;
    const [a, b] = [rankOf[i], rankOf[j]];
    const bothFree = a >= 0 && b >= 0;
    if (bothFree && Math.abs(wrapped[3 * i + axis] - wrapped[3 * j + axis]) > range) return;
    if (a >= 0) nOf[a]++;
    if (b >= 0) nOf[b]++;
    if (!bothFree) return;
    pairs.push([a, b]);
    bandwidth = Math.max(bandwidth, Math.abs(a - b));
  });
  return { pairs, nOf, bandwidth };
}
