import type { PlaneVector } from './boundary.js';
import { reducePair } from './integer-lattice.js';

/** Two vectors that span a plane lattice, right-handed, Å. */
export type PlaneCell = readonly [PlaneVector, PlaneVector];
type Whole2 = readonly [readonly [number, number], readonly [number, number]];

/** Which grain is deformed so that the two fit; 'both': each goes half the way. */
export type StrainedSide = 'A' | 'B' | 'both';

export interface MatchOptions {
  /** Of the common cell. */
  readonly maxAreaAngstrom2: number;
  /** Largest principal strain of either side. */
  readonly strainLimit: number;
  readonly strained: StrainedSide;
  /** B may be turned in the plane by no more than this; Infinity: by any angle. */
  readonly maxRotationRad: number;
  /** Stop when so many are found. Default: all up to the area. */
  readonly maxMatches?: number;
}

/** A cell of A and one of B that fit. */
export interface LatticeMatch {
  /** The cells' vectors: rows of whole numbers in units of A's and B's plane lattice. */
  readonly cellA: Whole2;
  readonly cellB: Whole2;
  /** Primitive cells of A and of B in the common cell. */
  readonly nA: number;
  readonly nB: number;
  readonly areaAngstrom2: number;
  /** B is turned by this, x towards z. */
  readonly rotationRad: number;
  /** Principal stretches that bring B onto A, minus 1: the misfit, larger magnitude first. */
  readonly misfit: readonly [number, number];
  /** Largest principal strain of A and of B. */
  readonly strainA: number;
  readonly strainB: number;
}

/**
 * All common cells of two plane lattices up to an area and a strain, smallest area first, then smallest strain; of equal
 * cells that differ only by symmetry the one with the smallest turn.
 *
 * Source: A. Zur and T. C. McGill, J. Appl. Phys. 55, 378 (1984); here every pair of B's vectors is tried on each
 * reduced cell of A, so that nothing hangs on how B's cells are reduced.
 * Checked: pymatgen's ZSLGenerator (heterophase.spec.ts), squares and hexagons by hand.
 */
export function latticeMatches(a: PlaneCell, b: PlaneCell, options: MatchOptions): LatticeMatch[] {
  const { maxAreaAngstrom2, maxMatches = Infinity } = options;
  const found: LatticeMatch[] = [];
  for (let nA = 1; nA * area(a) <= maxAreaAngstrom2 * (1 + 1e-9) && found.length < maxMatches; nA++) {
    const ofIndex = new Map<string, LatticeMatch>();
    const counts = countsOfB((nA * area(a)) / area(b), options);
    if (counts.size === 0) continue;
    for (const cell of supercells(nA)) {
      const cellA = reducedCell(a, cell);
      for (const cellB of candidates(b, combined(a, cellA), options)) {
        const match = counts.has(determinant(cellB)) ? matchOf({ a, b, cellA, cellB }, options) : null;
        if (match !== null) keepBest(ofIndex, match);
      }
    }
    found.push(...[...ofIndex.values()].sort((p, q) => worst(p) - worst(q) || p.nB - q.nB));
  }
  return found;
}

/** How many cells of B can fit: the area may change by the strain, twice. */
function countsOfB(ratio: number, { strainLimit }: MatchOptions): Set<number> {
  const slack = (1 + 2 * strainLimit) ** 2;
  const counts = new Set<number>();
  for (let n = Math.max(1, Math.ceil(ratio / slack - 1e-9)); n <= ratio * slack + 1e-9; n++) counts.add(n);
  return counts;
}

function keepBest(found: Map<string, LatticeMatch>, match: LatticeMatch): void {
  const key = [match.nA, match.nB, ...match.misfit.map((m) => m.toFixed(6))].join();
  const known = found.get(key);
  if (known === undefined || Math.abs(match.rotationRad) < Math.abs(known.rotationRad) - 1e-9)
    found.set(key, match);
}

function worst({ strainA, strainB }: LatticeMatch): number {
  return Math.max(strainA, strainB);
}

interface Pair {
  readonly a: PlaneCell;
  readonly b: PlaneCell;
  readonly cellA: Whole2;
  readonly cellB: Whole2;
}

function matchOf({ a, b, cellA, cellB }: Pair, options: MatchOptions): LatticeMatch | null {
  const nB = determinant(cellB);
  const { stretches, rotationRad } = polar(deformation(combined(b, cellB), combined(a, cellA)));
  const strains = stretches.map((s) => sideStrains(s, options.strained));
  const [strainA, strainB] = [0, 1].map((side) => Math.max(...strains.map((s) => Math.abs(s[side]))));
  if (Math.max(strainA, strainB) > options.strainLimit * (1 + 1e-9)) return null;
  if (Math.abs(rotationRad) > options.maxRotationRad) return null;
  const nA = determinant(cellA);
  const misfit = stretches.map((s) => s - 1).sort((p, q) => Math.abs(q) - Math.abs(p));
  return {
    cellA,
    cellB,
    nA,
    nB,
    areaAngstrom2: nA * area(a),
    rotationRad,
    misfit: [misfit[0], misfit[1]],
    strainA,
    strainB,
  };
}

/** Strains of A and B along a principal direction in which B must be stretched s times to be as A is. */
function sideStrains(s: number, strained: StrainedSide): readonly [number, number] {
  if (strained === 'A') return [1 / s - 1, 0];
  if (strained === 'B') return [0, s - 1];
  return [(1 / s - 1) / 2, (s - 1) / 2];
}

/** One cell for each sublattice of an index. */
function supercells(index: number): Whole2[] {
  const found: Whole2[] = [];
  for (let p = 1; p <= index; p++) {
    if (index % p !== 0) continue;
    for (let q = 0; q < index / p; q++)
      found.push([
        [p, q],
        [0, index / p],
      ]);
  }
  return found;
}

/** The cell's shortest vectors, right-handed. */
function reducedCell(lattice: PlaneCell, cell: Whole2): Whole2 {
  const inner = (m: readonly number[], n: readonly number[]): number => {
    const [p, q] = [vector(lattice, m), vector(lattice, n)];
    return p[0] * q[0] + p[1] * q[1];
  };
  const combine = (m: readonly number[], f: number, n: readonly number[]): readonly number[] =>
    m.map((v, i) => v + f * n[i]);
  const [u, v] = reducePair<readonly number[]>(cell, inner, combine);
  const second = u[0] * v[1] - u[1] * v[0] < 0 ? [0 - v[0], 0 - v[1]] : v;
  return [
    [u[0], u[1]],
    [second[0], second[1]],
  ];
}

/** All pairs of B's vectors that have about the lengths of A's two, and their directions if B may not be turned freely. */
function candidates(
  b: PlaneCell,
  onA: readonly [PlaneVector, PlaneVector],
  { strainLimit, maxRotationRad }: MatchOptions,
): Whole2[] {
  const slack = 1 + 2 * strainLimit + 1e-9;
  const vectors = onA.map((u) => {
    const length = Math.hypot(...u);
    const near = (slack - 1 + maxRotationRad) * length;
    const inDisc = near < length ? pointsInDisc(b, u, near) : pointsInDisc(b, [0, 0], length * slack);
    return inDisc.filter((v) => {
      const d = Math.hypot(...vector(b, v));
      return d <= length * slack && d * slack >= length;
    });
  });
  return vectors[0].flatMap((first) => vectors[1].map((second): Whole2 => [first, second]));
}

/** Whole numbers of the lattice points within a radius of a point. */
function pointsInDisc(lattice: PlaneCell, [x, z]: PlaneVector, radius: number): [number, number][] {
  const [[ux, uz], [vx, vz]] = lattice;
  const s = area(lattice);
  const [i0, j0] = [(x * vz - z * vx) / s, (ux * z - uz * x) / s];
  // The heights of the cell bound how far i and j can go.
  const [di, dj] = [(radius * Math.hypot(vx, vz)) / s, (radius * Math.hypot(ux, uz)) / s];
  const found: [number, number][] = [];
  for (let i = Math.ceil(i0 - di); i <= i0 + di; i++)
    for (let j = Math.ceil(j0 - dj); j <= j0 + dj; j++) {
      const [px, pz] = vector(lattice, [i, j]);
      if (Math.hypot(px - x, pz - z) <= radius) found.push([i, j]);
    }
  return found;
}

function vector([u, v]: PlaneCell, [i, j]: readonly number[]): PlaneVector {
  return [i * u[0] + j * v[0], i * u[1] + j * v[1]];
}

/** A cell given by whole numbers, in Å. */
export function combined(lattice: PlaneCell, cell: Whole2): [PlaneVector, PlaneVector] {
  return [vector(lattice, cell[0]), vector(lattice, cell[1])];
}

function area(cell: PlaneCell): number {
  return determinant(cell);
}

function determinant([[a, b], [c, d]]: readonly [
  PlaneVector | readonly [number, number],
  PlaneVector | readonly [number, number],
]): number {
  return a * d - b * c;
}

/** The matrix (columns to columns) that carries the rows of `from` to the rows of `to`. */
export function deformation(from: PlaneCell, to: PlaneCell): PlaneCell {
  const d = determinant(from);
  const [[a, b], [c, e]] = from;
  const [[p, q], [r, s]] = to;
  return [
    [(p * e - r * b) / d, (r * a - p * c) / d],
    [(q * e - s * b) / d, (s * a - q * c) / d],
  ];
}

/** F = rotation · stretch: the angle (first axis towards the second) and the two principal stretches. */
export function polar([[a, b], [c, d]]: PlaneCell): {
  rotationRad: number;
  stretches: readonly [number, number];
} {
  const rotationRad = Math.atan2(c - b, a + d);
  const mean = Math.hypot(a + d, c - b) / 2;
  const difference = Math.hypot(a - d, b + c) / 2;
  return { rotationRad, stretches: [mean + difference, mean - difference] };
}
