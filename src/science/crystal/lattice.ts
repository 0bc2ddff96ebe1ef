import { structureOf } from './build.js';
import { CrystalError } from './crystal-error.js';
import { neighbourPairs } from './neighbours.js';
import { reduceCell } from './reduce-cell.js';
import { siteFinder } from './site-finder.js';
import type { Crystal, Mat3, Site, Vec3 } from './structure.js';
import {
  applyRow,
  determinant,
  dot,
  inverse,
  multiply,
  norm,
  scale,
  subtract,
  transpose,
} from './vectors.js';

/** Sites closer than this are the same one, Å: what six digits in a file or 0.333 for 1/3 leave. */
export const SITE_TOLERANCE_ANGSTROM = 0.01;

/** Sites of a crystal whose lattice and symmetry are looked for, at most: the search grows with their number squared. */
const MAX_SITES = 4096;

/** A crystal's translations. */
export interface Translations {
  /** Vectors of the true lattice inside the conventional cell, in units of its vectors, [0, 1); the first is zero. */
  readonly centrings: readonly Vec3[];
  /** Rows: a reduced basis of all lattice translations, Å. */
  readonly cell: Mat3;
  /** Rows: the same basis in units of the conventional cell; whole multiples of 1 / centrings.length. */
  readonly basis: Mat3;
}

const wrapUnit = (x: number): number => x - Math.floor(x);

/** The sites of the rarest element: a symmetry operation carries the first of them to another. */
export function rarestSites(sites: readonly Site[]): readonly Site[] {
  const groups = new Map<string, Site[]>();
  for (const site of sites) {
    const group = groups.get(site.element);
    if (group === undefined) groups.set(site.element, [site]);
    else group.push(site);
  }
  return [...groups.values()].reduce((best, group) => (group.length < best.length ? group : best));
}

/** One basis of the lattice that whole vectors span; rows of the result. Euclid's algorithm on rows, column by column. */
function latticeBasis(vectors: readonly Vec3[]): Mat3 {
  let rest = vectors.map((v) => [...v]);
  const basis: Vec3[] = [];
  for (let column = 0; column < 3; column++) {
    let live = rest.filter((row) => row[column] !== 0);
    while (live.length > 1) {
      const pivot = live.reduce((best, row) => (Math.abs(row[column]) < Math.abs(best[column]) ? row : best));
      for (const row of live) {
        if (row === pivot) continue;
        const n = Math.round(row[column] / pivot[column]);
        for (let k = 0; k < 3; k++) row[k] -= n * pivot[k];
      }
      live = live.filter((row) => row[column] !== 0);
    }
    basis.push(live[0] as unknown as Vec3);
    rest = rest.filter((row) => row !== live[0]);
  }
  return basis as unknown as Mat3;
}

/**
 * All lattice translations of a crystal, found from its sites: the centring of the conventional cell and a primitive one.
 *
 * @returns exact fractions (a group of N centrings has multiples of 1/N) though the sites may be off by the tolerance
 * @throws CrystalError invalid-lattice, invalid-site (no sites, or two on one place), limits-exceeded
 * Checked: 4, 2, 1, 3 centrings of F, I, P, R cells; supercells; pymatgen's primitive cells (test/peers).
 */
export function latticeTranslations(crystal: Crystal): Translations {
  const known = found.get(crystal) ?? findTranslations(crystal);
  found.set(crystal, known);
  return known;
}

/** Crystals never change: boundaries ask for the lattice of one hundreds of times. */
const found = new WeakMap<Crystal, Translations>();

function findTranslations(crystal: Crystal): Translations {
  const { cell, sites } = crystal;
  if (sites.length === 0) throw new CrystalError('invalid-site', `${crystal.name} has no sites`);
  if (sites.length > MAX_SITES) {
    throw new CrystalError(
      'limits-exceeded',
      `${sites.length} sites; lattice and symmetry are found up to ${MAX_SITES}`,
    );
  }
  const find = siteFinder(crystal, SITE_TOLERANCE_ANGSTROM);
  if (sites.some((s, i) => find(s.element, s.fractional, [0, 0, 0]) !== i)) {
    throw new CrystalError('invalid-site', `${crystal.name}: two atoms of one element on one place`);
  }
  const anchors = rarestSites(sites);
  const shifts = anchors
    .map((anchor) => subtract(anchor.fractional, anchors[0].fractional).map(wrapUnit) as unknown as Vec3)
    .filter((shift) => sites.every((s) => find(s.element, s.fractional, shift) !== null));
  const n = shifts.length;
  const whole = shifts.map((shift) => shift.map((x) => Math.round(x * n)) as unknown as Vec3);
  const primitive = latticeBasis([...whole, [n, 0, 0], [0, n, 0], [0, 0, n]]);
  if (Math.round(Math.abs(determinant(primitive))) !== n * n) {
    throw new CrystalError(
      'invalid-site',
      `${crystal.name}: its sites repeat too irregularly to tell the lattice`,
    );
  }
  const { transform } = reduceCell(
    multiply(primitive, cell).map((row) => scale(row, 1 / n)) as unknown as Mat3,
  );
  const basis = multiply(transform, primitive).map((row) => scale(row, 1 / n)) as unknown as Mat3;
  const centrings = whole.map((v) => v.map((x) => (x % n) / n) as unknown as Vec3);
  return { centrings, cell: multiply(basis, cell), basis };
}

/**
 * The same crystal in a primitive, Minkowski-reduced cell. Directions stay as they were: only the cell changes.
 *
 * @throws as `latticeTranslations`
 */
export function primitiveCrystal(crystal: Crystal): Crystal {
  const { cell, basis, centrings } = latticeTranslations(crystal);
  const find = siteFinder(crystal, SITE_TOLERANCE_ANGSTROM);
  const toPrimitive = inverse(basis);
  const seen = new Set<number | null>();
  const sites: Site[] = [];
  crystal.sites.forEach(({ element, fractional }, i) => {
    if (seen.has(i)) return;
    for (const centring of centrings) seen.add(find(element, fractional, centring));
    sites.push({ element, fractional: applyRow(fractional, toPrimitive).map(wrapUnit) as unknown as Vec3 });
  });
  return { name: crystal.name, cell, sites };
}

/** Rows a*, b*, c*: reciprocal vectors (without 2π), 1/Å; (hkl) has the normal h·a* + k·b* + l·c*. */
export function reciprocalCell(cell: Mat3): Mat3 {
  return transpose(inverse(cell));
}

/**
 * Distance of equivalent lattice planes (hkl): the plane through the next lattice point, centring respected.
 *
 * @param hkl  whole Miller indices of the conventional cell; a common divisor does not matter
 * @returns Å: fcc (100) gives a/2, (111) a/√3
 * @throws CrystalError invalid-indices
 * Checked: known ratios of fcc, bcc, hcp and against the lattice points themselves (lattice.spec.ts).
 */
export function interplanarSpacing(crystal: Crystal, hkl: Vec3): number {
  if (!hkl.every(Number.isInteger) || hkl.every((h) => h === 0)) {
    throw new CrystalError('invalid-indices', `(${hkl.join(' ')}) are no Miller indices`, { hkl });
  }
  const { basis, centrings } = latticeTranslations(crystal);
  const n = centrings.length;
  const steps = basis.map((row) => Math.abs(Math.round(n * dot(row, hkl))));
  const step = steps.reduce((a, b) => greatestCommonDivisor(a, b)) / n;
  return step / norm(applyRow(hkl, reciprocalCell(crystal.cell)));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Å³ */
export function volumePerAtom(crystal: Crystal): number {
  return Math.abs(determinant(crystal.cell)) / crystal.sites.length;
}

/** Shortest distance of any two atoms, Å. */
export function nearestNeighbourDistance(crystal: Crystal): number {
  const block = structureOf(crystal);
  // An atom and its own image are one edge of the reduced cell apart: so there always is a pair.
  const edge = norm(reduceCell(crystal.cell).cell[0]) * (1 + 1e-9);
  // No packing of equal spheres is denser than fcc: the nearest two are at most 2^(1/6)·V^(1/3) apart.
  const densest = Math.SQRT2 ** (1 / 3) * Math.cbrt(volumePerAtom(crystal)) * (1 + 1e-9);
  return neighbourPairs(block, Math.min(edge, densest)).distances.reduce((a, b) => Math.min(a, b));
}
