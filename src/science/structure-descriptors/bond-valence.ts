import type { AtomicStructure } from '../crystal/structure.js';
import { BOND_SOFTNESS_ANGSTROM } from '../units/copper-bond-valence.js';
import { anionKinds } from './bonds.js';
import type { Neighbourhoods } from './neighbourhoods.js';

/** A cation's parameter with oxygen, and the valence that it is of. */
export interface OxideBondValence {
  readonly valence: number;
  readonly lengthAngstrom: number;
}

const row = (valence: number, lengthAngstrom: number): OxideBondValence => ({ valence, lengthAngstrom });

/**
 * Bond-valence parameters with oxygen: s = exp((R₀ − d)/0.37 Å). One valence an element: sums of others are a little off (Mn²⁺ has
 * 1.790, Mn⁴⁺ 1.753 Å).
 * Source: N. E. Brese, M. O'Keeffe, Acta Cryst. B 47, 192 (1991); Cu²⁺: I. D. Brown, D. Altermatt, Acta Cryst. B 41, 244 (1985).
 */
export const OXIDE_BOND_VALENCE: Readonly<Record<string, OxideBondValence>> = {
  Li: row(1, 1.466),
  Be: row(2, 1.381),
  B: row(3, 1.371),
  C: row(4, 1.39),
  Na: row(1, 1.8),
  Mg: row(2, 1.693),
  Al: row(3, 1.651),
  Si: row(4, 1.624),
  P: row(5, 1.604),
  K: row(1, 2.13),
  Ca: row(2, 1.967),
  Ti: row(4, 1.815),
  V: row(5, 1.803),
  Cr: row(3, 1.724),
  Mn: row(3, 1.76),
  Fe: row(3, 1.759),
  Co: row(2, 1.692),
  Ni: row(2, 1.654),
  Cu: row(2, 1.679),
  Zn: row(2, 1.704),
  Ga: row(3, 1.73),
  Ge: row(4, 1.748),
  Sr: row(2, 2.118),
  Y: row(3, 2.014),
  Zr: row(4, 1.937),
  Nb: row(5, 1.911),
  Sn: row(4, 1.905),
  Ba: row(2, 2.29),
  La: row(3, 2.172),
  Ce: row(4, 2.028),
  Hf: row(4, 1.923),
  Ta: row(5, 1.92),
  W: row(6, 1.921),
  Pb: row(2, 2.112),
  U: row(4, 2.112),
};

/** Anions beyond this do not count, Å. */
const REACH_ANGSTROM = 6;

/**
 * Bond-valence sum of every atom: of a cation over the oxygen atoms within 6 Å, of an oxygen atom over the cations.
 *
 * @returns [nAtoms]; NaN for other anions, where a cation in reach has no parameter, and in structures without oxygen and cations
 * Checked: sums of 155 oxygen sites by another program (ok-elnes: ASE); the formal valences in MgO and UO2
 *   (comparable-sites.spec.ts).
 */
export function bondValenceSums(
  { kinds, elements, nAtoms }: AtomicStructure,
  { first, other, distances }: Neighbourhoods,
): Float64Array {
  const sums = new Float64Array(nAtoms).fill(Number.NaN);
  const isAnion = anionKinds(elements);
  const oxygen = elements.indexOf('O');
  if (isAnion === null || oxygen < 0) return sums;
  for (let i = 0; i < nAtoms; i++) {
    const kind = kinds[i];
    if (isAnion[kind] && kind !== oxygen) continue;
    let sum = 0;
    for (let slot = first[i]; slot < first[i + 1] && distances[slot] <= REACH_ANGSTROM; slot++) {
      const partner = kinds[other[slot]];
      const cation = kind === oxygen ? partner : kind;
      if (kind === oxygen ? isAnion[partner] : partner !== oxygen) continue;
      const length = OXIDE_BOND_VALENCE[elements[cation]]?.lengthAngstrom ?? Number.NaN;
      sum += Math.exp((length - distances[slot]) / BOND_SOFTNESS_ANGSTROM);
    }
    sums[i] = sum;
  }
  return sums;
}
