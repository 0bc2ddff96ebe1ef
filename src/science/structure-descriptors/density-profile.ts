import type { AtomicStructure } from '../crystal/structure.js';
import type { Layout } from './layout.js';

/** Atoms per volume across the boundary. */
export interface DensityProfile {
  /** Height of the first value over the first boundary, Å. */
  readonly startAngstrom: number;
  readonly stepAngstrom: number;
  /** Of the Gaussian by which each atom is smeared along the normal, Å. */
  readonly sigmaAngstrom: number;
  /** All atoms, Å⁻³. */
  readonly total: Float64Array;
  /** Of each element, in the structure's order, Å⁻³. */
  readonly ofElement: readonly Float64Array[];
}

const STEP = 0.25;
/** Widths as small as this tell planes apart that are 2.1 Å from one another (fcc (111), rock salt (100)) by less than 1 % of the density. */
const SIGMA = 1.25;
const REACH_SIGMA = 5;

/**
 * Number density along the boundary's normal, each atom a Gaussian of 1.25 Å, in steps of 0.25 Å.
 *
 * @param originAngstrom  height of the first boundary, which the profile's heights count from
 * @returns over the whole box: one period with the first boundary in the middle (the step then divides it: it differs from 0.25 Å
 *   by up to some per cent), or from 3 σ below the lowest atom to 3 σ above the highest
 * Checked: its integral is the number of atoms; constant in a crystal (describe-structure.spec.ts).
 */
export function densityProfile(
  { kinds, elements, nAtoms }: AtomicStructure,
  { heights, periodAngstrom: period, areaAngstrom2 }: Layout,
  originAngstrom: number,
): DensityProfile {
  const over = heights.map((h) => h - originAngstrom);
  const low = over.reduce((a, b) => Math.min(a, b), Infinity) - 3 * SIGMA;
  const high = over.reduce((a, b) => Math.max(a, b), -Infinity) + 3 * SIGMA;
  const n = Math.max(1, Math.round((period ?? high - low) / STEP));
  const step = period === null ? STEP : period / n;
  const start = period === null ? low : -period / 2;
  const ofElement = elements.map(() => new Float64Array(n));
  const peak = 1 / (areaAngstrom2 * SIGMA * Math.sqrt(2 * Math.PI));
  for (let i = 0; i < nAtoms; i++) {
    const values = ofElement[kinds[i]];
    const from = Math.ceil((over[i] - REACH_SIGMA * SIGMA - start) / step);
    const to = Math.floor((over[i] + REACH_SIGMA * SIGMA - start) / step);
    for (let k = from; k <= to; k++) {
      const bin = period === null ? k : k - n * Math.floor(k / n);
      if (bin < 0 || bin >= n) continue;
      const d = start + k * step - over[i];
      values[bin] += peak * Math.exp((-d * d) / (2 * SIGMA * SIGMA));
    }
  }
  const total = new Float64Array(n);
  for (const values of ofElement) values.forEach((value, k) => (total[k] += value));
  return { startAngstrom: start, stepAngstrom: step, sigmaAngstrom: SIGMA, total, ofElement };
}
