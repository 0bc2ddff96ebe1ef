import { primitiveCrystal } from '../crystal/lattice.js';
import type { Mat3, Vec3 } from '../crystal/structure.js';
import { add, applyRow, dot, inverse, norm } from '../crystal/vectors.js';
import type { Boundary, Grain } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { combine } from './frame.js';
import { LAYER_TOLERANCE_ANGSTROM, toFrame } from './grain-frame.js';
import { hermiteForm, planeBasis } from './integer-lattice.js';
import { planeInLattice, reciprocalVector, translationLattice } from './translation-lattice.js';

/** A grain as a stack: what is in one plane spacing of the common cell, and how the next one is shifted. */
export interface GrainStack {
  /** Atoms of the spacing that starts at the origin: heights in [0, spacing), Å. Sorted by height. */
  readonly atoms: readonly { readonly element: string; readonly position: Vec3 }[];
  /** The grain's translations in the plane, one for each that the common cell holds: y is 0, Å. */
  readonly points: readonly Vec3[];
  /** To the same atoms one plane spacing up: y is the spacing, x and z the shift in the plane, Å. */
  readonly step: Vec3;
}

/**
 * The atoms of a grain over the boundary's common period, one plane spacing high, in the boundary's frame and not shifted.
 *
 * @throws BoundaryError no-common-period  the periods are no translations of the grain
 */
export function grainStack(boundary: Pick<Boundary, 'periods'>, grain: Grain): GrainStack {
  const lattice = translationLattice(grain.crystal);
  const rows = toFrame(grain, lattice.rows);
  const h = planeInLattice(lattice, grain.plane);
  const up = signed(rows, h);
  const { inPlane, step } = planeBasis(up);
  const points = cosets(inPlane, wholePeriods(boundary, rows)).map((v) => applyRow(v, rows));
  const stepUp = applyRow(step, rows);
  const atoms = primitiveCrystal(grain.crystal).sites.flatMap(({ element, fractional }) => {
    const site = applyRow(fractional, rows);
    const planes = Math.floor((site[1] + LAYER_TOLERANCE_ANGSTROM) / stepUp[1]);
    const inFirst = combine(site, -planes, stepUp);
    return points.map((point) => ({ element, position: add(inFirst, point) }));
  });
  // Site order within a layer: heights are equal up to rounding there.
  const layer = (y: number): number => Math.round(y / LAYER_TOLERANCE_ANGSTROM);
  atoms.sort((a, b) => layer(a.position[1]) - layer(b.position[1]));
  return { atoms, points, step: stepUp };
}

/** The indices with their sign so that the normal points up, +y. */
function signed(rows: Mat3, h: Vec3): Vec3 {
  const normal = reciprocalVector(rows, h);
  if (Math.abs(normal[1]) < (1 - 1e-6) * norm(normal)) {
    throw new BoundaryError('no-such-plane', `the grain's plane (${h.join(' ')}) is not the boundary's`, {
      h,
    });
  }
  return normal[1] < 0 ? [0 - h[0], 0 - h[1], 0 - h[2]] : h;
}

function wholePeriods({ periods }: Pick<Boundary, 'periods'>, rows: Mat3): Vec3[] {
  const back = inverse(rows);
  return periods.map(([x, z]) => {
    const v = applyRow([x, 0, z], back);
    if (v.some((n) => Math.abs(n - Math.round(n)) > 1e-4)) {
      throw new BoundaryError('no-common-period', `[${x}, ${z}] Å is no translation of the grain`, { x, z });
    }
    return [Math.round(v[0]) + 0, Math.round(v[1]) + 0, Math.round(v[2]) + 0];
  });
}

/** One lattice point of the plane for each that the common cell holds. */
function cosets([e1, e2]: readonly [Vec3, Vec3], periods: readonly Vec3[]): Vec3[] {
  const form = hermiteForm(periods.map((v) => coordinates(e1, e2, v)));
  const points: Vec3[] = [];
  for (let i = 0; i < form[0][0]; i++) {
    for (let j = 0; j < form[1][1]; j++) points.push(combine(combine([0, 0, 0], i, e1), j, e2));
  }
  return points;
}

/** v = i·e1 + j·e2 */
function coordinates(e1: Vec3, e2: Vec3, v: Vec3): [number, number] {
  const [a, b, c] = [dot(e1, e1), dot(e1, e2), dot(e2, e2)];
  const [p, q] = [dot(v, e1), dot(v, e2)];
  const d = a * c - b * b;
  return [Math.round((c * p - b * q) / d) + 0, Math.round((a * q - b * p) / d) + 0];
}
