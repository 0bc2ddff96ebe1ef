import type { Crystal, Vec3 } from '../crystal/structure.js';
import type { Boundary, BoundaryKind } from './boundary.js';
import { gcd } from './integer-lattice.js';

/** (2 1 0) is written (210), with spaces where an index has two digits, a minus as a bar in front: (-1 0 11). */
export function indices(v: Vec3): string {
  return v.every((i) => i >= 0 && i < 10) ? v.join('') : v.join(' ');
}

/** 'fcc Cu', 'perovskite SrTiO3': the name, and its elements with their least numbers in the order of the sites. */
export function crystalName(crystal: Crystal): string {
  const counts = new Map<string, number>();
  for (const { element } of crystal.sites) counts.set(element, (counts.get(element) ?? 0) + 1);
  const divisor = gcd(...counts.values());
  const formula = [...counts].map(([element, n]) => `${element}${n === divisor ? '' : n / divisor}`);
  return `${crystal.name} ${formula.join('')}`;
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
