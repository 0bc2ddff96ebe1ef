import { neighbourPairs } from '../crystal/neighbours.js';
import type { AtomicStructure } from '../crystal/structure.js';
import type { CandidateStructure } from './candidate-structure.js';
import { bondWeight } from './descriptors-environment.js';

/** What a (relaxed) boundary looks like, Å. */
export interface BoundaryMeasures {
  /** Shortest distance of two atoms anywhere. */
  readonly minimumDistanceAngstrom: number;
  /** Mean bond of the atoms within a bond length of the plane; null where there is none: the grains came apart. */
  readonly meanBondAngstrom: number | null;
  /** Bonds that those atoms lack against the crystal, on average; negative where they are crowded. */
  readonly coordinationDeficit: number;
}

/** Pairs from here on are no bonds, bond lengths: the end of `bondWeight`. */
const BOND_END = 1.3;

/** Smooth number of bonds of each atom and the sum of their lengths, Å. */
function bondsOf(
  structure: AtomicStructure,
  bondLengthAngstrom: number,
): { readonly coordination: Float64Array; readonly lengths: Float64Array; readonly shortest: number } {
  const coordination = new Float64Array(structure.nAtoms);
  const lengths = new Float64Array(structure.nAtoms);
  const pairs = neighbourPairs(structure, BOND_END * bondLengthAngstrom);
  let shortest = Infinity;
  for (let n = 0; n < pairs.nPairs; n++) {
    const distance = pairs.distances[n];
    const weight = bondWeight(distance / bondLengthAngstrom);
    shortest = Math.min(shortest, distance);
    for (const atom of [pairs.i[n], pairs.j[n]]) {
      coordination[atom] += weight;
      lengths[atom] += weight * distance;
    }
  }
  return { coordination, lengths, shortest };
}

/** Smooth coordination number of each element of a crystal (mean over its sites). */
export function bulkCoordination(
  structure: AtomicStructure,
  bondLengthAngstrom: number,
): Readonly<Record<string, number>> {
  const { coordination } = bondsOf(structure, bondLengthAngstrom);
  return Object.fromEntries(
    structure.elements.map((element, kind) => {
      const sites = coordination.filter((_, i) => structure.kinds[i] === kind);
      return [element, sites.reduce((sum, z) => sum + z, 0) / sites.length];
    }),
  );
}

/** The crystals' part in `measureBoundary`. */
export interface BondReference {
  readonly bondLengthAngstrom: number;
  /** Of grain A and of grain B, per element. */
  readonly coordination: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>];
}

/**
 * Bonds near a boundary. Bonds count fully up to 1.15 bond lengths of the crystal and not at all from 1.3.
 *
 * @param relaxed  the candidate's atoms, in its order
 * @param plane    y of the boundary in `relaxed`, Å
 */
export function measureBoundary(
  candidate: Pick<CandidateStructure, 'grainOf'>,
  relaxed: AtomicStructure,
  planeAngstrom: number,
  reference: BondReference,
): BoundaryMeasures {
  const { coordination, lengths, shortest } = bondsOf(relaxed, reference.bondLengthAngstrom);
  const core = [...relaxed.kinds.keys()].filter(
    (i) => Math.abs(relaxed.positions[3 * i + 1] - planeAngstrom) <= reference.bondLengthAngstrom,
  );
  const sum = (values: (i: number) => number): number => core.reduce((all, i) => all + values(i), 0);
  const expected = (i: number): number =>
    reference.coordination[candidate.grainOf[i]][relaxed.elements[relaxed.kinds[i]]];
  const nBonds = sum((i) => coordination[i]);
  return {
    minimumDistanceAngstrom: shortest,
    meanBondAngstrom: nBonds === 0 ? null : sum((i) => lengths[i]) / nBonds,
    coordinationDeficit: core.length === 0 ? 0 : sum((i) => expected(i) - coordination[i]) / core.length,
  };
}
