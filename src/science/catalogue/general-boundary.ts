import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import {
  apply,
  applyRow,
  cross,
  determinant,
  dot,
  inverse,
  multiply,
  norm,
  scale,
  transpose,
} from '../crystal/vectors.js';
import type { BoundaryKind } from '../grain-boundaries/boundary.js';
import { boundaryOfRotation } from '../grain-boundaries/boundary-of-rotation.js';
import { BoundaryError } from '../grain-boundaries/boundary-error.js';
import { findCoincidence } from '../grain-boundaries/csl.js';
import { axisAngle, boundaryFromOrientations } from '../grain-boundaries/from-orientations.js';
import { findRatio } from '../grain-boundaries/integer-lattice.js';
import { crystalName, indices } from '../grain-boundaries/label.js';
import { reciprocalVector, translationLattice } from '../grain-boundaries/translation-lattice.js';
import { catalogueCrystal } from './catalogue-crystal.js';
import type { MacroscopicBoundary } from './catalogue-records.js';
import { planeInOtherCell } from './laue-classes.js';
import { latticeSymmetry } from './lattice-symmetry.js';
import {
  disorientationRad,
  familiesOf,
  macroscopicBoundary,
  MAX_EXACT_SIGMA,
  roundedBoundaryKey,
} from './macroscopic-boundary.js';

/** Two grains by how B is turned against A, and the plane in A. */
export interface GeneralBoundary {
  readonly crystals: readonly [Crystal, Crystal];
  /** Columns of B's Cartesian frame -> A's; proper, and a rotation within 1e-4. */
  readonly rotation: Mat3;
  /** (hkl) in A's cell, normal out of A; need not be whole. */
  readonly planeA: Vec3;
}

/** Directions and normals count as along or across one another within this, rad. */
const ALIGNED_RAD = 2e-3;

/**
 * The boundary of any misorientation. Of one crystal turned to a coincidence (Σ up to 2000, rotation right to 1e-9) it is
 * the same as `macroscopicBoundary` makes of it; all others have Σ null and a rounded key.
 *
 * @throws BoundaryError not-a-frame     the matrix is no rotation
 * @throws BoundaryError no-coincidence  both grains of one crystal have one orientation
 * Checked: with every coincidence boundary of a list, with turned ones by symmetry (general-boundary.spec.ts).
 */
export function generalBoundary(given: GeneralBoundary): MacroscopicBoundary {
  const { crystals, rotation, planeA } = given;
  checkRotation(rotation);
  const [a, b] = [catalogueCrystal(crystals[0]), catalogueCrystal(crystals[1])];
  const isOneCrystal = a.key === b.key;
  const smallest = isOneCrystal ? disorientationRad(a.crystal, rotation) : null;
  if (smallest !== null && smallest < 1e-6)
    throw new BoundaryError('no-coincidence', 'the two grains have one orientation', { rotation });
  const exact = isOneCrystal ? exactBoundary(given) : null;
  if (exact !== null) return exact;
  const normal = unit(reciprocalVector(crystals[0].cell, planeA));
  const planes: [Vec3, Vec3] = [
    nearIndices(planeInOtherCell(planeA, crystals[0].cell, a.crystal.cell)),
    nearIndices(apply(b.crystal.cell, apply(transpose(rotation), normal))),
  ];
  const { axis: direction, angleRad } = axisAngle(rotation);
  const axis = isOneCrystal ? nearIndices(applyRow(direction, inverse(a.crystal.cell))) : null;
  const kind = isOneCrystal ? kindOf(a.crystal, rotation, normal) : 'semi-coherent-heterophase';
  const names = isOneCrystal
    ? crystalName(crystals[0])
    : `${crystalName(crystals[0])} / ${crystalName(crystals[1])}`;
  const degrees = (smallest ?? 0) * (180 / Math.PI);
  return {
    key: roundedBoundaryKey([a, b], rotation, normal),
    label: `${isOneCrystal ? `${degrees.toFixed(1)}° ` : ''}(${indices(planes[0])})∥(${indices(planes[1])}) ${kind.replace('-', ' ')}, ${names}`,
    kind,
    crystals: [a, b],
    sigma: null,
    axis,
    misorientationDeg: isOneCrystal ? angleRad * (180 / Math.PI) : null,
    disorientationDeg: smallest === null ? null : degrees,
    planes,
    ...familiesOf([a, b], planes, axis),
  };
}

/**
 * The boundary between two grains of one crystal given by three common axes in each, see `boundaryFromOrientations`; also
 * where there is no coincidence up to Σ2000.
 *
 * @throws BoundaryError not-a-frame, no-coincidence (one orientation)
 */
export function boundaryOfAxes(crystal: Crystal, p: Mat3, q: Mat3): MacroscopicBoundary {
  try {
    return macroscopicBoundary(boundaryFromOrientations(crystal, p, q));
  } catch (error) {
    if (!(error instanceof BoundaryError) || error.code !== 'no-coincidence') throw error;
    const [inA, inB] = [p, q].map(
      (axes) => axes.map((v) => unit(applyRow(v, crystal.cell))) as unknown as Mat3,
    );
    return generalBoundary({
      crystals: [crystal, crystal],
      rotation: multiply(transpose(inA), inB),
      planeA: apply(crystal.cell, inA[0]),
    });
  }
}

const unit = (v: Vec3): Vec3 => scale(v, 1 / norm(v));

function checkRotation(m: Mat3): void {
  const product = multiply(m, transpose(m));
  const isRight = product.every((row, i) => row.every((v, j) => Math.abs(v - (i === j ? 1 : 0)) < 1e-4));
  if (!isRight || determinant(m) < 0)
    throw new BoundaryError('not-a-frame', 'the matrix is not a rotation', { rotation: m });
}

/** null: no coincidence, or no lattice plane or direction. */
function exactBoundary({
  crystals: [crystal],
  rotation,
  planeA,
}: GeneralBoundary): MacroscopicBoundary | null {
  const coincidence = findCoincidence(translationLattice(crystal), rotation, {
    maxDenominator: MAX_EXACT_SIGMA,
  });
  const plane = findRatio(planeA, { tolerance: 1e-6 });
  const { axis: direction, angleRad } = axisAngle(rotation);
  const axis = findRatio(applyRow(direction, inverse(crystal.cell)), { tolerance: 1e-6 });
  if (coincidence === null || plane === null || axis === null) return null;
  const { sigma } = coincidence;
  if (sigma < 2 || sigma > MAX_EXACT_SIGMA) return null;
  return macroscopicBoundary(
    boundaryOfRotation(crystal, plane, { sigma, angleRad, rotation, coincidence, axis }),
  );
}

/** The first that any equivalent rotation is: symmetric tilt, twist, tilt, else mixed. */
function kindOf(crystal: Crystal, rotation: Mat3, normal: Vec3): BoundaryKind {
  const { rotations } = latticeSymmetry(crystal);
  const axes = rotations.map((s) => axisAngle(multiply(rotation, s)).axis);
  const isTilt = axes.some((axis) => Math.abs(dot(axis, normal)) < ALIGNED_RAD);
  if (isTilt && isMirrored(rotations, rotation, normal)) return 'symmetric-tilt';
  if (axes.some((axis) => norm(cross(axis, normal)) < ALIGNED_RAD)) return 'twist';
  return isTilt ? 'asymmetric-tilt' : 'mixed';
}

/** Whether B, by its rotations and the inversion, is A mirrored in the plane: half a turn about its normal and the inversion. */
function isMirrored(rotations: readonly Mat3[], rotation: Mat3, normal: Vec3): boolean {
  const halfTurn = normal.map((x, i) =>
    normal.map((y, j) => 2 * x * y - (i === j ? 1 : 0)),
  ) as unknown as Mat3;
  return rotations.some((s) => {
    const difference = multiply(multiply(transpose(halfTurn), rotation), s);
    return difference.every((row, i) => row.every((v, j) => Math.abs(v - (i === j ? 1 : 0)) < ALIGNED_RAD));
  });
}

/** Whole indices up to 30 near those given; else the same ratio with the largest entry 1 and four digits. */
function nearIndices(v: Vec3): Vec3 {
  const found = findRatio(v, { tolerance: 2e-4, maxSize: 30 });
  if (found !== null) return found;
  const largest = Math.max(...v.map(Math.abs));
  return v.map((x) => Math.round((x / largest) * 1e4) / 1e4 + 0) as unknown as Vec3;
}
