import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { applyRow, cross, dot, multiply, norm, scale } from '../crystal/vectors.js';
import type { Boundary, BoundaryKind, Grain, PlaneVector } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { forward, onPlane, reducedPlane } from './frame.js';
import { coprime, hermiteForm, planeBasis, reducePair } from './integer-lattice.js';
import { boundaryLabel, indices } from './label.js';
import {
  combined,
  deformation,
  type LatticeMatch,
  latticeMatches,
  type PlaneCell,
  type StrainedSide,
} from './lattice-match.js';
import { layerHeights } from './terminations.js';
import { planeInLattice, reciprocalVector, translationLattice } from './translation-lattice.js';

/** Two crystals and the planes that meet. */
export interface HeterophaseRequest {
  readonly crystalA: Crystal;
  readonly crystalB: Crystal;
  /** (hkl) of A, its normal out of A; (hkl) of B, its normal into B. */
  readonly planeA: Vec3;
  readonly planeB: Vec3;
  /** Directions [uvw] of A and B that lie along one another in the plane; absent: any turn about the normal. */
  readonly parallel?: { readonly a: Vec3; readonly b: Vec3 };
  readonly strainLimit: number;
  /** Of the common cell. Default 400 Å². */
  readonly maxAreaAngstrom2?: number;
  /** Default 'B'. */
  readonly strained?: StrainedSide;
}

/** A plane lattice in its crystal: two vectors in the plane's axes, and these axes (rows x, y = normal, z) in the crystal. */
interface Surface {
  readonly cell: PlaneCell;
  readonly axes: Mat3;
}

/**
 * The common cells of two planes within the strain limit, smallest first. With `parallel`, B may turn from it by no more
 * than the strain limit (rad): what a strain of that size does to an oblique cell.
 *
 * @throws BoundaryError not-integer  planes that are not whole, or directions not in their plane
 */
export function heterophaseMatches(request: HeterophaseRequest, maxMatches = Infinity): LatticeMatch[] {
  const { a, b } = surfaces(request);
  return latticeMatches(a.cell, b.cell, {
    maxAreaAngstrom2: request.maxAreaAngstrom2 ?? 400,
    strainLimit: request.strainLimit,
    strained: request.strained ?? 'B',
    maxRotationRad: request.parallel === undefined ? Infinity : request.strainLimit,
    maxMatches,
  });
}

/**
 * The boundary of two crystals on given planes with the smallest common cell within the strain limit, or with a given
 * match. Coherent: the common cell is one primitive cell of at least one side. Otherwise semi-coherent: the planes' rows
 * are as many on either side only over a longer period, and misfit dislocations lie between.
 *
 * @throws BoundaryError no-lattice-match  none within the strain and area; not-integer
 * Valid for: strains in the plane; what they do along the normal is left to relaxation.
 * Checked: misfits of Cu/Ni and MgO/Fe from their lattice constants; both grains fit the cell (heterophase.spec.ts).
 */
export function makeHeterophase(request: HeterophaseRequest, match?: LatticeMatch): Boundary {
  const chosen = match ?? heterophaseMatches(request, 1).at(0);
  if (chosen === undefined) {
    const { planeA, planeB, strainLimit, maxAreaAngstrom2 = 400 } = request;
    throw new BoundaryError(
      'no-lattice-match',
      `(${indices(planeA)}) and (${indices(planeB)}) do not match within ${strainLimit} up to ${maxAreaAngstrom2} Å²`,
      { planeA, planeB, strainLimit, maxAreaAngstrom2 },
    );
  }
  const { a, b } = surfaces(request);
  const [onA, onB] = [combined(a.cell, chosen.cellA), combined(b.cell, chosen.cellB)];
  const turned = onB.map((v) => turn(v, chosen.rotationRad));
  const share = { A: 1, both: 0.5, B: 0 }[request.strained ?? 'B'];
  const common: PlaneCell = [between(onA[0], turned[0], share), between(onA[1], turned[1], share)];
  // The first vector of the common cell comes to lie along x.
  const angle = Math.atan2(common[0][1], common[0][0]);
  const periods = common.map((v) => turn(v, -angle));
  const cell: Boundary['periods'] = [[periods[0][0], 0], periods[1]];
  const grainA = grainOf(request.crystalA, request.planeA, {
    orientation: turnedAxes(a.axes, -angle),
    strain: strainOf([turn(onA[0], -angle), turn(onA[1], -angle)], cell),
  });
  const grainB = grainOf(request.crystalB, request.planeB, {
    orientation: turnedAxes(b.axes, chosen.rotationRad - angle),
    strain: strainOf([turn(turned[0], -angle), turn(turned[1], -angle)], cell),
  });
  const kind: BoundaryKind =
    Math.min(chosen.nA, chosen.nB) === 1 ? 'coherent-heterophase' : 'semi-coherent-heterophase';
  const macroscopic = {
    kind,
    sigma: null,
    axis: null,
    misorientationRad: null,
    grainA,
    grainB,
    periods: cell,
    cnid: cnidOf(chosen, cell),
  };
  return { ...macroscopic, label: boundaryLabel(macroscopic) };
}

function surfaces({ crystalA, crystalB, planeA, planeB, parallel }: HeterophaseRequest): {
  a: Surface;
  b: Surface;
} {
  return {
    a: surfaceOf(crystalA, planeA, parallel?.a),
    b: surfaceOf(crystalB, planeB, parallel?.b),
  };
}

function surfaceOf(crystal: Crystal, plane: Vec3, direction: Vec3 | undefined): Surface {
  const lattice = translationLattice(crystal);
  const h = planeInLattice(lattice, coprime(plane));
  const [p, q] = planeBasis(h).inPlane.map((v) => applyRow(v, lattice.rows));
  const [u, v] = reducedPlane([p, q]);
  const along = direction === undefined ? u : applyRow(coprime(direction), crystal.cell);
  const y = unit(reciprocalVector(lattice.rows, h));
  const x = unit(along);
  if (Math.abs(dot(x, y)) > 1e-9) {
    throw new BoundaryError(
      'no-such-plane',
      `[${indices(direction ?? u)}] does not lie in (${indices(plane)})`,
      { plane, direction },
    );
  }
  const axes: Mat3 = [x, y, cross(x, y)];
  const [first, second] = [onPlane(axes, u), onPlane(axes, v)];
  const right = first[0] * second[1] - first[1] * second[0] > 0;
  return { axes, cell: right ? [first, second] : [second, first] };
}

function unit(v: Vec3): Vec3 {
  return scale(v, 1 / norm(v));
}

/** By an angle from x towards z. */
function turn([x, z]: PlaneVector, angle: number): PlaneVector {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * x - s * z, s * x + c * z];
}

/** The grain's orientation when it is turned about the normal, from x towards z. */
function turnedAxes(axes: Mat3, angle: number): Mat3 {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const rotation: Mat3 = [
    [c, 0, -s],
    [0, 1, 0],
    [s, 0, c],
  ];
  return multiply(rotation, axes);
}

function between(a: PlaneVector, b: PlaneVector, share: number): PlaneVector {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/** Deformation − 1 that carries a grain's cell onto the common one; null where there is nothing to do. */
function strainOf(own: PlaneCell, common: PlaneCell): Mat3 | null {
  const [[xx, xz], [zx, zz]] = deformation(own, common);
  const strain: Mat3 = [
    [xx - 1, 0, xz],
    [0, 0, 0],
    [zx, 0, zz - 1],
  ];
  return strain.flat().every((v) => Math.abs(v) < 1e-12) ? null : strain;
}

function grainOf(crystal: Crystal, plane: Vec3, placed: Pick<Grain, 'orientation' | 'strain'>): Grain {
  const lattice = translationLattice(crystal);
  const h = planeInLattice(lattice, coprime(plane));
  const grain = {
    crystal,
    ...placed,
    plane: coprime(plane),
    planeSpacingAngstrom: 1 / norm(reciprocalVector(lattice.rows, h)),
  };
  return { ...grain, terminationsAngstrom: layerHeights(grain) };
}

/** Translations of both grains in the plane: each plane lattice in units of the common cell is the inverse of its cell. */
function cnidOf(
  { cellA, cellB, nA, nB }: LatticeMatch,
  periods: Boundary['periods'],
): [PlaneVector, PlaneVector] {
  const adjugate = ([[p, q], [r, s]]: LatticeMatch['cellA'], factor: number): number[][] => [
    [s * factor, -q * factor],
    [-r * factor, p * factor],
  ];
  const rows = hermiteForm([...adjugate(cellA, nB), ...adjugate(cellB, nA)]);
  const [u, v] = rows.map(([i, j]): PlaneVector => {
    const [[ux], [wx, wz]] = periods;
    return [(i * ux + j * wx) / (nA * nB), (j * wz) / (nA * nB)];
  });
  const inner = (a: PlaneVector, b: PlaneVector): number => a[0] * b[0] + a[1] * b[1];
  const [first, second] = reducePair<PlaneVector>([u, v], inner, (a, f, b) => [
    a[0] + f * b[0],
    a[1] + f * b[1],
  ]);
  return [forward(first), forward(second)];
}
