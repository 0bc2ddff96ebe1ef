import { neighbourPairs, type NeighbourPairs } from '../crystal/neighbours.js';
import type { AtomicStructure } from '../crystal/structure.js';
import { StructureDescriptorError } from './structure-descriptor-error.js';

/** All neighbours of every atom, nearest first: those of atom i are the slots first[i] … first[i + 1] − 1. */
export interface Neighbourhoods {
  /** Å */
  readonly reachAngstrom: number;
  /** [nAtoms + 1] */
  readonly first: Int32Array;
  /** [nSlots] atoms */
  readonly other: Int32Array;
  /** [nSlots × 3] from the atom to that image of the other, Å */
  readonly vectors: Float64Array;
  /** [nSlots] Å */
  readonly distances: Float64Array;
}

/** The networks' radial distributions reach so far, Å. */
const REACH_ANGSTROM = 6.5;
/** Bond lengths: farther than the neighbours that shape the Voronoi cells of crystals (1.41 of fcc, 2 of diamond). */
const REACH_BONDS = 2.5;
const SHORTEST_ANGSTROM = 1e-3;
const BUCKETS = 4096;

/** Pairs in the order of their distance, up to a bucket's width. */
function roughOrder(distances: Float64Array, reach: number): Int32Array {
  const bucket = (d: number): number => Math.min(BUCKETS - 1, Math.floor((d / reach) * BUCKETS));
  const next = new Int32Array(BUCKETS + 1);
  for (let n = 0; n < distances.length; n++) next[bucket(distances[n]) + 1]++;
  for (let b = 1; b <= BUCKETS; b++) next[b] += next[b - 1];
  const order = new Int32Array(distances.length);
  for (let n = 0; n < distances.length; n++) order[next[bucket(distances[n])]++] = n;
  return order;
}

/** Ends of pairs sorted to atoms: 2n of pair n as seen by its i, 2n + 1 by its j; nearest first. */
function sortedEnds(pairs: NeighbourPairs, first: Int32Array, reach: number): Int32Array {
  const { i, j, distances } = pairs;
  const ends = new Int32Array(2 * pairs.nPairs);
  const next = first.slice();
  for (const n of roughOrder(distances, reach)) {
    ends[next[i[n]]++] = 2 * n;
    ends[next[j[n]]++] = 2 * n + 1;
  }
  for (let atom = 0; atom + 1 < first.length; atom++) {
    // Insertion: only those of one bucket are out of order.
    for (let slot = first[atom] + 1; slot < first[atom + 1]; slot++) {
      const end = ends[slot];
      const distance = distances[end >> 1];
      let at = slot;
      for (; at > first[atom] && distances[ends[at - 1] >> 1] > distance; at--) ends[at] = ends[at - 1];
      ends[at] = end;
    }
  }
  return ends;
}

/**
 * Neighbours of every atom within a distance, images included, nearest first.
 *
 * @throws StructureDescriptorError no-atoms, atoms-coincide (nearer than 0.001 Å)
 * @throws CrystalError as `neighbourPairs`
 * Checked: through what is made of it.
 */
export function neighboursWithin(structure: AtomicStructure, reachAngstrom: number): Neighbourhoods {
  if (structure.nAtoms === 0) throw new StructureDescriptorError('no-atoms', 'the structure holds no atoms');
  const pairs = neighbourPairs(structure, reachAngstrom);
  const first = new Int32Array(structure.nAtoms + 1);
  for (let n = 0; n < pairs.nPairs; n++) {
    first[pairs.i[n] + 1]++;
    first[pairs.j[n] + 1]++;
    if (pairs.distances[n] < SHORTEST_ANGSTROM) {
      throw new StructureDescriptorError(
        'atoms-coincide',
        `atoms ${pairs.i[n] + 1} and ${pairs.j[n] + 1} lie on one place`,
      );
    }
  }
  for (let k = 1; k < first.length; k++) first[k] += first[k - 1];
  const ends = sortedEnds(pairs, first, reachAngstrom);
  const other = new Int32Array(ends.length);
  const distances = new Float64Array(ends.length);
  const vectors = new Float64Array(3 * ends.length);
  for (let slot = 0; slot < ends.length; slot++) {
    const n = ends[slot] >> 1;
    const isBackwards = (ends[slot] & 1) === 1;
    other[slot] = isBackwards ? pairs.i[n] : pairs.j[n];
    distances[slot] = pairs.distances[n];
    for (let k = 0; k < 3; k++) {
      vectors[3 * slot + k] = isBackwards ? -pairs.vectors[3 * n + k] : pairs.vectors[3 * n + k];
    }
  }
  return { reachAngstrom, first, other, vectors, distances };
}

/** Distance to the nearest atom, Å; NaN for one without a neighbour in reach. */
export function nearestDistances({ first, distances }: Neighbourhoods): Float64Array {
  return Float64Array.from({ length: first.length - 1 }, (_, i) =>
    first[i] < first[i + 1] ? distances[first[i]] : Number.NaN,
  );
}

/**
 * Neighbours as far as any descriptor here looks: 6.5 Å, or 2.5 bond lengths (the median of nearest distances) where that is
 * farther.
 *
 * @throws StructureDescriptorError no-atoms, atoms-coincide, too-sparse (half of the atoms have none in 6.5 Å)
 */
export function neighbourhoodsOf(structure: AtomicStructure): Neighbourhoods {
  const near = neighboursWithin(structure, REACH_ANGSTROM);
  const known = nearestDistances(near)
    .filter((d) => !Number.isNaN(d))
    .sort();
  if (2 * known.length <= structure.nAtoms) {
    throw new StructureDescriptorError(
      'too-sparse',
      `most of the ${structure.nAtoms} atoms have no neighbour within ${REACH_ANGSTROM} Å`,
    );
  }
  const bond = known[Math.floor(known.length / 2)];
  const reach = REACH_BONDS * bond;
  return reach > REACH_ANGSTROM ? neighboursWithin(structure, reach) : near;
}

/**
 * The nearest neighbours of one atom into `into`, as slots; of one kind only where `kinds` is given (the atom's own kind).
 *
 * @returns how many there are, at most into.length
 */
export function nearestSlots(
  { first, other }: Neighbourhoods,
  atom: number,
  kinds: Uint8Array | null,
  into: Int32Array,
): number {
  let n = 0;
  for (let slot = first[atom]; slot < first[atom + 1] && n < into.length; slot++) {
    if (kinds === null || kinds[other[slot]] === kinds[atom]) into[n++] = slot;
  }
  return n;
}
