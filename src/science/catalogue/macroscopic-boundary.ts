import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { apply, determinant, inverse, multiply, scale, transpose } from '../crystal/vectors.js';
import type { Boundary, Grain } from '../grain-boundaries/boundary.js';
import { toFrame } from '../grain-boundaries/grain-frame.js';
import { rationalMatrix, wholeRatio } from '../grain-boundaries/integer-lattice.js';
import { reciprocalVector } from '../grain-boundaries/translation-lattice.js';
import { roundedKey, wholeKey } from './boundary-key.js';
import { catalogueCrystal } from './catalogue-crystal.js';
import type { CatalogueCrystal, MacroscopicBoundary } from './catalogue-records.js';
import { axisFamily, laueClassOf, type LaueClass, planeFamily, planeInOtherCell } from './laue-classes.js';
import { latticeSymmetry } from './lattice-symmetry.js';

/** Above, a coincidence is told as a general boundary. */
export const MAX_EXACT_SIGMA = 2000;

const ROUNDING = 1e-8;
const DEGREES = 180 / Math.PI;

type Named = CatalogueCrystal & { readonly crystal: Crystal };

/**
 * How the catalogue knows a boundary: its five macroscopic degrees of freedom under one key for all equivalent
 * descriptions, with the names that it came by. Of coincidence boundaries (Σ up to 2000) the key is exact; of others and
 * of pairs of crystals it is rounded, see `roundedKey`.
 *
 * @returns planes in the cells of `crystals` (the prototype's standard cell where it is one)
 * @throws CrystalError where a crystal has no symmetry to be found
 * Checked: macroscopic-boundary.spec.ts, and Olmsted's 388 (test/integration/catalogue-imports.spec.ts).
 */
export function macroscopicBoundary(boundary: Boundary): MacroscopicBoundary {
  const { grainA, grainB, sigma, axis, misorientationRad } = boundary;
  const a = catalogueCrystal(grainA.crystal);
  const b = catalogueCrystal(grainB.crystal);
  const isOneCrystal = a.key === b.key;
  const planes: [Vec3, Vec3] = [standardPlane(grainA, a), standardPlane(grainB, b)];
  const isExact = isOneCrystal && sigma !== null && sigma <= MAX_EXACT_SIGMA;
  const whole = isExact ? wholeBoundary(boundary, planes, [a, b]) : null;
  const rotation = multiply(transpose(grainA.orientation), grainB.orientation);
  return {
    key:
      whole === null
        ? roundedBoundaryKey([a, b], rotation, grainA.orientation[1])
        : `${a.key} Σ${sigma} ${wholeKey(whole, latticeSymmetry(a.crystal))}`,
    label: boundary.label,
    kind: boundary.kind,
    crystals: [a, b],
    sigma: whole === null ? null : sigma,
    axis,
    misorientationDeg: misorientationRad === null ? null : misorientationRad * DEGREES,
    disorientationDeg: isOneCrystal ? disorientationRad(a.crystal, rotation) * DEGREES : null,
    planes,
    ...familiesOf([a, b], planes, axis),
  };
}

/**
 * 'fcc:Cu ~…', 'fcc:Ni|rocksalt:MgO ~…' of B turned against A (Cartesian columns) and the unit normal out of A. Which of
 * two crystals is called A does not matter.
 */
export function roundedBoundaryKey([a, b]: readonly [Named, Named], rotation: Mat3, normal: Vec3): string {
  if (b.key < a.key)
    return roundedBoundaryKey([b, a], transpose(rotation), scale(apply(transpose(rotation), normal), -1));
  const isOneCrystal = a.key === b.key;
  const symmetries = [latticeSymmetry(a.crystal), latticeSymmetry(b.crystal)] as const;
  const ending = roundedKey({ rotation, normal, symmetries, isOneCrystal });
  return `${isOneCrystal ? a.key : `${a.key}|${b.key}`} ${ending}`;
}

const laueClasses = new WeakMap<Crystal, LaueClass>();

function laueOf({ crystal }: Named): LaueClass {
  const known = laueClasses.get(crystal) ?? laueClassOf(crystal);
  laueClasses.set(crystal, known);
  return known;
}

/** Families of the planes and of the axis (told in A's cell). */
export function familiesOf(
  [a, b]: readonly [Named, Named],
  planes: readonly [Vec3, Vec3],
  axis: Vec3 | null,
): Pick<MacroscopicBoundary, 'planeFamilies' | 'axisFamily'> {
  const [laueA, laueB] = [laueOf(a), laueOf(b)];
  const isWhole = axis?.every(Number.isInteger) ?? false;
  return {
    planeFamilies: [planeFamily(laueA, planes[0]), planeFamily(laueB, planes[1])],
    axisFamily: axis === null || !isWhole ? null : axisFamily(laueA, axis),
  };
}

function standardPlane({ crystal, plane }: Grain, named: Named): Vec3 {
  if (crystal.cell === named.crystal.cell) return plane;
  return wholeRatio(planeInOtherCell(plane, crystal.cell, named.crystal.cell), { tolerance: 1e-3 });
}

/** null: the grains do not meet in whole numbers as they lie, though a Σ is told. */
function wholeBoundary(
  { grainA, grainB }: Boundary,
  planes: readonly [Vec3, Vec3],
  [a, b]: readonly [Named, Named],
): Parameters<typeof wholeKey>[0] | null {
  const rowsA = toFrame(grainA, latticeSymmetry(a.crystal).rows);
  const rowsB = toFrame(grainB, latticeSymmetry(b.crystal).rows);
  const transform = multiply(rowsB, inverse(rowsA));
  // A cell with centrings can have a denominator as many times larger.
  const found = rationalMatrix([...transform, ...inverse(transform)], 4 * MAX_EXACT_SIGMA, ROUNDING);
  if (found === null) return null;
  return {
    turned: found.numerators.slice(0, 3) as unknown as Mat3,
    back: found.numerators.slice(3) as unknown as Mat3,
    denominator: found.denominator,
    planeA: inRows(planes[0], a),
    planeB: inRows(planes[1], b),
  };
}

function inRows(plane: Vec3, { crystal }: Named): Vec3 {
  const { rows } = latticeSymmetry(crystal);
  if (rows === crystal.cell) return plane;
  return wholeRatio(apply(rows, reciprocalVector(crystal.cell, plane)), { tolerance: 1e-6 });
}

/** Smallest angle (rad) among the rotations that the crystal's symmetry makes of this one (Cartesian columns). */
export function disorientationRad(crystal: Crystal, rotation: Mat3): number {
  const turn = determinant(rotation) < 0 ? rotation.map((row) => row.map((v) => 0 - v)) : rotation;
  // trace(S·R·T) = trace(R·T·S): one operation stands for both sides.
  let trace = -1;
  for (const s of latticeSymmetry(crystal).rotations) {
    let sum = 0;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += turn[i][j] * s[j][i];
    trace = Math.max(trace, sum);
  }
  return Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2)));
}
