import type { EamTables } from './tables.js';

/** Parameters of table II (EAM1): lengths in Å, energies in eV; ρ has no unit. */
export const MISHIN_CU_2001_PARAMETERS = {
  cutoff: 5.50679,
  h: 0.50037,
  e1: 201.458,
  e2: 0.00659288,
  r1: 0.83591,
  alpha1: 2.97758,
  r2: 4.46867,
  alpha2: 1.54927,
  delta: 0.0086225,
  coreRadii: [2.24, 1.8, 1.2],
  coreStrengths: [4, 40, 1150],
  a: 3.80362,
  r3: -2.19885,
  r4: -261.984,
  beta1: 0.17394,
  beta2: 535.661,
  f0: -2.28235,
  f2: 1.35535,
  q: [-1.27775, -0.86074, 1.78804, 2.97571],
  bigQ: [0.4, 0.3],
} as const;

/** SHA-256 of the parameters as JSON (the object above, in its order). */
export const MISHIN_CU_2001_SHA256 = 'd01b925bd7a8ddf439d2f3c84b8aa10d89cc83c360d0862b20a0c72fc35fa71e';

export const MISHIN_CU_2001_CITATION =
  'Y. Mishin, M. J. Mehl, D. A. Papaconstantopoulos, A. F. Voter, J. D. Kress, Phys. Rev. B 63, 224106 (2001), EAM1';

const P = MISHIN_CU_2001_PARAMETERS;

function cutoffFunction(r: number): number {
  const x = (r - P.cutoff) / P.h;
  if (x >= 0) return 0;
  const x4 = x * x * x * x;
  return x4 / (1 + x4);
}

function morse(r: number, r0: number, alpha: number): number {
  const e = Math.exp(-alpha * (r - r0));
  return e * e - 2 * e;
}

/** Pair energy V(r), eV; r in Å. Source and check as `mishinCu2001`. */
export function mishinCuPair(r: number): number {
  const bound = P.e1 * morse(r, P.r1, P.alpha1) + P.e2 * morse(r, P.r2, P.alpha2) + P.delta;
  let core = 0;
  P.coreRadii.forEach((radius, n) => {
    if (r < radius) core += P.coreStrengths[n] * (radius - r) ** 4;
  });
  return bound * cutoffFunction(r) - core;
}

/** Density ρ(r) that one atom makes at the distance r, Å. Source and check as `mishinCu2001`. */
export function mishinCuDensity(r: number): number {
  const d = r - P.r3;
  return (P.a * Math.exp(-P.beta1 * d * d) + Math.exp(-P.beta2 * (r - P.r4))) * cutoffFunction(r);
}

/** Embedding energy F(ρ), eV. Source and check as `mishinCu2001`. */
export function mishinCuEmbedding(rho: number): number {
  const t = rho - 1;
  const parabola = P.f0 + 0.5 * P.f2 * t * t;
  if (rho < 1) return parabola + t ** 3 * (P.q[0] + t * (P.q[1] + t * (P.q[2] + t * P.q[3])));
  return (parabola + t ** 3 * (P.q[0] + P.bigQ[0] * t)) / (1 + P.bigQ[1] * t ** 3);
}

const N_R = 3001;
/** Collapsed structures reach ρ = 10; a crystal has 1. */
const RHO_STEP = 5e-4;
const N_RHO = 20001;

/**
 * The embedded-atom potential of copper of Mishin et al. (2001), EAM1, from its closed form.
 *
 * The tables are so fine that energies are those of the closed form to 1e-10 eV per atom.
 * Valid for: fcc copper, its defects, surfaces and boundaries, and distances above about 1.5 Å.
 * Source: Mishin et al., Phys. Rev. B 63, 224106 (2001), equations 1–5 and table II.
 * Checked: points of a tabulated file of it; LAMMPS on such a file; the paper's properties (mishin-cu-2001.spec.ts).
 */
export function mishinCu2001(): EamTables {
  const rStepAngstrom = P.cutoff / (N_R - 1);
  const ofR = (f: (r: number) => number): Float64Array =>
    Float64Array.from({ length: N_R }, (_, m) => f(m * rStepAngstrom));
  return {
    name: 'Mishin 2001 Cu (EAM1)',
    citation: MISHIN_CU_2001_CITATION,
    elements: [{ symbol: 'Cu', atomicNumber: 29, massAmu: 63.55, latticeAngstrom: 3.615, lattice: 'fcc' }],
    cutoffAngstrom: P.cutoff,
    nR: N_R,
    rStepAngstrom,
    nRho: N_RHO,
    rhoStep: RHO_STEP,
    embedding: [Float64Array.from({ length: N_RHO }, (_, m) => mishinCuEmbedding(m * RHO_STEP))],
    density: [ofR(mishinCuDensity)],
    pairTimesR: [ofR((r) => r * mishinCuPair(r))],
  };
}
