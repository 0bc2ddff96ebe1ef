/**
 * Bond-valence parameters of Cu²⁺ with each anion, Å: a bond of length d has the valence exp((R₀ − d) / `BOND_SOFTNESS_ANGSTROM`).
 * Here, because the labels of the Cu K network (`training`) and the description of relaxed structures (`structure-descriptors`)
 * are to be one definition, and neither may import the other.
 *
 * Valid for: Cu²⁺; sums of Cu⁺ come out too high.
 * Source: I. D. Brown, D. Altermatt, Acta Cryst. B 41, 244 (1985) (O, F, Cl, S); N. E. Brese, M. O'Keeffe, Acta Cryst. B 47,
 * 192 (1991) (others).
 * Checked: six bonds of valence 1/3 sum to 2 (datasets.spec.ts).
 */
export const COPPER_BOND_VALENCE: Readonly<Record<string, number>> = {
  O: 1.679,
  F: 1.6,
  Cl: 2.0,
  Br: 2.134,
  I: 2.36,
  S: 2.054,
  Se: 2.02,
  Te: 2.27,
  N: 1.61,
  P: 1.97,
  As: 2.08,
};

/** The universal b of bond valences, Å. Source: I. D. Brown, D. Altermatt, Acta Cryst. B 41, 244 (1985). */
export const BOND_SOFTNESS_ANGSTROM = 0.37;
