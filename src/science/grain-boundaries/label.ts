import type { Crystal, Vec3 } from '../crystal/structure.js';
import type { Boundary, BoundaryKind } from './boundary.js';

/** (2 1 0) is written (210), with spaces where an index has two digits, a minus as a bar in front: (-1 0 11). */
export function indices(v: Vec3): string {
  return v.every((i) => i >= 0 && i < 10) ? v.join('') : v.join(' ');
}

/** 'fcc Cu', 'perovskite SrTiO': the name and its elements, each once. */
export function crystalName(crystal: Crystal): string {
  return `${crystal.name} ${[...new Set(crystal.sites.map((site) => site.element))].join('')}`;
}

/** 'Σ5 (210)[001] symmetric tilt, fcc Cu'; of an asymmetric plane both sides: 'Σ5 (310)∥(110)…'. */
export function boundaryLabel(
  boundary: Pick<Boundary, 'sigma' | 'axis' | 'grainA' | 'grainB'> & { readonly kind: BoundaryKind },
): string {
  const { kind, sigma, axis, grainA, grainB } = boundary;
  const planes =
    kind === 'symmetric-tilt' || kind === 'twist'
      ? `(${indices(grainA.plane)})`
      : `(${indices(grainA.plane)})∥(${indices(grainB.plane)})`;
  const name = kind.replace('-', ' ').replace('semi coherent', 'semi-coherent');
  const crystals =
    grainA.crystal === grainB.crystal
      ? crystalName(grainA.crystal)
      : `${crystalName(grainA.crystal)} / ${crystalName(grainB.crystal)}`;
  return `${sigma === null ? '' : `Σ${sigma} `}${planes}${axis === null ? '' : `[${indices(axis)}]`} ${name}, ${crystals}`;
}
