import type { AtomicStructure } from '../crystal/structure.js';
import { bondValenceSums } from './bond-valence.js';
import { atomBonds, bondRule, type BondRule } from './bonds.js';
import { bulkLikeAtoms, type BulkLike } from './bulk-like.js';
import { centroSymmetry } from './centro-symmetry.js';
import { STRUCTURE_CLASSES, structureClasses } from './common-neighbours.js';
import { crystalMeans, inCrystal, scaledTo, type CrystalMeans } from './crystal-means.js';
import { innerAtoms, interiorAtoms, type Layout } from './layout.js';
import { nearestDistances, type Neighbourhoods } from './neighbourhoods.js';
import { voronoiCells } from './voronoi.js';

/** What each atom is like; arrays [nAtoms], NaN: unknown. */
export interface AtomNumbers {
  /** Signed distance from the nearest boundary, Å. */
  readonly heightAngstrom: Float64Array;
  /** 0 = grain A, 1 = grain B */
  readonly grain: Uint8Array;
  /** 1: in the boundary's zone */
  readonly inZone: Uint8Array;
  /** 1: its surroundings are those of a crystal */
  readonly isBulkLike: Uint8Array;
  readonly coordination: Float64Array;
  readonly bondLengthMinAngstrom: Float64Array;
  readonly bondLengthMeanAngstrom: Float64Array;
  readonly bondStrain: Float64Array;
  /** NaN for an open cell, as at a free surface; faces too. */
  readonly voronoiVolumeAngstrom3: Float64Array;
  readonly voronoiCoordination: Float64Array;
  readonly voronoiFaces: Float64Array;
  readonly centroSymmetryAngstrom2: Float64Array;
  /** Indices of STRUCTURE_CLASSES. */
  readonly structureClass: Uint8Array;
  readonly bondValenceSum: Float64Array;
}

/** All atoms, and what those of their kind are like in the crystals. */
export interface DescribedAtoms {
  readonly structure: AtomicStructure;
  readonly perAtom: AtomNumbers;
  readonly bonds: BondRule;
  /** Å; the median of nearest distances of interior atoms. */
  readonly bondLengthAngstrom: number;
  readonly zoneHalfWidthAngstrom: number;
  /** [nAtoms] each */
  readonly zone: Uint8Array;
  readonly inner: Uint8Array;
  readonly bulkLike: Uint8Array;
  /** [nAtoms] what an atom's element has in its grain */
  readonly crystal: {
    readonly volumes: Float64Array;
    readonly coordination: Float64Array;
    readonly bondValence: Float64Array;
  };
}

/** What a caller may know or choose. */
export interface AtomOptions {
  readonly volumePerAtomAngstrom3: readonly [number, number] | null;
  readonly zoneHalfWidthAngstrom: number | null;
  readonly centroSymmetryNeighbours: number | null;
}

/** Zone by default: so many nearest distances to either side. */
const ZONE_BONDS = 2;

const CENTRES: Readonly<Record<string, number>> = { fcc: 12, hcp: 12, bcc: 8 };

/** How many neighbours each element's centro-symmetry takes: by the class of its crystal; 0 where it has no meaning. */
function centresOf(
  { kinds }: AtomicStructure,
  { classesOfKind }: BulkLike,
  chosen: number | null,
): Uint8Array {
  const ofKind = classesOfKind.map((codes) => {
    const counts = new Set(codes.map((code) => CENTRES[STRUCTURE_CLASSES[code]] ?? 0));
    return chosen ?? (counts.size === 1 ? [...counts][0] : 0);
  });
  return Uint8Array.from(kinds, (kind) => ofKind[kind]);
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1];
}

/** Describes every atom, and the crystals that it belongs to. */
export function describeAtoms(
  structure: AtomicStructure,
  neighbours: Neighbourhoods,
  layout: Layout,
  options: AtomOptions,
): DescribedAtoms {
  const kinds = structure.elements.length > 1 ? structure.kinds : null;
  const interior = interiorAtoms(layout);
  const rule = bondRule(structure, neighbours, layout, interior);
  const bonds = atomBonds(structure, neighbours, layout, rule);
  const cells = voronoiCells(neighbours);
  const structureClass = structureClasses(neighbours, kinds);
  const bulkLike = bulkLikeAtoms(structure, neighbours, structureClass);
  const bondValenceSum = bondValenceSums(structure, neighbours);
  const bondLengthAngstrom = median(
    nearestDistances(neighbours).filter((d, i) => interior[i] === 1 && !Number.isNaN(d)),
  );
  const halfWidth = options.zoneHalfWidthAngstrom ?? ZONE_BONDS * bondLengthAngstrom;
  const zone = Uint8Array.from(layout.offsets, (d) => (Math.abs(d) <= halfWidth ? 1 : 0));
  return {
    structure,
    bonds: rule,
    bondLengthAngstrom,
    zoneHalfWidthAngstrom: halfWidth,
    zone,
    inner: innerAtoms(layout),
    bulkLike: bulkLike.flags,
    perAtom: {
      heightAngstrom: layout.offsets,
      grain: layout.sides,
      inZone: zone,
      isBulkLike: bulkLike.flags,
      coordination: bonds.coordination,
      bondLengthMinAngstrom: bonds.shortest,
      bondLengthMeanAngstrom: bonds.mean,
      bondStrain: bonds.strain,
      voronoiVolumeAngstrom3: cells.volumesAngstrom3,
      voronoiCoordination: cells.weightedCoordination,
      voronoiFaces: cells.nFaces,
      centroSymmetryAngstrom2: centroSymmetry(
        neighbours,
        kinds,
        centresOf(structure, bulkLike, options.centroSymmetryNeighbours),
      ),
      structureClass,
      bondValenceSum,
    },
    crystal: inCrystals(structure, layout, interior, {
      volumes: cells.volumesAngstrom3,
      knownVolumes: options.volumePerAtomAngstrom3,
      coordination: bonds.coordination,
      bondValence: bondValenceSum,
    }),
  };
}

interface OfAtoms {
  readonly volumes: Float64Array;
  readonly knownVolumes: readonly [number, number] | null;
  readonly coordination: Float64Array;
  readonly bondValence: Float64Array;
}

function inCrystals(
  structure: AtomicStructure,
  layout: Layout,
  interior: Uint8Array,
  of: OfAtoms,
): DescribedAtoms['crystal'] {
  const means = (values: Float64Array): CrystalMeans => crystalMeans(structure, layout, interior, values);
  const laid = (values: CrystalMeans): Float64Array => inCrystal(structure, layout, values);
  const volumes = means(of.volumes);
  return {
    volumes: laid(of.knownVolumes === null ? volumes : scaledTo(of.knownVolumes, volumes, structure, layout)),
    coordination: laid(means(of.coordination)),
    bondValence: laid(means(of.bondValence)),
  };
}
