import { primitiveCrystal } from '../crystal/lattice.js';
import { PROTOTYPE_NAMES, prototypeCrystal, type PrototypeName } from '../crystal/prototypes.js';
import { siteFinder } from '../crystal/site-finder.js';
import type { Crystal, Mat3, Site, Vec3 } from '../crystal/structure.js';
import { applyRow, cross, determinant, dot, inverse, norm, subtract } from '../crystal/vectors.js';

/** Lengths within this share, right angles within this cosine: what a relaxed or measured cell is off by. */
const METRIC_TOLERANCE = 2e-3;
/** Atoms this near their place of the prototype, Å; no two prototypes are as near to one another. */
const PLACE_TOLERANCE_ANGSTROM = 0.06;

/** Elements of each prototype with two or three in turn, as counts in the primitive cell. */
const COUNTS: Readonly<Record<PrototypeName, readonly number[]>> = {
  fcc: [1],
  bcc: [1],
  hcp: [2],
  diamond: [2],
  zincblende: [1, 1],
  wurtzite: [2, 2],
  rocksalt: [1, 1],
  fluorite: [1, 2],
  perovskite: [1, 1, 3],
};
/** Lattice points in the conventional cell. */
const N_CENTRINGS: Readonly<Record<PrototypeName, number>> = {
  fcc: 4,
  bcc: 2,
  hcp: 1,
  diamond: 4,
  zincblende: 4,
  wurtzite: 1,
  rocksalt: 4,
  fluorite: 4,
  perovskite: 1,
};

/** A crystal in the standard cell of the prototype that it is. */
export interface RecognisedPrototype {
  readonly name: PrototypeName;
  /** In the prototype's order. */
  readonly elements: readonly string[];
  /** The same atoms but for a shift of the origin; its cell stands in the Cartesian frame of the crystal given. */
  readonly crystal: Crystal;
}

/**
 * Which prototype a crystal is, whatever its cell: primitive, doubled or turned.
 *
 * @returns null: none of them. A tetragonal or rhombohedral distortion above 0.2 % is another crystal
 * @throws CrystalError as `primitiveCrystal`
 * Checked: every prototype from its primitive, doubled and turned cell (recognise-prototype.spec.ts).
 */
export function recognisePrototype(crystal: Crystal): RecognisedPrototype | null {
  const asItStands = standing(crystal);
  if (asItStands !== null) return asItStands;
  const primitive = primitiveCrystal(crystal);
  const short = shortVectors(primitive.cell);
  for (const name of PROTOTYPE_NAMES) {
    for (const elements of assignments(name, primitive.sites)) {
      const found = fit(name, elements, primitive, short);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The usual case without a search: named after a prototype, and just its cell and sites. */
function standing({ name, cell, sites }: Crystal): RecognisedPrototype | null {
  const prototype = PROTOTYPE_NAMES.find((p) => p === name);
  if (prototype === undefined) return null;
  const elements = [...new Set(sites.map((site) => site.element))];
  if (elements.length !== COUNTS[prototype].length) return null;
  const isHexagonal = prototype === 'hcp' || prototype === 'wurtzite';
  const lattice = isHexagonal ? [cell[0][0], cell[2][2]] : [cell[0][0]];
  if (!lattice.every((length) => length > 0)) return null;
  const crystal = prototypeCrystal(prototype, elements, lattice);
  const isSame =
    crystal.sites.length === sites.length &&
    crystal.cell.every((row, i) => row.every((v, j) => Math.abs(v - cell[i][j]) < 1e-9)) &&
    crystal.sites.every(
      (s, i) =>
        s.element === sites[i].element &&
        s.fractional.every((x, k) => Math.abs(x - sites[i].fractional[k]) < 1e-9),
    );
  return isSame ? { name: prototype, elements, crystal: { name, cell, sites } } : null;
}

/** Elements in the prototype's order that have its counts; of perovskites both ways round. */
function assignments(name: PrototypeName, sites: readonly Site[]): string[][] {
  const counts = COUNTS[name];
  const present = [...new Set(sites.map((site) => site.element))];
  const nOf = (element: string): number => sites.filter((site) => site.element === element).length;
  if (present.length !== counts.length || sites.length !== counts.reduce((a, b) => a + b)) return [];
  return permutations(present).filter((order) => order.every((element, i) => nOf(element) === counts[i]));
}

function permutations(items: readonly string[]): string[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

/** Lattice vectors with coefficients up to 2 of a reduced cell: the conventional vectors of all prototypes are among them. */
function shortVectors(cell: Mat3): Vec3[] {
  const steps = [-2, -1, 0, 1, 2];
  return steps.flatMap((i) => steps.flatMap((j) => steps.map((k) => applyRow([i, j, k], cell))));
}

function fit(
  name: PrototypeName,
  elements: readonly string[],
  primitive: Crystal,
  short: readonly Vec3[],
): RecognisedPrototype | null {
  const volume = Math.abs(determinant(primitive.cell)) * N_CENTRINGS[name];
  const cells =
    name === 'hcp' || name === 'wurtzite' ? hexagonalCells(short, volume) : cubicCells(short, volume);
  for (const cell of cells) {
    const lattice = [norm(cell[0]), norm(cell[2])];
    const isCubic = !(name === 'hcp' || name === 'wurtzite');
    const { sites } = prototypeCrystal(name, elements, isCubic ? [lattice[0]] : lattice);
    const candidate = { name, cell, sites };
    if (holds(candidate, primitive)) return { name, elements, crystal: candidate };
  }
  return null;
}

function cubicCells(short: readonly Vec3[], volume: number): Mat3[] {
  const a = Math.cbrt(volume);
  const edges = short.filter((v) => isLong(v, a));
  return edges.flatMap((x) =>
    edges
      .filter((y) => isAt(x, y, 0))
      .flatMap((y) =>
        edges
          .filter((z) => isAt(x, z, 0) && isAt(y, z, 0) && dot(cross(x, y), z) > 0)
          .map((z): Mat3 => [x, y, z]),
      ),
  );
}

function hexagonalCells(short: readonly Vec3[], volume: number): Mat3[] {
  const cells: Mat3[] = [];
  for (const x of short) {
    const a = norm(x);
    if (a === 0) continue;
    const c = volume / ((a * a * Math.sqrt(3)) / 2);
    const uprights = short.filter((z) => isLong(z, c) && isAt(x, z, 0));
    if (uprights.length === 0) continue;
    for (const y of short.filter((v) => isLong(v, a) && isAt(x, v, -0.5)))
      for (const z of uprights) if (isAt(y, z, 0) && dot(cross(x, y), z) > 0) cells.push([x, y, z]);
  }
  return cells;
}

const isLong = (v: Vec3, length: number): boolean => Math.abs(norm(v) - length) < METRIC_TOLERANCE * length;
const isAt = (a: Vec3, b: Vec3, cosine: number): boolean =>
  Math.abs(dot(a, b) / (norm(a) * norm(b)) - cosine) < METRIC_TOLERANCE;

/** Whether every atom lies on a site of the candidate for one shift of the origin. */
function holds(candidate: Crystal, primitive: Crystal): boolean {
  const find = siteFinder(candidate, PLACE_TOLERANCE_ANGSTROM);
  const toCandidate = inverse(candidate.cell);
  const places = primitive.sites.map((site) => ({
    element: site.element,
    at: applyRow(applyRow(site.fractional, primitive.cell), toCandidate),
  }));
  const anchor = places[0];
  return candidate.sites
    .filter((site) => site.element === anchor.element)
    .map((site) => subtract(site.fractional, anchor.at))
    .some((shift) => places.every(({ element, at }) => find(element, at, shift) !== null));
}
