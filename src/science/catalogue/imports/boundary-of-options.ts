import { prototypeCrystal } from '../../crystal/prototypes.js';
import type { Crystal, Mat3, Vec3 } from '../../crystal/structure.js';
import { applyRow, cross, dot, multiply, norm, scale, transpose } from '../../crystal/vectors.js';
import { rotationMatrix } from '../../grain-boundaries/rotations.js';
import { reciprocalVector } from '../../grain-boundaries/translation-lattice.js';
import { cubicOfAnySize } from '../catalogue-crystal.js';
import { CatalogueError } from '../catalogue-error.js';
import type { MacroscopicBoundary } from '../catalogue-records.js';
import { describeByName } from '../describe-by-name.js';
import { boundaryOfAxes, generalBoundary } from '../general-boundary.js';
import { materialOf } from '../materials.js';

/** Every way in which rows, headers and options name a boundary; null: not said. */
export interface BoundaryNames {
  readonly material: string | null;
  readonly latticeAngstrom: readonly number[] | null;
  /** Of two phases. */
  readonly materialB: string | null;
  readonly latticeBAngstrom: readonly number[] | null;
  readonly sigma: number | null;
  readonly axis: Vec3 | null;
  readonly angleDeg: number | null;
  readonly plane: Vec3 | null;
  readonly planeB: Vec3 | null;
  /** Directions along one another in the planes of two phases. */
  readonly parallel: readonly [Vec3, Vec3] | null;
  /** Three common axes in each grain, the normal first. */
  readonly axesA: Mat3 | null;
  readonly axesB: Mat3 | null;
}

const missing = (what: string): CatalogueError => new CatalogueError('bad-value', `${what} is not told`);

/**
 * The boundary that is named by, in this order: axes of both grains; two phases with planes and parallel directions; Σ, axis
 * and plane; axis, angle and plane.
 *
 * @throws CatalogueError bad-value (not enough said), unknown-material, lattice-needed; CrystalError, BoundaryError
 */
export function boundaryOfNames(names: BoundaryNames): MacroscopicBoundary {
  const { material, latticeAngstrom, sigma, axis, plane, planeB, axesA, axesB, angleDeg } = names;
  if (material === null) throw missing('the material');
  const crystal = crystalOfName(material, latticeAngstrom);
  if (axesA !== null && axesB !== null)
    return asTold(boundaryOfAxes(crystal, axesA, axesB), latticeAngstrom !== null);
  if (plane === null) throw missing('the plane (gb_plane)');
  if (names.materialB !== null) return heterophase(names, crystal, plane);
  if (axis === null) throw missing('the rotation axis (rotation_axis)');
  if (sigma !== null)
    return describeByName({ material: materialOf(material), latticeAngstrom, sigma, axis, plane, planeB });
  if (angleDeg === null) throw missing('Σ (sigma), or the angle (misorientation_deg)');
  const rotation = rotationMatrix(applyRow(axis, crystal.cell), (angleDeg * Math.PI) / 180);
  const made = generalBoundary({ crystals: [crystal, crystal], rotation, planeA: plane });
  return asTold(made, latticeAngstrom !== null);
}

function heterophase(names: BoundaryNames, crystalA: Crystal, planeA: Vec3): MacroscopicBoundary {
  const { materialB, latticeAngstrom, latticeBAngstrom, planeB, parallel } = names;
  if (planeB === null) throw missing('the plane of the second phase (gb_plane_2)');
  if (parallel === null)
    throw missing('how the phases are turned (parallel_a, parallel_b: directions along one another)');
  const crystalB = crystalOfName(materialB ?? '', latticeBAngstrom);
  const inA = planeAxes(crystalA, planeA, parallel[0]);
  const inB = planeAxes(crystalB, planeB, parallel[1]);
  const made = generalBoundary({
    crystals: [crystalA, crystalB],
    rotation: multiply(transpose(inA), inB),
    planeA,
  });
  return asTold(made, latticeAngstrom !== null && latticeBAngstrom !== null);
}

/** Rows: normal of the plane, the direction in it, and what is across both; Cartesian, of length 1. */
function planeAxes(crystal: Crystal, plane: Vec3, direction: Vec3): Mat3 {
  const unit = (v: Vec3): Vec3 => scale(v, 1 / norm(v));
  const normal = unit(reciprocalVector(crystal.cell, plane));
  const along = unit(applyRow(direction, crystal.cell));
  if (Math.abs(dot(normal, along)) > 1e-6)
    throw new CatalogueError('bad-value', `[${direction.join(' ')}] does not lie in (${plane.join(' ')})`);
  return [normal, along, cross(normal, along)];
}

function crystalOfName(material: string, latticeAngstrom: readonly number[] | null): Crystal {
  const { structure, elements } = materialOf(material);
  if (latticeAngstrom !== null) return prototypeCrystal(structure, elements, latticeAngstrom);
  const crystal = cubicOfAnySize(structure, elements);
  if (crystal !== null) return crystal;
  throw new CatalogueError('lattice-needed', `of ${material} the lattice has to be told: a and c, Å`, {
    material,
  });
}

/** A crystal whose size nobody told keeps its name only. */
function asTold(boundary: MacroscopicBoundary, hasLattice: boolean): MacroscopicBoundary {
  if (hasLattice) return boundary;
  const [a, b] = boundary.crystals;
  return {
    ...boundary,
    crystals: [
      { ...a, crystal: null },
      { ...b, crystal: null },
    ],
  };
}

/** Keeps what was made: tables name one boundary thousands of times. */
export function boundaryMemo(): (names: BoundaryNames) => MacroscopicBoundary {
  const made = new Map<string, MacroscopicBoundary>();
  return (names) => {
    const key = JSON.stringify(names);
    const known = made.get(key) ?? boundaryOfNames(names);
    made.set(key, known);
    return known;
  };
}
