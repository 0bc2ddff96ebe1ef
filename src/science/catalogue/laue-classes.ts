import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { pointOperations } from '../crystal/symmetry.js';
import { apply, inverse, multiply, transpose } from '../crystal/vectors.js';

/** Generators beside the inversion, as matrices of fractional columns in the standard setting (hexagonal axes: γ = 120°). */
const GENERATORS: Readonly<Record<string, readonly string[]>> = {
  '-1': [],
  '2/m': ['-x,y,-z'],
  mmm: ['-x,y,-z', '-x,-y,z'],
  '4/m': ['-y,x,z'],
  '4/mmm': ['-y,x,z', '-x,y,-z'],
  '-3': ['-y,x-y,z'],
  '-3m1': ['-y,x-y,z', 'y,x,-z'],
  '-31m': ['-y,x-y,z', '-y,-x,-z'],
  '6/m': ['x-y,x,z'],
  '6/mmm': ['x-y,x,z', 'y,x,-z'],
  'm-3': ['-x,y,-z', 'z,x,y'],
  'm-3m': ['-y,x,z', 'z,x,y'],
};

const ROWS: Readonly<Record<string, Vec3>> = {
  x: [1, 0, 0],
  y: [0, 1, 0],
  z: [0, 0, 1],
  '-x': [-1, 0, 0],
  '-y': [0, -1, 0],
  '-z': [0, 0, -1],
  'x-y': [1, -1, 0],
};

const matrixOf = (text: string): Mat3 => text.split(',').map((word) => ROWS[word]) as unknown as Mat3;
const tidy = (m: Mat3): Mat3 => m.map((row) => row.map((v) => Math.round(v) + 0)) as unknown as Mat3;
const nameOf = (m: Mat3): string => m.flat().join();

function closed(generators: readonly Mat3[]): Mat3[] {
  const found = new Map(generators.map((m) => [nameOf(m), m]));
  for (const m of found.values())
    for (const g of generators) {
      const product = tidy(multiply(m, g));
      if (!found.has(nameOf(product))) found.set(nameOf(product), product);
    }
  return [...found.values()];
}

const INVERSION: Mat3 = [
  [-1, 0, 0],
  [0, -1, 0],
  [0, 0, -1],
];

/** A centrosymmetric point group in its standard setting. */
export interface LaueClass {
  /** Hermann–Mauguin: 'm-3m'; of -3m both settings on hexagonal axes, '-3m1' and '-31m'. */
  readonly name: string;
  /** Matrices of fractional columns [uvw]. */
  readonly operations: readonly Mat3[];
}

/**
 * The eleven Laue classes, -3m in both of its settings.
 * Source: International Tables for Crystallography A, table 10.1.2.
 * Checked: orders 2, 4, 8, 8, 16, 6, 12, 12, 12, 24, 24, 48; the prototypes' own operations (laue-classes.spec.ts).
 */
export const LAUE_CLASSES: readonly LaueClass[] = Object.entries(GENERATORS).map(([name, texts]) => ({
  name,
  operations: closed([INVERSION, ...texts.map(matrixOf)]),
}));

/** Name for a crystal whose cell is in none of the standard settings. */
const OTHER = 'other';

/**
 * The Laue class of a crystal in the setting of its cell; named 'other' with the crystal's own operations where the
 * setting is not a standard one.
 *
 * @throws CrystalError as `pointOperations`
 */
export function laueClassOf(crystal: Crystal): LaueClass {
  const own = pointOperations(crystal).map(({ rotation }) => rotation);
  const isWhole = own.every((m) => m.flat().every(Number.isInteger));
  if (!isWhole) return { name: OTHER, operations: own };
  const operations = closed([INVERSION, ...own]);
  const names = new Set(operations.map(nameOf));
  const known = LAUE_CLASSES.find(
    (c) => c.operations.length === names.size && c.operations.every((m) => names.has(nameOf(m))),
  );
  return known ?? { name: OTHER, operations };
}

const text = (v: Vec3): string => (v.every((i) => i >= 0 && i < 10) ? v.join('') : v.join(' '));
const nNegative = (v: Vec3): number => v.filter((i) => i < 0).length;

const size = (v: Vec3): number => Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]);

/** Of equivalent indices the member that names them: the smallest, fewest minus signs, then the larger indices first. */
function canonical(images: readonly Vec3[]): Vec3 {
  const order = (a: Vec3, b: Vec3): number =>
    size(a) - size(b) || nNegative(a) - nNegative(b) || b[0] - a[0] || b[1] - a[1] || b[2] - a[2];
  return images.reduce((best, v) => (order(v, best) < 0 ? v : best));
}

const clean = (v: Vec3): Vec3 => v.map((x) => Math.round(x * 1e6) / 1e6 + 0) as unknown as Vec3;

/** 'm-3m {310}' of (hkl): equal for all planes that a class makes of one another. Whole numbers; others as they are. */
export function planeFamily({ name, operations }: LaueClass, hkl: Vec3): string {
  // Of columns W the row (hkl) becomes (hkl)·W⁻¹: over a whole group the same as (hkl)·W.
  return `${name} {${text(canonical(operations.map((w) => clean(apply(transpose(w), hkl)))))}}`;
}

/** 'm-3m ⟨100⟩' of [uvw], of either sense. */
export function axisFamily({ name, operations }: LaueClass, uvw: Vec3): string {
  return `${name} ⟨${text(canonical(operations.map((w) => clean(apply(w, uvw)))))}⟩`;
}

/** The family of (hkl) in every Laue class: what a filter for a plane looks for where the crystal is not told. */
export function planeFamiliesOf(hkl: Vec3): readonly string[] {
  return LAUE_CLASSES.map((laue) => planeFamily(laue, hkl));
}

/** The family of [uvw] in every Laue class. */
export function axisFamiliesOf(uvw: Vec3): readonly string[] {
  return LAUE_CLASSES.map((laue) => axisFamily(laue, uvw));
}

/** Indices in the cell of `to`, of a plane given in the cell of `from`: both cells (rows) in one Cartesian frame. */
export function planeInOtherCell(hkl: Vec3, from: Mat3, to: Mat3): Vec3 {
  return apply(to, apply(inverse(from), hkl));
}
