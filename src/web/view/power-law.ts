import { channelRange, energyAt, type EnergyAxis } from '../../science/spectra/spectrum-image.js';

/** Background exp(logA)·E^(−r), E in eV: the form in which results give it. */
export interface PowerLaw {
  readonly logA: number;
  readonly r: number;
}

export const powerLawAt = (law: PowerLaw, energyEv: number): number =>
  energyEv > 0 ? Math.exp(law.logA - law.r * Math.log(energyEv)) : Number.NaN;

const MIN_CHANNELS = 10;
const ITERATIONS = 8;

/**
 * Poisson-weighted fit of one spectrum in a window: what the page draws while a window is dragged. Newton steps of
 * the Poisson likelihood in (log A, r) about the window's centre. The stored result comes from the service, not from
 * here.
 *
 * @returns null where the window holds fewer than 10 channels or no counts
 */
export function refitPowerLaw(
  counts: ArrayLike<number>,
  axis: EnergyAxis,
  windowEv: readonly [number, number],
): PowerLaw | null {
  const lowest = energyAt(axis, 0);
  const highest = energyAt(axis, axis.nChannels - 1);
  if (windowEv[1] <= lowest || windowEv[0] > highest || windowEv[0] <= 0) return null;
  const { first, end } = channelRange(axis, windowEv);
  let total = 0;
  for (let i = first; i < end; i++) total += Math.max(0, counts[i]);
  if (end - first < MIN_CHANNELS || total <= 0) return null;
  const centre = Math.log((windowEv[0] + windowEv[1]) / 2);
  const x = Array.from({ length: end - first }, (_, i) => Math.log(energyAt(axis, first + i)) - centre);
  let a = Math.log(total / (end - first));
  let r = 3;
  for (let step = 0; step < ITERATIONS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const model = Math.exp(a - r * x[i]);
      const miss = counts[first + i] - model;
      g0 += miss;
      g1 -= miss * x[i];
      h00 += model;
      h01 -= model * x[i];
      h11 += model * x[i] * x[i];
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 0)) return null;
    a += (h11 * g0 - h01 * g1) / determinant;
    r += (h00 * g1 - h01 * g0) / determinant;
  }
  return Number.isFinite(a) && Number.isFinite(r) ? { logA: a + r * centre, r } : null;
}
