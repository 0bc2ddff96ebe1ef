import type { Boundary, BoundaryKind } from '../../science/grain-boundaries/boundary.js';

/** A boundary's macroscopic side in a few words and numbers. */
export interface BoundaryDescription {
  readonly label: string;
  readonly kind: BoundaryKind;
  readonly crystal: string;
  readonly otherCrystal: string | null;
  readonly sigma: number | null;
  readonly axis: readonly number[] | null;
  readonly misorientationDeg: number | null;
  readonly planeA: readonly number[];
  readonly planeB: readonly number[];
  readonly planeSpacingAngstrom: number;
  /** Of the common period and of the CNID cell, Å². */
  readonly periodAreaAngstrom2: number;
  readonly cnidAreaAngstrom2: number;
  readonly nTerminationsA: number;
  readonly nTerminationsB: number;
  /** Largest strain of either grain; null where none was needed. */
  readonly largestStrain: number | null;
}

const area = ([u, v]: Boundary['periods']): number => Math.abs(u[0] * v[1] - u[1] * v[0]);

function nameOf({ crystal }: Boundary['grainA']): string {
  return `${crystal.name} ${[...new Set(crystal.sites.map((site) => site.element))].join('')}`;
}

export function describeBoundary(boundary: Boundary): BoundaryDescription {
  const { grainA, grainB, misorientationRad } = boundary;
  const strains = [grainA, grainB].flatMap(({ strain }) => strain?.flat() ?? []);
  return {
    label: boundary.label,
    kind: boundary.kind,
    crystal: nameOf(grainA),
    otherCrystal: boundary.sigma === null ? nameOf(grainB) : null,
    sigma: boundary.sigma,
    axis: boundary.axis,
    misorientationDeg: misorientationRad === null ? null : (misorientationRad * 180) / Math.PI,
    planeA: grainA.plane,
    planeB: grainB.plane,
    planeSpacingAngstrom: grainA.planeSpacingAngstrom,
    periodAreaAngstrom2: area(boundary.periods),
    cnidAreaAngstrom2: area(boundary.cnid),
    nTerminationsA: grainA.terminationsAngstrom.length,
    nTerminationsB: grainB.terminationsAngstrom.length,
    largestStrain: strains.length === 0 ? null : Math.max(...strains.map(Math.abs)),
  };
}
