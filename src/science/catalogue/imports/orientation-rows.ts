import type { Crystal, Mat3, Vec3 } from '../../crystal/structure.js';
import { multiply, norm, scale, transpose } from '../../crystal/vectors.js';
import { axisAngle } from '../../grain-boundaries/from-orientations.js';
import { crystalName } from '../../grain-boundaries/label.js';
import { catalogueCrystal, cubicOfAnySize } from '../catalogue-crystal.js';
import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft, MacroscopicBoundary, PropertyValue } from '../catalogue-records.js';
import { boundaryOfAxes } from '../general-boundary.js';
import { latticeSymmetry } from '../lattice-symmetry.js';
import { materialOf } from '../materials.js';
import { validateProperty } from '../properties.js';
import { type ImportFile, type ImportRequest, rowSource } from './import-types.js';

/** A boundary by three common axes in each grain, with what the table says besides. */
export interface OrientationRow {
  readonly p: Mat3;
  readonly q: Mat3;
  /** Told by the table; null: not told. */
  readonly sigma: number | null;
  /** An axis, any of its equivalents, and the angle about it that turns one grain into the other; null: not told. */
  readonly told: { readonly axis: Vec3; readonly angleDeg: number } | null;
}

/** Angles in tables have six digits. */
const ANGLE_DEG = 2e-3;

/**
 * The boundary of a row in each of some materials that are one structure: found once.
 *
 * @param materials  'fcc Ni', cubic ones
 * @returns for each row, a boundary in each material
 * @throws CatalogueError malformed-file  Σ, or the rotation that is told, are not what the axes give
 */
export function orientedBoundaries(
  materials: readonly string[],
): (row: OrientationRow) => readonly MacroscopicBoundary[] {
  const crystals = materials.map((material) => {
    const { structure, elements } = materialOf(material);
    const crystal = cubicOfAnySize(structure, elements);
    if (crystal === null)
      throw new CatalogueError('lattice-needed', `the lattice of ${material} is not told`);
    return crystal;
  });
  return (row) => {
    const boundary = boundaryOfAxes(crystals[0], row.p, row.q);
    check(boundary, crystals[0], row);
    return crystals.map((crystal) => inOtherCrystal(boundary, crystals[0], crystal));
  };
}

function check(boundary: MacroscopicBoundary, crystal: Crystal, { p, q, sigma, told }: OrientationRow): void {
  if (sigma !== null && boundary.sigma !== sigma)
    throw new CatalogueError('malformed-file', `the table says Σ${sigma}, its axes give Σ${boundary.sigma}`);
  if (told === null) return;
  const unit = (m: Mat3): Mat3 => m.map((v) => scale(v, 1 / norm(v))) as unknown as Mat3;
  const rotation = multiply(transpose(unit(p)), unit(q));
  const wanted = sortedSizes(scale(told.axis, 1 / norm(told.axis)));
  const isTold = latticeSymmetry(crystal).rotations.some((s) => {
    const turned = multiply(rotation, s);
    if (turned[0][0] + turned[1][1] + turned[2][2] > 3 - 1e-9) return false;
    const { axis, angleRad } = axisAngle(turned);
    const isAngle = Math.abs((angleRad * 180) / Math.PI - told.angleDeg) <= ANGLE_DEG;
    return isAngle && sortedSizes(axis).every((x, i) => Math.abs(x - wanted[i]) < 1e-5);
  });
  if (!isTold)
    throw new CatalogueError(
      'malformed-file',
      `the table says ${told.angleDeg}° about ⟨${told.axis.join(' ')}⟩, which is no rotation that its axes give`,
    );
}

/** Equal for the directions of a cubic crystal's family. */
const sortedSizes = (v: Vec3): number[] => v.map(Math.abs).sort((a, b) => b - a);

/** The same boundary of another crystal of this structure: only names differ. Without a size, crystals are names. */
function inOtherCrystal(boundary: MacroscopicBoundary, from: Crystal, to: Crystal): MacroscopicBoundary {
  const [a, b] = [catalogueCrystal(from), { ...catalogueCrystal(to), crystal: null }];
  return {
    ...boundary,
    key: boundary.key.replace(a.key, b.key),
    label: boundary.label.replace(crystalName(from), crystalName(to)),
    crystals: [b, b],
  };
}

/** A value by an empirical potential at 0 K. */
export function potentialValue(
  name: string,
  value: number,
  method: string,
  conditions: PropertyValue['conditions'] = {},
): PropertyValue {
  return validateProperty({ name, value, std: null, methodKind: 'empirical-potential', method, conditions });
}

/** A draft without a structure. */
export function plainDraft(
  request: ImportRequest,
  file: ImportFile,
  what: {
    readonly boundary: MacroscopicBoundary;
    readonly properties: readonly PropertyValue[];
    readonly row: number;
    readonly citation: string;
  },
): BoundaryDraft {
  const { options } = request;
  return {
    boundary: what.boundary,
    structure: null,
    properties: what.properties.map((p) => ({
      ...p,
      method: options.method ?? p.method,
      methodKind: options.methodKind ?? p.methodKind,
      conditions: { ...options.conditions, ...p.conditions },
    })),
    source: rowSource(request, file, what.row, what.citation),
  };
}
