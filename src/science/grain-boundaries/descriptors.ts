import { structureOf } from '../crystal/build.js';
import { nearestNeighbourDistance, volumePerAtom } from '../crystal/lattice.js';
import type { AtomicStructure } from '../crystal/structure.js';
import type { Boundary, Grain } from './boundary.js';
import { takeAtoms, type CandidateStructure } from './candidate-structure.js';
import {
  DENSITY_DECAYS,
  ENVIRONMENT_CUTOFF,
  environments,
  RADIAL_CENTRES,
  type Environments,
} from './descriptors-environment.js';
import { strainedCrystal } from './strained-crystal.js';

/** One number that describes an unrelaxed candidate. */
export interface Descriptor {
  readonly name: string;
  /** What it is; lengths in bond lengths (b) of the crystal, sums per area of b². */
  readonly meaning: string;
}

/** What the crystals are without a boundary. */
export interface DescriptorReference {
  readonly bondLengthAngstrom: number;
  readonly planeSpacingAngstrom: number;
  /** Per grain and element: environment averages. */
  readonly bulk: readonly [BulkEnvironments, BulkEnvironments];
}

interface BulkEnvironments {
  readonly volumePerAtomAngstrom3: number;
  readonly ofElement: Readonly<Record<string, readonly number[]>>;
}

const perBin = (name: string, meaning: string): readonly Descriptor[] =>
  RADIAL_CENTRES.map((u) => ({ name: `${name}-${u.toFixed(1)}`, meaning: `${meaning} ${u.toFixed(1)} b` }));
const OVERLAPS = [0.5, 0.6, 0.7, 0.8] as const;

/** Sums over the atoms near the boundary, less the same atoms in the crystal. */
const EXCESSES: readonly Descriptor[] = [
  ...perBin('radial', 'excess of neighbours (twice the pairs) at a smooth distance of'),
  ...DENSITY_DECAYS.map((alpha) => ({
    name: `density-${alpha}`,
    meaning: `excess of Σ exp(−${alpha}(u−1)) over all neighbours`,
  })),
  { name: 'coordination', meaning: 'excess of smooth coordination numbers' },
  { name: 'cohesion', meaning: 'excess of a generic second-moment energy (copper constants), eV' },
];

/** Every descriptor, in the order of the numbers. */
export const DESCRIPTORS: readonly Descriptor[] = [
  ...EXCESSES,
  ...perBin('across', 'neighbours in the other grain (twice the pairs) at a smooth distance of'),
  { name: 'log-cohesion', meaning: 'asinh of `cohesion`: tames overlaps' },
  { name: 'coordination-deficit', meaning: 'missing neighbours of atoms that miss some' },
  { name: 'coordination-surplus', meaning: 'neighbours beyond the crystal of atoms that have more' },
  { name: 'coordination-spread', meaning: 'square of (coordination − crystal)' },
  { name: 'density-spread', meaning: `square of the excess of density-${DENSITY_DECAYS[1]}` },
  { name: 'density-highest', meaning: `highest excess of density-${DENSITY_DECAYS[1]} of one atom` },
  { name: 'density-lowest', meaning: `lowest excess of density-${DENSITY_DECAYS[1]} of one atom` },
  {
    name: 'asymmetry',
    meaning: '|sum of bond vectors|: 0 in a crystal with an inversion centre at each atom',
  },
  { name: 'asymmetry-highest', meaning: 'largest of one atom' },
  { name: 'shortest-bond', meaning: 'shortest distance of two atoms' },
  { name: 'mean-nearest', meaning: 'mean distance to the nearest neighbour within b of the plane' },
  { name: 'bond-strain', meaning: 'mean of nearest neighbour − 1 within b of the plane' },
  { name: 'bond-compression', meaning: 'square of what nearest neighbours are too near' },
  { name: 'bond-tension', meaning: 'square of what nearest neighbours are too far' },
  ...OVERLAPS.map((u) => ({ name: `overlaps-${u}`, meaning: `atoms with a neighbour nearer than ${u} b` })),
  { name: 'local-density', meaning: 'atoms near the plane (Gaussian of width b) over those of the crystal' },
  { name: 'excess-volume', meaning: 'volume beyond that of the atoms in the crystal, per area, in b' },
  { name: 'gap', meaning: 'distance of the two plane stacks’ first layers over the plane spacing' },
  { name: 'atom-fraction-cosine', meaning: 'cos 2π[n]; 0 where planes hold different atoms' },
  { name: 'atom-fraction-sine', meaning: 'sin 2π[n]; 0 where planes hold different atoms' },
];

/** Sums of one atom in the order of EXCESSES. */
function excessTerms(e: Environments, atom: number): number[] {
  const nBins = RADIAL_CENTRES.length;
  const nDecays = DENSITY_DECAYS.length;
  return [
    ...e.radial.subarray(atom * nBins, (atom + 1) * nBins),
    ...e.densities.subarray(atom * nDecays, (atom + 1) * nDecays),
    e.coordination[atom],
    e.cohesion[atom],
  ];
}

function bulkEnvironments(grain: Grain, bondLengthAngstrom: number): BulkEnvironments {
  const crystal = strainedCrystal(grain);
  const structure = structureOf(crystal);
  const surroundings = environments(structure, new Uint8Array(structure.nAtoms), bondLengthAngstrom);
  const ofElement: Record<string, number[]> = {};
  structure.elements.forEach((element, kind) => {
    const atoms = [...structure.kinds.keys()].filter((i) => structure.kinds[i] === kind);
    const sums = atoms.map((i) => excessTerms(surroundings, i));
    ofElement[element] = EXCESSES.map(
      (_, k) => sums.reduce((sum, terms) => sum + terms[k], 0) / atoms.length,
    );
  });
  return {
    volumePerAtomAngstrom3: volumePerAtom(crystal),
    ofElement,
  };
}

/**
 * What descriptors of a boundary's candidates are measured against. Made once per boundary.
 *
 * Elements in inequivalent sites of one crystal are averaged.
 */
export function descriptorReference(boundary: Boundary): DescriptorReference {
  const bondLengthAngstrom =
    (nearestNeighbourDistance(strainedCrystal(boundary.grainA)) +
      nearestNeighbourDistance(strainedCrystal(boundary.grainB))) /
    2;
  return {
    bondLengthAngstrom,
    planeSpacingAngstrom: (boundary.grainA.planeSpacingAngstrom + boundary.grainB.planeSpacingAngstrom) / 2,
    bulk: [
      bulkEnvironments(boundary.grainA, bondLengthAngstrom),
      bulkEnvironments(boundary.grainB, bondLengthAngstrom),
    ],
  };
}

/** The atoms round one boundary, with their heights over it in bond lengths. */
interface Zone {
  readonly structure: AtomicStructure;
  readonly grainOf: Uint8Array;
  readonly heights: Float64Array;
}

function zoneOf(candidate: CandidateStructure, bondLengthAngstrom: number): Zone {
  const { structure, grainOf, boundaryHeightsAngstrom } = candidate;
  const reach = 2 * ENVIRONMENT_CUTOFF * bondLengthAngstrom;
  const height = (i: number): number => structure.positions[3 * i + 1] - boundaryHeightsAngstrom[0];
  const atoms = [...structure.kinds.keys()].filter((i) => Math.abs(height(i)) <= reach);
  return {
    structure: takeAtoms(structure, atoms),
    grainOf: Uint8Array.from(atoms, (i) => grainOf[i]),
    heights: Float64Array.from(atoms, (i) => height(i) / bondLengthAngstrom),
  };
}

interface Inner {
  /** Atoms within the cut-off of the plane and those within a bond length. */
  readonly zone: readonly number[];
  readonly core: readonly number[];
  /** [zone] excess terms of each. */
  readonly excesses: readonly (readonly number[])[];
}

function innerAtoms(zone: Zone, surroundings: Environments, reference: DescriptorReference): Inner {
  const all = [...zone.structure.kinds.keys()];
  const inside = all.filter((i) => Math.abs(zone.heights[i]) <= ENVIRONMENT_CUTOFF);
  return {
    zone: inside,
    core: inside.filter((i) => Math.abs(zone.heights[i]) <= 1),
    excesses: inside.map((i) => {
      const bulk =
        reference.bulk[zone.grainOf[i]].ofElement[zone.structure.elements[zone.structure.kinds[i]]];
      return excessTerms(surroundings, i).map((term, k) => term - bulk[k]);
    }),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : sumOf(values) / values.length;
const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

function acrossTerms({ zone }: Inner, { radialAcross }: Environments, perArea: number): number[] {
  const nBins = RADIAL_CENTRES.length;
  return RADIAL_CENTRES.map((_, k) => perArea * sumOf(zone.map((i) => radialAcross[i * nBins + k])));
}

/** From log-cohesion to density-lowest. */
function spreadTerms(inner: Inner, perArea: number): number[] {
  const term = (name: string): number[] => {
    const k = EXCESSES.findIndex((descriptor) => descriptor.name === name);
    return inner.excesses.map((terms) => terms[k]);
  };
  const coordination = term('coordination');
  const density = term(`density-${DENSITY_DECAYS[1]}`);
  return [
    Math.asinh(perArea * sumOf(term('cohesion'))),
    perArea * sumOf(coordination.map((z) => Math.max(0, -z))),
    perArea * sumOf(coordination.map((z) => Math.max(0, z))),
    perArea * sumOf(coordination.map((z) => z * z)),
    perArea * sumOf(density.map((rho) => rho * rho)),
    largest(density),
    -largest(density.map((rho) => -rho)),
  ];
}

/** From asymmetry to the overlaps. */
function bondTerms(inner: Inner, { asymmetry, nearest }: Environments, perArea: number): number[] {
  const strains = inner.zone.map((i) => nearest[i] - 1);
  const coreNearest = meanOf(inner.core.map((i) => nearest[i]));
  const square = (x: number): number => x * x;
  return [
    perArea * sumOf(inner.zone.map((i) => asymmetry[i])),
    largest(inner.zone.map((i) => asymmetry[i])),
    -largest(inner.zone.map((i) => -nearest[i])),
    coreNearest,
    coreNearest - 1,
    perArea * sumOf(strains.map((s) => square(Math.min(0, s)))),
    perArea * sumOf(strains.map((s) => square(Math.max(0, s)))),
    ...OVERLAPS.map((u) => perArea * inner.zone.filter((i) => nearest[i] < u).length),
  ];
}

/** From local-density to the end. */
function stateTerms(candidate: CandidateStructure, zone: Zone, reference: DescriptorReference): number[] {
  const { bondLengthAngstrom: bond, bulk } = reference;
  const weighted = zone.heights.reduce(
    (sum, height, i) => sum + Math.exp(-height * height) * bulk[zone.grainOf[i]].volumePerAtomAngstrom3,
    0,
  );
  const phase = candidate.atomFraction === null ? null : 2 * Math.PI * candidate.atomFraction;
  return [
    weighted / (Math.sqrt(Math.PI) * bond * candidate.areaAngstrom2),
    candidate.excessVolumeAngstrom / bond,
    candidate.parameters.gapAngstrom / reference.planeSpacingAngstrom,
    phase === null ? 0 : Math.cos(phase),
    phase === null ? 0 : Math.sin(phase),
  ];
}

/**
 * Geometric descriptors of a candidate that is not relaxed: what screening learns from.
 *
 * Lengths in bond lengths b of the crystal, sums per area of b², so that boundaries, replications and materials compare.
 * Nothing of an energy engine enters. In a cell of two boundaries the first is described.
 *
 * @returns numbers in the order of DESCRIPTORS; finite
 * Valid for: grains thicker than 4.4 b, else the outer surfaces are felt.
 * Checked: 0 excess for a perfect crystal cut and put together again; invariance to translation along the plane,
 * to replication and to the lattice parameter (descriptors.spec.ts).
 */
export function describeCandidate(
  candidate: CandidateStructure,
  reference: DescriptorReference,
): Float64Array {
  const bond = reference.bondLengthAngstrom;
  const zone = zoneOf(candidate, bond);
  const surroundings = environments(zone.structure, zone.grainOf, bond);
  const inner = innerAtoms(zone, surroundings, reference);
  const perArea = (bond * bond) / candidate.areaAngstrom2;
  return Float64Array.from([
    ...EXCESSES.map((_, k) => perArea * sumOf(inner.excesses.map((terms) => terms[k]))),
    ...acrossTerms(inner, surroundings, perArea),
    ...spreadTerms(inner, perArea),
    ...bondTerms(inner, surroundings, perArea),
    ...stateTerms(candidate, zone, reference),
  ]);
}
