import { neighbourPairs } from '../crystal/neighbours.js';
import type { AtomicStructure } from '../crystal/structure.js';
import { apply } from '../crystal/vectors.js';
import { createRng } from '../numerics/rng.js';
import { buildBicrystal, type Bicrystal } from './bicrystal.js';
import type { Boundary } from './boundary.js';
import { CandidateError } from './candidate-error.js';
import { findTwins, type Twins } from './candidate-twins.js';
import { atomFractionOf, removedAtomExcessAngstrom, stateExcessAngstrom } from './candidate-volume.js';
import type { CandidateParameters } from './candidate.js';

/** A candidate as atoms, not relaxed. */
export interface CandidateStructure {
  readonly parameters: CandidateParameters;
  readonly structure: AtomicStructure;
  /** [nAtoms], 0 = A, 1 = B; of merged atoms A's. */
  readonly grainOf: Uint8Array;
  /** Of one boundary, Å². */
  readonly areaAngstrom2: number;
  readonly nBoundaries: 1 | 2;
  /** y of the middle of each boundary, Å. */
  readonly boundaryHeightsAngstrom: readonly number[];
  /** Taken out or merged at one boundary because they overlapped. */
  readonly nOverlapping: number;
  /** Atoms of the boundary plane over those of a bulk plane, modulo 1; null where planes hold different atoms. */
  readonly atomFraction: number | null;
  /** Volume beyond that of the atoms in the crystals, over the area, of one boundary, Å. */
  readonly excessVolumeAngstrom: number;
}

/** The cell of a candidate; equal for all candidates that are compared. */
export interface CandidateCell {
  readonly cell: 'free-surfaces' | 'periodic';
  readonly grainThicknessAngstrom: number;
  /** Shortest bond of the crystals, Å. */
  readonly bondLengthAngstrom: number;
}

/** Atoms as far as this from the plane are rattled, bond lengths. */
const RATTLED_WITHIN = 2;
/** Atoms as far as this from the plane may be taken out, bond lengths. */
const REMOVED_WITHIN = 1;
/** Decay of the density by which atoms are ranked, and how far neighbours count, bond lengths. */
const DENSITY_DECAY = 4;
const DENSITY_CUTOFF = 2.2;

/** Some of a structure's atoms, in the order given. */
export function takeAtoms(structure: AtomicStructure, atoms: readonly number[]): AtomicStructure {
  const positions = new Float64Array(3 * atoms.length);
  atoms.forEach((i, n) => positions.set(structure.positions.subarray(3 * i, 3 * i + 3), 3 * n));
  return {
    ...structure,
    kinds: Uint8Array.from(atoms, (i) => structure.kinds[i]),
    positions,
    nAtoms: atoms.length,
  };
}

/** The atoms of one boundary while they are changed. */
interface Workpiece {
  readonly bicrystal: Bicrystal;
  readonly bond: number;
  readonly middle: number;
  /** Atoms that belong to the first boundary. */
  readonly atoms: readonly number[];
  /** All atoms' positions. */
  readonly positions: Float64Array;
  readonly gone: Uint8Array;
}

/** Those of the first boundary that are left, within a distance of its plane. */
function left(work: Workpiece, withinAngstrom: number): readonly number[] {
  const height = (i: number): number => work.bicrystal.structure.positions[3 * i + 1] - work.middle;
  return work.atoms.filter((i) => work.gone[i] === 0 && Math.abs(height(i)) <= withinAngstrom);
}

function now({ bicrystal, positions }: Workpiece, atoms: readonly number[]): AtomicStructure {
  return takeAtoms({ ...bicrystal.structure, positions }, atoms);
}

interface Contact {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
  /** From a to the middle of the two, Å. */
  readonly half: readonly number[];
}

/** Pairs across the boundary within a cut-off, nearest first. */
function contacts(work: Workpiece, cutoff: number): readonly Contact[] {
  const atoms = left(work, cutoff + work.bond);
  const pairs = neighbourPairs(now(work, atoms), cutoff);
  const found: Contact[] = [];
  for (let n = 0; n < pairs.nPairs; n++) {
    const [i, j] = [atoms[pairs.i[n]], atoms[pairs.j[n]]];
    const { grainOf } = work.bicrystal;
    if (grainOf[i] === grainOf[j]) continue;
    const vector = pairs.vectors.subarray(3 * n, 3 * n + 3);
    const sign = grainOf[i] === 0 ? 0.5 : -0.5;
    found.push({
      a: grainOf[i] === 0 ? i : j,
      b: grainOf[i] === 0 ? j : i,
      distance: pairs.distances[n],
      half: Array.from(vector, (v) => sign * v),
    });
  }
  return found.sort((p, q) => p.distance - q.distance || p.a - q.a || p.b - q.b);
}

/** Each atom of B that is too near to one of A goes. */
function removeOverlaps(work: Workpiece, cutoff: number): void {
  for (const { b } of contacts(work, cutoff)) work.gone[b] = 1;
}

/** Nearest pairs first, each atom once: equal elements become one atom in the middle, of others B's goes. */
function mergeOverlaps(work: Workpiece, cutoff: number): void {
  const { kinds } = work.bicrystal.structure;
  const merged = new Set<number>();
  for (const { a, b, half } of contacts(work, cutoff)) {
    if (merged.has(a) || work.gone[b] === 1) continue;
    work.gone[b] = 1;
    if (kinds[a] !== kinds[b]) continue;
    merged.add(a);
    half.forEach((h, axis) => (work.positions[3 * a + axis] += h));
  }
}

function rattle(work: Workpiece, { rattleAngstrom, seed }: CandidateParameters): void {
  if (rattleAngstrom === 0) return;
  const rng = createRng(seed);
  const sigma = rattleAngstrom / Math.sqrt(3);
  for (const i of left(work, RATTLED_WITHIN * work.bond)) {
    for (let axis = 0; axis < 3; axis++) work.positions[3 * i + axis] += sigma * rng.normal();
  }
}

/** Takes out the atom with the highest density round it; in a tie the first. */
function removeDensest(work: Workpiece): void {
  const atoms = left(work, (REMOVED_WITHIN + DENSITY_CUTOFF) * work.bond);
  const inner = new Set(left(work, REMOVED_WITHIN * work.bond));
  if (inner.size === 0) {
    throw new CandidateError('candidate-without-atoms', 'no atom is left near the boundary to take out');
  }
  const pairs = neighbourPairs(now(work, atoms), DENSITY_CUTOFF * work.bond);
  const density = new Float64Array(atoms.length);
  for (let n = 0; n < pairs.nPairs; n++) {
    const value = Math.exp(-DENSITY_DECAY * (pairs.distances[n] / work.bond - 1));
    density[pairs.i[n]] += value;
    density[pairs.j[n]] += value;
  }
  const slots = [...atoms.keys()].filter((slot) => inner.has(atoms[slot]));
  // Equal up to rounding is a tie, so that the choice does not hang on the order of a sum.
  const densest = slots.reduce((best, slot) => (density[slot] > density[best] * (1 + 1e-9) ? slot : best));
  work.gone[atoms[densest]] = 1;
}

/** Does to the second boundary what was done to the first. */
function copyToTwins(work: Workpiece, { atoms, copies, matrix }: Twins): void {
  const { positions } = work.bicrystal.structure;
  atoms.forEach((i, n) => {
    const copy = copies[n];
    work.gone[copy] = work.gone[i];
    const moved = (axis: number): number => work.positions[3 * i + axis] - positions[3 * i + axis];
    const image = apply(matrix, [moved(0), moved(1), moved(2)]);
    image.forEach((d, axis) => (work.positions[3 * copy + axis] += d));
  });
}

/**
 * A candidate's atoms: the bicrystal in its translation state and terminations, overlapping atoms removed or merged,
 * rattled, more atoms removed, in this order. In a cell of two boundaries the same happens at both.
 *
 * @throws BoundaryError as `buildBicrystal`
 * @throws CandidateError candidate-without-atoms, second-boundary-differs
 * Checked: unrelaxed energies of published tables of candidates to 1e-4 J/m²; [n] and excess volume against atom counts
 * and cell volumes (candidate-structure.spec.ts, candidate-energies.spec.ts).
 */
export function candidateStructure(
  boundary: Boundary,
  parameters: CandidateParameters,
  cell: CandidateCell,
): CandidateStructure {
  const bicrystal = buildBicrystal(boundary, { ...cell, ...parameters });
  const { structure, grainOf, boundaryHeightAngstrom, secondHeightAngstrom } = bicrystal;
  const half = parameters.gapAngstrom / 2;
  const middle = boundaryHeightAngstrom + half;
  const { copy } = bicrystal;
  const twins = copy === null ? null : findTwins({ ...bicrystal, copy }, parameters.gapAngstrom);
  const work: Workpiece = {
    bicrystal,
    bond: cell.bondLengthAngstrom,
    middle,
    atoms: twins?.atoms ?? [...structure.kinds.keys()],
    positions: structure.positions.slice(),
    gone: new Uint8Array(structure.nAtoms),
  };
  if (parameters.overlapAngstrom > 0) {
    (parameters.overlap === 'merge' ? mergeOverlaps : removeOverlaps)(work, parameters.overlapAngstrom);
  }
  const nOverlapping = work.gone.reduce((sum, gone) => sum + gone, 0);
  rattle(work, parameters);
  for (let n = 0; n < parameters.nRemoved; n++) removeDensest(work);
  if (twins !== null) copyToTwins(work, twins);
  const kept = [...structure.kinds.keys()].filter((i) => work.gone[i] === 0);
  const nMissing = nOverlapping + parameters.nRemoved;
  return {
    parameters,
    structure: now(work, kept),
    grainOf: Uint8Array.from(kept, (i) => grainOf[i]),
    areaAngstrom2: bicrystal.areaAngstrom2,
    nBoundaries: bicrystal.nBoundaries,
    boundaryHeightsAngstrom: secondHeightAngstrom === null ? [middle] : [middle, secondHeightAngstrom + half],
    nOverlapping,
    atomFraction: atomFractionOf(boundary, bicrystal, nMissing),
    excessVolumeAngstrom:
      stateExcessAngstrom(boundary, parameters) + nMissing * removedAtomExcessAngstrom(boundary, bicrystal),
  };
}
