import type { EamTables } from '../energetics/eam/tables.js';

/** Of copper, in units of its bond length where they are lengths. */
const P = { pair: 0.0855, hopping: 1.224, p: 10.96, q: 2.278 } as const;
/** Where the interaction begins to fade and where it has ended, bond lengths. */
const FADES_FROM = 1.6;
const CUTOFF = 1.95;
/** Nearer than this it stays as it is here, so that overlapping atoms have a finite energy. */
const NEAREST = 0.3;
const N_R = 2001;
const N_RHO = 4001;
const RHO_STEP = 0.1;

function fade(u: number): number {
  if (u <= FADES_FROM) return 1;
  if (u >= CUTOFF) return 0;
  const t = (u - FADES_FROM) / (CUTOFF - FADES_FROM);
  return 1 - t * t * t * (10 - 15 * t + 6 * t * t);
}

/**
 * A close-packed metal without a name: the second-moment potential with copper's constants, its length the crystal's bond.
 * It stands for "atoms keep their distance and like neighbours" where no engine of the material is asked.
 *
 * @param element  the one symbol it knows
 * @returns tables for `eamPotential`; lengths Å, energies eV
 * Source: F. Cleri, V. Rosato, Phys. Rev. B 48 (1993) 22, table II (Cu); the fade-out is ours.
 * Checked: fcc of that bond length is within 2 % of its own equilibrium (soft-relaxation.spec.ts).
 */
export function genericMetal(bondLengthAngstrom: number, element: string): EamTables {
  const cutoffAngstrom = CUTOFF * bondLengthAngstrom;
  const rStepAngstrom = cutoffAngstrom / (N_R - 1);
  const ofR = (f: (u: number, r: number) => number): Float64Array =>
    Float64Array.from({ length: N_R }, (_, m) => {
      const r = m * rStepAngstrom;
      const u = r / bondLengthAngstrom;
      return f(Math.max(u, NEAREST), r) * fade(u);
    });
  return {
    name: 'generic second-moment metal',
    citation: 'F. Cleri, V. Rosato, Phys. Rev. B 48, 22 (1993)',
    elements: [
      { symbol: element, atomicNumber: 0, massAmu: 1, latticeAngstrom: bondLengthAngstrom, lattice: '' },
    ],
    cutoffAngstrom,
    nR: N_R,
    rStepAngstrom,
    nRho: N_RHO,
    rhoStep: RHO_STEP,
    embedding: [Float64Array.from({ length: N_RHO }, (_, m) => -P.hopping * Math.sqrt(m * RHO_STEP))],
    density: [ofR((u) => Math.exp(-2 * P.q * (u - 1)))],
    pairTimesR: [ofR((u, r) => 2 * P.pair * r * Math.exp(-P.p * (u - 1)))],
  };
}
