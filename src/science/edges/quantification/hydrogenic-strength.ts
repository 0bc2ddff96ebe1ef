/** 1 Ry, eV, and the Bohr radius squared, barn (10⁻²⁸ m²): CODATA 2018. */
export const RYDBERG_EV = 13.605693;
export const BOHR_SQUARED_BARN = 2.8002852e7;

/** Screening of the nuclear charge: half an electron for K (Zener), Slater's 7·0.35 + 2·0.85 for L. */
const K_SCREENING = 0.5;
const L_SCREENING = 4.15;

/** |k| below which the limit k → 0 is taken: the closed forms lose their digits there. */
const SMALL_K = 1e-3;

/**
 * exp(−2β/k)/(1 − exp(−2π/k)) of a Coulomb wave of momentum k, continued below the ideal threshold (k² < 0), where outer
 * electrons let a shell ionise at less than its hydrogenic energy. `half` is the bound state's decay (1 for K, ½ for L).
 */
function coulombFactor(k2: number, q: number, half: number): number {
  const centre = q - k2 + half * half;
  const k = Math.sqrt(Math.abs(k2));
  // Both branches tend to exp(−4·half/(q + half²)).
  if (k < SMALL_K) return Math.exp((-4 * half) / centre);
  if (k2 > 0) return Math.exp((-2 / k) * Math.atan2(2 * half * k, centre)) / -Math.expm1((-2 * Math.PI) / k);
  return ((centre - 2 * half * k) / (centre + 2 * half * k)) ** (1 / k);
}

/**
 * Generalised oscillator strength per energy of the two K electrons in the hydrogenic model, 1/eV.
 *
 * @param z         atomic number; the nucleus is screened by 0.5
 * @param lossEv    energy loss, eV, above the edge
 * @param q2        (q·a0)², no unit
 * Valid for: Z > 1, K shells in EELS (to about 10 %).
 * Source: H. Bethe, Ann. Phys. 397 (1930) 325; R. F. Egerton, EELS in the Electron Microscope (2011), section 3.2.
 * Checked: quadrature of Coulomb waves, sum rules, hydrogen's photoionisation (hydrogenic-strength.spec.ts).
 */
export function kShellStrength(z: number, lossEv: number, q2: number): number {
  const charge = z - K_SCREENING;
  return strengthOf1s(lossEv / (RYDBERG_EV * charge ** 2), q2 / charge ** 2) / (RYDBERG_EV * charge ** 2);
}

/** Two 1s electrons of a hydrogen-like ion; energy in units of Z²·Ry, q² of Z²/a0²; per that unit of energy. */
export function strengthOf1s(e: number, q: number): number {
  const k2 = e - 1;
  const a = (q - k2 + 1) ** 2 + 4 * k2;
  return (256 * e * (q + k2 / 3 + 1 / 3) * coulombFactor(k2, q, 1)) / a ** 3;
}

/** Six 2p electrons, in the units of `strengthOf1s`. */
export function strengthOf2p(e: number, q: number): number {
  const k2 = e - 0.25;
  const polynomial =
    2.25 * q ** 4 -
    (0.75 + 3 * k2) * q ** 3 +
    (19 / 32 - 0.75 * k2 - 0.5 * k2 ** 2) * q ** 2 +
    (107 / 960 + (41 / 48) * k2 + (113 / 60) * k2 ** 2 + k2 ** 3) * q +
    11 / 3072 +
    (3 / 64) * k2 +
    (7 / 32) * k2 ** 2 +
    (5 / 12) * k2 ** 3 +
    k2 ** 4 / 4;
  const a = (q - k2 + 0.25) ** 2 + k2;
  return (32 * e * polynomial * coulombFactor(k2, q, 0.5)) / a ** 5;
}

/** Two 2s and six 2p electrons, in the units of `strengthOf1s`. */
export function strengthOfL(e: number, q: number): number {
  const k2 = e - 0.25;
  const polynomial =
    q ** 3 -
    ((5 / 3) * k2 + 11 / 12) * q ** 2 +
    (k2 ** 2 / 3 + 1.5 * k2 + 65 / 48) * q +
    k2 ** 3 / 3 +
    0.75 * k2 ** 2 +
    (23 / 48) * k2 +
    5 / 64;
  const a = (q - k2 + 0.25) ** 2 + k2;
  return (32 * e * polynomial * coulombFactor(k2, q, 0.5)) / a ** 4;
}

/**
 * The same of the L electrons: six 2p between the L3 and the L1 edge, with two 2s above L1.
 *
 * @param l1Ev  L1 edge, eV
 * Source: M.-C. Walske, Phys. Rev. 101 (1956) 940; B.-H. Choi, Phys. Rev. A 7 (1973) 2056. Checked: as K.
 */
export function lShellStrength(z: number, lossEv: number, q2: number, l1Ev: number): number {
  const unit = (z - L_SCREENING) ** 2;
  const [e, q] = [lossEv / (RYDBERG_EV * unit), q2 / unit];
  return (lossEv > l1Ev ? strengthOfL(e, q) : strengthOf2p(e, q)) / (RYDBERG_EV * unit);
}
