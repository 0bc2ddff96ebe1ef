import { primitiveCrystal, SITE_TOLERANCE_ANGSTROM } from '../crystal/lattice.js';
import { siteFinder } from '../crystal/site-finder.js';
import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { pointOperations, type SymmetryOperation } from '../crystal/symmetry.js';
import { apply, determinant, dot, multiply, norm, scale, transpose } from '../crystal/vectors.js';
import { coprime } from '../grain-boundaries/integer-lattice.js';

/** Laue classes by the number of their proper rotations and the highest order of one; the crystal family; order of the main axes. */
const CLASSES: Readonly<Record<string, { laue: string; family: string; axis: number }>> = {
  '1 1': { laue: '-1', family: 'a', axis: 1 },
  '2 2': { laue: '2/m', family: 'm', axis: 2 },
  '4 2': { laue: 'mmm', family: 'o', axis: 2 },
  '4 4': { laue: '4/m', family: 't', axis: 4 },
  '8 4': { laue: '4/mmm', family: 't', axis: 4 },
  '3 3': { laue: '-3', family: 'h', axis: 3 },
  '6 3': { laue: '-3m', family: 'h', axis: 3 },
  '6 6': { laue: '6/m', family: 'h', axis: 3 },
  '12 6': { laue: '6/mmm', family: 'h', axis: 3 },
  '12 3': { laue: 'm-3', family: 'c', axis: 2 },
  '24 4': { laue: 'm-3m', family: 'c', axis: 4 },
};

/**
 * What tells polymorphs of one formula apart, whatever cell and lattice parameters they come in: Laue class, Pearson symbol and the
 * orbits that symmetry makes of the sites of a primitive cell. 'm-3m cF4 Cu1'; rutile is '4/mmm tP6 O4+Ti2', anatase
 * '4/mmm tI12 O4+Ti2'. Atoms of hR are counted in the hexagonal cell.
 * 'other …' where the operations found are no group, since the cell is off by about the tolerance.
 *
 * @throws CrystalError as `pointOperations`
 * Valid for: sites and cells right to 0.01 Å, where symmetry is found. Lengths and free coordinates have no part in it, so that
 * each potential's relaxed cell of a phase has one type, and so have two phases that differ by those alone (isopointal ones).
 * Source: International Tables for Crystallography A, tables 2.1.1.1 and 3.1.2.1 (families, centrings, Laue classes).
 * Checked: published cells of polymorphs of TiO2, SiO2, Al2O3, ZrO2 (crystal-type.spec.ts); all prototypes in any cell.
 */
export function crystalType(crystal: Crystal): string {
  const primitive = primitiveCrystal(crystal);
  const operations = pointOperations(primitive);
  const proper = properRotations(operations);
  if (!isGroup(proper)) return `other ${primitive.sites.length} ${orbitsOf(primitive, operations)}`;
  const highest = Math.max(...proper.map(orderOf));
  const { laue, family, axis } = CLASSES[`${proper.length} ${highest}`];
  const { letter, nPoints } = centringOf(axesOf(proper, axis), family);
  return `${laue} ${family}${letter}${nPoints * primitive.sites.length} ${orbitsOf(primitive, operations)}`;
}

/** Minus nought is nought in a text. */
const nameOf = (m: Mat3): string => m.flat().join();

/** Rotations of the Laue class, whole columns of the primitive cell: improper ones times the inversion, each once. */
function properRotations(operations: readonly SymmetryOperation[]): Mat3[] {
  const found = new Map<string, Mat3>();
  for (const { rotation } of operations) {
    const sign = determinant(rotation);
    const proper = rotation.map((row) => row.map((v) => Math.round(sign * v))) as unknown as Mat3;
    found.set(nameOf(proper), proper);
  }
  return [...found.values()];
}

function isGroup(proper: readonly Mat3[]): boolean {
  const names = new Set(proper.map(nameOf));
  return proper.every((a) => proper.every((b) => names.has(nameOf(multiply(a, b)))));
}

/** By the trace, 1 + 2·cos(angle). */
const orderOf = (m: Mat3): number => [2, 3, 4, 6, 1][m[0][0] + m[1][1] + m[2][2] + 1];

interface Axis {
  /** Shortest lattice vector along it, whole. */
  readonly along: Vec3;
  /** Layers of the lattice across it that one such vector passes: 1 where the axis and the plane across it span the lattice. */
  readonly nLayers: number;
}

/** Axes of the rotations of an order. The sum of a rotation's powers takes every vector to a multiple of its axis. */
function axesOf(proper: readonly Mat3[], order: number): Axis[] {
  const found = new Map<string, Axis>();
  for (const m of proper) {
    if (order === 1 || orderOf(m) !== order) continue;
    let sum = m;
    for (let power = m, k = 1; k < order; k++) {
      power = multiply(power, m);
      sum = sum.map((row, i) => row.map((v, j) => v + power[i][j])) as unknown as Mat3;
    }
    const along = firstWay(transpose(sum));
    const across = firstWay(sum);
    found.set(along.join(), { along, nLayers: Math.abs(dot(across, along)) });
  }
  return [...found.values()];
}

/** A row that is not zero, coprime, its first entry that is not 0 positive. */
function firstWay(rows: Mat3): Vec3 {
  const v = coprime(rows.find((row) => norm(row) > 0) ?? rows[0]);
  return (v.find((x) => x !== 0) ?? 0) < 0 ? scale(v, -1) : v;
}

/** Lattice points in the conventional cell, and their letter: cells of three axes where there are three, else of one and its plane. */
function centringOf(axes: readonly Axis[], family: string): { letter: string; nPoints: number } {
  const isOfThree = family === 'o' || family === 'c';
  const nPoints = isOfThree
    ? Math.abs(determinant(axes.map(({ along }) => along) as unknown as Mat3))
    : (axes.at(0)?.nLayers ?? 1);
  const isOfOneFace = family === 'm' || (family === 'o' && axes.some(({ nLayers }) => nLayers === 1));
  const letter = ['P', isOfOneFace ? 'C' : 'I', 'R', 'F'][nPoints - 1];
  return { letter, nPoints };
}

/** 'O4+Ti2': the elements of the orbits with how many sites of the primitive cell each has, sorted. */
function orbitsOf(primitive: Crystal, operations: readonly SymmetryOperation[]): string {
  const find = siteFinder(primitive, SITE_TOLERANCE_ANGSTROM);
  const seen = new Set<number | null>();
  const orbits: string[] = [];
  primitive.sites.forEach(({ element, fractional }, i) => {
    if (seen.has(i)) return;
    const images = operations.map(({ rotation, translation }) =>
      find(element, apply(rotation, fractional), translation),
    );
    const orbit = new Set([i, ...images.filter((at) => at !== null)]);
    for (const at of orbit) seen.add(at);
    orbits.push(`${element}${orbit.size}`);
  });
  return orbits.sort().join('+');
}
