import { quantile } from '../numerics/statistics.js';

/** Energies as the model sees them: those above a ceiling are all equally bad, the others have mean 0 and variance 1. */
export interface EnergyScale {
  /** [n], standardised */
  readonly scaled: Float64Array;
  /** J/m² of one unit. */
  readonly unitJPerM2: number;
  /** Of the ceiling and of the lowest energy, standardised. */
  readonly ceiling: number;
  readonly lowest: number;
}

/** Share of the observations below the ceiling. */
const CEILING_SHARE = 0.7;

/**
 * Bad candidates have energies of any size, which would hide the differences of the good ones: what lies above a quantile of
 * the energies known counts as that quantile. As a search finds better ones, the ceiling comes down and the model sees finer.
 *
 * @param energies  at least one, J/m²
 */
export function energyScale(energies: readonly number[]): EnergyScale {
  const ceilingJPerM2 = quantile(energies, CEILING_SHARE);
  const clipped = energies.map((e) => Math.min(e, ceilingJPerM2));
  const mean = clipped.reduce((a, b) => a + b, 0) / clipped.length;
  const variance = clipped.reduce((a, b) => a + (b - mean) ** 2, 0) / clipped.length;
  const unitJPerM2 = Math.sqrt(variance) || 1;
  const scaled = Float64Array.from(clipped, (e) => (e - mean) / unitJPerM2);
  return {
    scaled,
    unitJPerM2,
    ceiling: (ceilingJPerM2 - mean) / unitJPerM2,
    lowest: scaled.reduce((least, e) => Math.min(least, e), Infinity),
  };
}
