import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import {
  add,
  apply,
  applyRow,
  determinant,
  dot,
  IDENTITY,
  inverse,
  multiply,
  norm,
  scale,
  transpose,
} from '../crystal/vectors.js';
import type { Boundary } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { boundaryOfRotation, kindOfPlane, kindRank, type NamedRotation } from './boundary-of-rotation.js';
import { coincidence } from './csl.js';
import { wholeRatio } from './integer-lattice.js';
import { properRotations } from './rotations.js';
import { planeInLattice } from './translation-lattice.js';

const TOLERANCE = 1e-6;

/**
 * The boundary between two grains given by the directions of three common axes in each.
 *
 * @param p  rows: directions of the sample axes in grain A's cell, any lengths; the first is the boundary normal, out of A
 * @param q  the same in grain B
 * @returns of the crystal's equivalent rotations the one that makes the boundary a symmetric tilt, a twist, an asymmetric
 *          tilt, else a mixed one, by the smallest angle; grain B is turned by the crystal's symmetry accordingly
 * @throws BoundaryError not-a-frame  rows that are not right-angled, or left-handed in one grain;
 *         no-coincidence  no coincidence lattice with Σ up to 2000, or both grains alike
 * Valid for: crystals whose [hkl] is the normal of (hkl) where the normal is a lattice plane's.
 * Checked: Σ, CSL and DSC of Olmsted's 388 boundaries (olmsted.spec.ts).
 */
export function boundaryFromOrientations(crystal: Crystal, p: Mat3, q: Mat3): Boundary {
  const rotation = multiply(transpose(unitRows(crystal, p)), unitRows(crystal, q));
  if (Math.abs(determinant(rotation) - 1) > TOLERANCE) {
    throw new BoundaryError(
      'not-a-frame',
      'the axes are right-handed in one grain and left-handed in the other',
      { p, q },
    );
  }
  const plane = wholeRatio(apply(crystal.cell, unitRows(crystal, p)[0]), { tolerance: TOLERANCE });
  const rotations = properRotations(crystal).map((s) => multiply(rotation, s));
  if (rotations.some((r) => trace(r) > 3 - TOLERANCE)) {
    throw new BoundaryError('no-coincidence', 'the two grains have one orientation', { p, q });
  }
  const described = rotations.map((r) => describe(crystal, r, plane));
  const best = described.reduce((least, d) => (compare(d, least) < 0 ? d : least));
  return boundaryOfRotation(crystal, plane, best.named);
}

interface Described {
  readonly named: NamedRotation;
  readonly rank: number;
}

function compare(a: Described, b: Described): number {
  const angle = a.named.angleRad - b.named.angleRad;
  return a.rank - b.rank || (Math.abs(angle) < TOLERANCE ? 0 : angle);
}

function describe(crystal: Crystal, rotation: Mat3, plane: Vec3): Described {
  const { axis: direction, angleRad } = axisAngle(rotation);
  const c = coincidence(crystal, rotation);
  const axis = wholeRatio(applyRow(direction, inverse(crystal.cell)), { tolerance: TOLERANCE });
  const kind = kindOfPlane(c, planeInLattice(c.lattice, plane), axis);
  return {
    named: { sigma: c.sigma, angleRad, rotation, coincidence: c, axis },
    rank: kindRank(kind),
  };
}

/** Cartesian unit vectors along directions of the crystal; right-angled. */
function unitRows(crystal: Crystal, directions: Mat3): Mat3 {
  const rows = directions.map((d) => {
    const v = applyRow(d, crystal.cell);
    return scale(v, 1 / norm(v));
  }) as unknown as Mat3;
  const [x, y, z] = rows;
  if (!(Math.max(...[dot(x, y), dot(y, z), dot(z, x)].map(Math.abs)) < TOLERANCE)) {
    throw new BoundaryError('not-a-frame', 'the three axes of a grain are not at right angles', {
      directions,
    });
  }
  return rows;
}

function trace(m: Mat3): number {
  return m[0][0] + m[1][1] + m[2][2];
}

/** Axis (unit vector) and angle in (0, π] of a rotation that is not the identity. */
export function axisAngle(rotation: Mat3): { axis: Vec3; angleRad: number } {
  const skew: Vec3 = [
    rotation[2][1] - rotation[1][2],
    rotation[0][2] - rotation[2][0],
    rotation[1][0] - rotation[0][1],
  ];
  const sine = norm(skew) / 2;
  const angleRad = Math.atan2(sine, (trace(rotation) - 1) / 2);
  if (sine > TOLERANCE) return { axis: scale(skew, 1 / (2 * sine)), angleRad };
  // Half a turn: the columns of R + 1 lie along the axis.
  const columns = transpose(rotation).map((column, i) => add(column, IDENTITY[i]));
  const longest = columns.reduce((best, v) => (norm(v) > norm(best) ? v : best));
  return { axis: scale(longest, 1 / norm(longest)), angleRad: Math.PI };
}
