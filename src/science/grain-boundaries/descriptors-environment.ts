import { neighbourPairs } from '../crystal/neighbours.js';
import type { AtomicStructure } from '../crystal/structure.js';

/** Pairs farther than this do not count, bond lengths. */
export const ENVIRONMENT_CUTOFF = 2.2;
/** Centres of the smooth bins of pair distances, bond lengths. */
export const RADIAL_CENTRES: readonly number[] = Array.from({ length: 18 }, (_, k) => 0.4 + 0.1 * k);
const RADIAL_WIDTH = 0.07;
/** Decay constants of the generic densities Σ exp(−α(u−1)), u in bond lengths. */
export const DENSITY_DECAYS: readonly number[] = [2, 4, 6, 9];
/**
 * A second-moment (Gupta) form with the constants of copper: a generic function of geometry here, not a potential.
 * Source: F. Cleri, V. Rosato, Phys. Rev. B 48, 22 (1993), table II.
 */
const GUPTA = { a: 0.0855, xi: 1.224, p: 10.96, q: 2.278 };

/** What surrounds each atom; flat arrays over the atoms asked for. */
export interface Environments {
  /** [nAtoms × bins], Gaussian bins of all neighbours and of those in the other grain. */
  readonly radial: Float64Array;
  readonly radialAcross: Float64Array;
  /** [nAtoms × decays] */
  readonly densities: Float64Array;
  /** Smooth number of neighbours: 1 up to 1.15 bond lengths, 0 from 1.3. */
  readonly coordination: Float64Array;
  /** Generic cohesive energy, eV as for copper. */
  readonly cohesion: Float64Array;
  /** Nearest neighbour, bond lengths. */
  readonly nearest: Float64Array;
  /** |Σ of bond vectors| over the bond length, bonds weighted as in `coordination`. */
  readonly asymmetry: Float64Array;
}

/** 1 below `from`, 0 above `to`, a cosine between. */
function smoothStep(u: number, from: number, to: number): number {
  if (u <= from) return 1;
  return u >= to ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * (u - from)) / (to - from));
}

/** Weight of a bond of u bond lengths: 1 up to 1.15, 0 from 1.3 (second shells lie at 1.15 in bcc and 1.41 in fcc). */
export const bondWeight = (u: number): number => smoothStep(u, 1.15, 1.3);

function addPair(e: Environments, slot: number, u: number, across: boolean): void {
  const fade = smoothStep(u, ENVIRONMENT_CUTOFF - 0.3, ENVIRONMENT_CUTOFF);
  const nBins = RADIAL_CENTRES.length;
  for (let k = 0; k < nBins; k++) {
    const t = (u - RADIAL_CENTRES[k]) / RADIAL_WIDTH;
    if (Math.abs(t) > 5) continue;
    const value = fade * Math.exp(-0.5 * t * t);
    e.radial[slot * nBins + k] += value;
    if (across) e.radialAcross[slot * nBins + k] += value;
  }
  DENSITY_DECAYS.forEach((alpha, k) => {
    e.densities[slot * DENSITY_DECAYS.length + k] += fade * Math.exp(-alpha * (u - 1));
  });
  e.coordination[slot] += bondWeight(u);
  e.nearest[slot] = Math.min(e.nearest[slot], u);
}

/**
 * Describes the surroundings of atoms by distances in bond lengths.
 *
 * @param structure  atoms that are each other's neighbours: a crystal, or the part of a bicrystal near the boundary
 * @param grainOf    [nAtoms]; pairs of different grains lie across the boundary
 * @returns arrays in the order of the atoms
 */
export function environments(
  structure: AtomicStructure,
  grainOf: Uint8Array,
  bondLengthAngstrom: number,
): Environments {
  const n = structure.nAtoms;
  const e: Environments = {
    radial: new Float64Array(n * RADIAL_CENTRES.length),
    radialAcross: new Float64Array(n * RADIAL_CENTRES.length),
    densities: new Float64Array(n * DENSITY_DECAYS.length),
    coordination: new Float64Array(n),
    cohesion: new Float64Array(n),
    nearest: new Float64Array(n).fill(ENVIRONMENT_CUTOFF),
    asymmetry: new Float64Array(n),
  };
  const repulsion = new Float64Array(n);
  const band = new Float64Array(n);
  const bonds = new Float64Array(3 * n);
  const pairs = neighbourPairs(structure, ENVIRONMENT_CUTOFF * bondLengthAngstrom);
  for (let p = 0; p < pairs.nPairs; p++) {
    const ends = [pairs.i[p], pairs.j[p]] as const;
    const u = pairs.distances[p] / bondLengthAngstrom;
    const fade = smoothStep(u, ENVIRONMENT_CUTOFF - 0.3, ENVIRONMENT_CUTOFF);
    ends.forEach((atom, end) => {
      addPair(e, atom, u, grainOf[ends[0]] !== grainOf[ends[1]]);
      repulsion[atom] += fade * Math.exp(-GUPTA.p * (u - 1));
      band[atom] += fade * Math.exp(-2 * GUPTA.q * (u - 1));
      const weight = (end === 0 ? 1 : -1) * bondWeight(u);
      for (let axis = 0; axis < 3; axis++) bonds[3 * atom + axis] += weight * pairs.vectors[3 * p + axis];
    });
  }
  for (let i = 0; i < n; i++) {
    e.cohesion[i] = GUPTA.a * repulsion[i] - GUPTA.xi * Math.sqrt(band[i]);
    e.asymmetry[i] = Math.hypot(bonds[3 * i], bonds[3 * i + 1], bonds[3 * i + 2]) / bondLengthAngstrom;
  }
  return e;
}
