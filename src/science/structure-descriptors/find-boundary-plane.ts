import { faceDistances } from '../crystal/neighbours.js';
import type { AtomicStructure } from '../crystal/structure.js';
import { bulkLikeAtoms } from './bulk-like.js';
import { structureClasses } from './common-neighbours.js';
import { heightsAlong, planeNormal, type BoundaryPlace } from './layout.js';
import { nearestDistances, neighbourhoodsOf } from './neighbourhoods.js';
import { StructureDescriptorError } from './structure-descriptor-error.js';

/** A boundary's place, found from the atoms. */
export interface FoundPlace {
  readonly place: BoundaryPlace;
  /** Highest less lowest share of atoms unlike the crystals across the boundary, 0 … 1: how plainly it stands out. */
  readonly contrast: number;
  /** Of each boundary: how far apart the share falls to half of its highest, Å. */
  readonly widthsAngstrom: readonly number[];
}

/** Atoms as near as this to a free surface are not looked at, nearest distances. */
const SURFACE_BONDS = 2.5;
/** Less than this is no boundary: the one hcp layer of a coherent twin reaches about 0.3. */
const LEAST_CONTRAST = 0.12;
const STEPS_A_BOND = 4;
/** Stretches nearer to one another are one boundary, nearest distances. */
const MERGED_BONDS = 2;

/** Share of atoms unlike the crystals against the height, smoothed by one nearest distance. */
interface Disorder {
  readonly axis: 0 | 1 | 2;
  readonly period: number | null;
  readonly start: number;
  readonly step: number;
  readonly shares: Float64Array;
  readonly contrast: number;
}

interface Seen {
  readonly structure: AtomicStructure;
  /** [nAtoms] 1 = unlike the crystals */
  readonly odd: Uint8Array;
  readonly bond: number;
}

/** Atoms far enough from the outermost ones along every direction that does not repeat. */
function awayFromSurfaces({ structure, bond }: Seen): Uint8Array {
  const away = new Uint8Array(structure.nAtoms).fill(1);
  structure.periodic.forEach((repeats, axis) => {
    if (repeats) return;
    const heights = heightsAlong(structure, planeNormal(structure.cell, axis));
    const low = heights.reduce((a, b) => Math.min(a, b), Infinity);
    const high = heights.reduce((a, b) => Math.max(a, b), -Infinity);
    heights.forEach((h, i) => {
      if (Math.min(h - low, high - h) < SURFACE_BONDS * bond) away[i] = 0;
    });
  });
  return away;
}

function disorderAlong(axis: 0 | 1 | 2, seen: Seen, takes: Uint8Array): Disorder | null {
  const { structure, bond, odd } = seen;
  const heights = heightsAlong(structure, planeNormal(structure.cell, axis));
  const inside = heights.filter((_, i) => takes[i] === 1);
  if (inside.length === 0) return null;
  const period = structure.periodic[axis] ? faceDistances(structure.cell)[axis] : null;
  const start = inside.reduce((a, b) => Math.min(a, b));
  const length = period ?? inside.reduce((a, b) => Math.max(a, b)) - start;
  const n = Math.max(1, Math.round((length * STEPS_A_BOND) / bond));
  const step = length / n;
  const all = new Float64Array(n);
  const some = new Float64Array(n);
  const reach = Math.ceil((4 * bond) / Math.max(step, bond / 100));
  heights.forEach((h, i) => {
    if (takes[i] === 0) return;
    const middle = Math.round((h - start) / step);
    for (let k = middle - reach; k <= middle + reach; k++) {
      const bin = period === null ? k : k - n * Math.floor(k / n);
      if (bin < 0 || bin >= n) continue;
      const weight = Math.exp(-0.5 * ((start + k * step - h) / bond) ** 2);
      all[bin] += weight;
      if (odd[i] === 1) some[bin] += weight;
    }
  });
  const shares = some.map((s, k) => s / all[k]);
  const known = shares.filter((s) => !Number.isNaN(s));
  const contrast = known.reduce((a, b) => Math.max(a, b), 0) - known.reduce((a, b) => Math.min(a, b), 1);
  return { axis, period, start, step, shares, contrast };
}

/** Stretches [from, to) of bins above half way; one that runs over the end of the box is put together. */
function stretchesOf({ shares, period }: Disorder, gapBins: number): [number, number][] {
  const n = shares.length;
  const highest = shares.reduce((a, b) => Math.max(a, b), 0);
  const lowest = shares.reduce((a, b) => Math.min(a, b), 1);
  const isHigh = (k: number): boolean => shares[k % n] > (highest + lowest) / 2;
  // Start where it is low, so that no stretch is cut.
  const first = period === null ? 0 : [...shares.keys()].find((k) => !isHigh(k))!;
  const found: [number, number][] = [];
  for (let k = first; k < first + n; k++) {
    if (!isHigh(k)) continue;
    const last = found.at(-1);
    if (last !== undefined && k - last[1] < gapBins) last[1] = k + 1;
    else found.push([k, k + 1]);
  }
  if (period !== null && found.length > 1 && found[0][0] + n - found.at(-1)![1] < gapBins) {
    found[0][0] = found.pop()![0] - n;
  }
  return found;
}

/** Weighted middle of a stretch, by how far its share is above half way. */
function middleOf({ shares, start, step }: Disorder, [from, to]: readonly [number, number]): number {
  const n = shares.length;
  let weights = 0;
  let sum = 0;
  for (let k = from; k < to; k++) {
    const weight = shares[((k % n) + n) % n];
    weights += weight;
    sum += weight * k;
  }
  return start + (step * sum) / weights;
}

/**
 * Finds where the boundary lies in a structure of unknown make: the axis and the heights at which atoms are unlike the crystals.
 *
 * Atoms are told from the crystals by common-neighbour class, or by their nearest distances where the crystal has none of its own
 * (see `bulkLikeAtoms`). Along each cell vector's normal their share is smoothed; the axis along which it varies most is the boundary's.
 * With one direction that does not repeat, that is the axis; atoms near free surfaces are left out.
 *
 * @throws StructureDescriptorError boundary-not-found (no stretch or more than two, or two directions that do not repeat), no-atoms,
 *   atoms-coincide, too-sparse
 * Valid for: grains of at least about four nearest distances; one kind of boundary, or two alike: of two very different ones only the
 *   plainer is found.
 * Checked: places of candidates that were built here, boundaries turned to any axis, dumps of another program
 *   (find-boundary-plane.spec.ts).
 */
export function findBoundaryPlane(structure: AtomicStructure): FoundPlace {
  const neighbours = neighbourhoodsOf(structure);
  const kinds = structure.elements.length > 1 ? structure.kinds : null;
  const { flags } = bulkLikeAtoms(structure, neighbours, structureClasses(neighbours, kinds));
  const nearest = nearestDistances(neighbours)
    .filter((d) => !Number.isNaN(d))
    .sort();
  const bond = nearest[nearest.length >> 1];
  const seen: Seen = { structure, bond, odd: flags.map((flag) => 1 - flag) };
  const takes = awayFromSurfaces(seen);
  const open = ([0, 1, 2] as const).filter((axis) => !structure.periodic[axis]);
  if (open.length > 1) {
    throw new StructureDescriptorError(
      'boundary-not-found',
      'the box repeats along one direction or none: a boundary repeats along two',
    );
  }
  const disorders = (open.length === 1 ? open : ([0, 1, 2] as const))
    .map((axis) => disorderAlong(axis, seen, takes))
    .filter((d) => d !== null)
    .sort((a, b) => b.contrast - a.contrast);
  const best = disorders.at(0);
  if (best === undefined || best.contrast < LEAST_CONTRAST) {
    throw new StructureDescriptorError(
      'boundary-not-found',
      'no plane in which atoms are unlike the crystals',
      {
        contrast: best?.contrast ?? null,
      },
    );
  }
  const stretches = stretchesOf(best, (MERGED_BONDS * bond) / best.step);
  if (stretches.length > 2) {
    throw new StructureDescriptorError(
      'boundary-not-found',
      `${stretches.length} planes in which atoms are unlike the crystals; one or two are described`,
    );
  }
  return {
    place: { axis: best.axis, heightsAngstrom: stretches.map((s) => middleOf(best, s)) },
    contrast: best.contrast,
    widthsAngstrom: stretches.map(([from, to]) => (to - from) * best.step),
  };
}
